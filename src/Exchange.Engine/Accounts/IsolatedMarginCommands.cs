using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>Chooses what stands behind a position, and adds to and takes from what was set aside. FORMULAS §4.14.</summary>
internal sealed class IsolatedMarginCommands(State state)
{
    private readonly MarginPurse _purse = new(state);

    public RejectReason Apply(in SetMarginMode command)
    {
        if (command.Mode is not (MarginMode.Cross or MarginMode.Isolated))
        {
            return RejectReason.MalformedCommand;
        }

        if (Check(command.Account, command.Market) is var reason and not RejectReason.None)
        {
            return reason;
        }

        ref var found = ref state.Accounts.FindPosition(ref state.Accounts[command.Account.Value], command.Market.Value);
        if (!Unsafe.IsNullRef(ref found) && (found.Size != 0 || found.OpenOrders != 0 || found.IsolatedMargin != 0))
        {
            return RejectReason.PositionOrOrdersOpen;
        }

        ref var position = ref state.Accounts.PositionOf(ref state.Accounts[command.Account.Value], command.Market.Value);
        position.IsIsolated = command.Mode == MarginMode.Isolated ? (ushort)1 : (ushort)0;
        state.Events.Append(new MarginModeChanged { Account = command.Account, Market = command.Market, Mode = command.Mode });
        state.Outcome.Entity = command.Market.Value;
        return RejectReason.None;
    }

    public RejectReason Apply(in AdjustIsolatedMargin command)
    {
        if (Check(command.Account, command.Market) is var reason and not RejectReason.None)
        {
            return reason;
        }

        ref var position = ref state.Accounts.FindPosition(ref state.Accounts[command.Account.Value], command.Market.Value);
        var market = state.Markets[command.Market.Value];
        if (CheckChange(command, market, position) is var against and not RejectReason.None)
        {
            return against;
        }

        var change = command.Change.Units;
        state.Events.Append(new IsolatedMarginAdjusted
        {
            Account = command.Account,
            Market = command.Market,
            Change = command.Change,
            MarginAfter = new Money(position.IsolatedMargin + change),
        });
        if (change > 0)
        {
            _purse.Draw(command.Account, ref position, market.SettlementAsset, change, TransferKind.IsolatedMarginAdded);
        }
        else
        {
            _purse.Release(command.Account, ref position, market.SettlementAsset, -change, TransferKind.IsolatedMarginRemoved);
        }

        state.Outcome.Entity = command.Market.Value;
        return RejectReason.None;
    }

    private RejectReason CheckChange(in AdjustIsolatedMargin command, Market market, in Position position)
    {
        if (Unsafe.IsNullRef(in position) || position.IsIsolated == 0)
        {
            return RejectReason.MarginNotIsolated;
        }

        if (position.Size == 0 && position.IsolatedMargin >= 0)
        {
            return RejectReason.PositionMissing;
        }

        var change = command.Change.Units;
        if (change is 0 or > Bounds.MaxTransfer or < -Bounds.MaxTransfer)
        {
            return RejectReason.AmountInvalid;
        }

        if (change > 0)
        {
            return change > state.Ledger.Balance(command.Account, market.SettlementAsset) ? RejectReason.InsufficientBalance
                : state.Risk.CanLeave(command.Account, market.SettlementAsset, change) ? RejectReason.None
                : RejectReason.InsufficientMargin;
        }

        return state.Liquidations.Restricts(command.Account, command.Market) ? RejectReason.AccountInLiquidation
            : -change > position.IsolatedMargin ? RejectReason.InsufficientBalance
            : CanBeTaken(market.Margin, position, -change) ? RejectReason.None
            : RejectReason.InsufficientMargin;
    }

    /// <summary>What is left must cover initial margin and a tenth of the notional without the profit that is not realized yet, and what open orders could lack.</summary>
    private static bool CanBeTaken(MarginTerms terms, in Position position, long amount)
    {
        var left = position;
        left.IsolatedMargin -= amount;
        var needed = Math.Max(IsolatedMargin.Required(terms, position), FixedMath.RateCeiling(MarginRules.Notional(terms, position), Rate.One / 10));
        return left.IsolatedMargin + Math.Min(0, MarginRules.UnrealizedPnl(terms, position)) >= needed
            && IsolatedMargin.Reserve(terms, left) <= IsolatedMargin.Reserve(terms, position);
    }

    private RejectReason Check(AccountId account, MarketId market)
    {
        if (!state.Accounts.IsCustomer(account))
        {
            return RejectReason.AccountUnknown;
        }

        return state.Markets.Find(market) is null ? RejectReason.MarketUnknown : RejectReason.None;
    }
}
