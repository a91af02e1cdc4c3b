using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>Sets liquidation rules, pays into reserves, works off what the backstop holds, and looks whether anybody was overlooked.</summary>
internal sealed class LiquidationCommands(State state, TriggerIndex index, ForcedOrders orders, Deleveraging deleveraging)
{
    /// <summary>How often the backstop trades in a market, at most.</summary>
    private const long UnwindInterval = 1_000_000;

    private readonly List<FoundUnit> _overlooked = [];

    public RejectReason Apply(in SetLiquidationRules command)
    {
        if (!command.Author.IsWellFormed() || !command.Reason.IsWellFormed())
        {
            return RejectReason.MalformedCommand;
        }

        if (state.Markets.Find(command.Market) is not { } market)
        {
            return RejectReason.MarketUnknown;
        }

        if (!LiquidationRulesCheck.AreValid(command.Rules, market.Parameters))
        {
            return RejectReason.ParametersInvalid;
        }

        market.LiquidationRules = command.Rules;
        state.Events.Append(new LiquidationRulesChanged { Market = market.Id, Rules = command.Rules, Author = command.Author, Reason = command.Reason });
        state.Outcome.Entity = market.Id.Value;
        return RejectReason.None;
    }

    public RejectReason Apply(in FundReserve command)
    {
        var isInRange = command.Amount.Units is >= 1 and <= Bounds.MaxTransfer;
        if (command.Reference.IsEmpty || !command.Reference.IsWellFormed() || !command.Author.IsWellFormed()
            || (command.Reserve != AccountId.InsuranceFund && command.Reserve != AccountId.Backstop))
        {
            return RejectReason.MalformedCommand;
        }

        if (!state.Assets.Has(command.Asset))
        {
            return RejectReason.AssetUnknown;
        }

        var entry = new TransferReferences.Entry(command.Reference, command.Reserve, command.Asset, command.Amount.Units);
        if (state.References.TryFind(command.Reference, out var known))
        {
            state.Outcome.IsRepeat = known == entry;
            state.Outcome.Entity = known == entry ? command.Reserve.Value : 0;
            return known == entry ? RejectReason.None : RejectReason.ReferenceReused;
        }

        if (!isInRange)
        {
            return RejectReason.AmountInvalid;
        }

        if (state.Ledger.Balance(AccountId.External, command.Asset) - command.Amount.Units < -Bounds.MaxSupply)
        {
            return RejectReason.CapacityExhausted;
        }

        state.References.Add(entry);
        state.Events.Append(new ReserveFunded
        {
            Reserve = command.Reserve, Asset = command.Asset, Amount = command.Amount, Reference = command.Reference, Author = command.Author,
        });
        state.Ledger.Transfer(AccountId.External, command.Reserve, command.Asset, command.Amount.Units, TransferKind.ReserveFunding);
        state.Outcome.Entity = command.Reserve.Value;
        return RejectReason.None;
    }

    public RejectReason Apply(in UnwindBackstop command)
    {
        if (state.Markets.Find(command.Market) is not { } market)
        {
            return RejectReason.MarketUnknown;
        }

        ref var position = ref state.Accounts.FindPosition(ref state.Accounts[AccountId.Backstop.Value], market.Id.Value);
        if (Unsafe.IsNullRef(ref position) || position.Size == 0)
        {
            return RejectReason.NothingToLiquidate;
        }

        if (!market.Allows(MarketActions.Liquidate))
        {
            return RejectReason.MarketStateForbids;
        }

        if (!state.Units.HasFreshPrices(new MarginUnit(AccountId.Backstop.Value, Market: 0)))
        {
            return RejectReason.PricesNotFresh;
        }

        state.Outcome.Entity = market.Id.Value;
        var risk = state.Risk.Cross(AccountId.Backstop);
        return risk.IsMaintained ? Unwind(market, position, risk) : Deleverage(market, ref position, risk);
    }

    /// <summary>A walk over all accounts: what the bounds must never miss.</summary>
    public RejectReason Apply(in AuditLiquidations command)
    {
        _ = command;
        index.FindAll(_overlooked);
        state.Events.Append(new LiquidationsAudited
        {
            Accounts = state.Accounts.NextId - AccountId.FirstCustomer, Overlooked = _overlooked.Count, Open = state.Liquidations.OpenCount,
        });
        state.Outcome.Entity = _overlooked.Count;
        return RejectReason.None;
    }

    /// <summary>Patiently: once a second, a small part of what the book holds near mark.</summary>
    private RejectReason Unwind(Market market, in Position position, in Risk risk)
    {
        ref readonly var rules = ref market.LiquidationRules;
        var side = position.Size > 0 ? Side.Sell : Side.Buy;
        var limit = market.SlippageBound(side, rules.NarrowCollar.Billionths);
        var depth = market.Book.LotsUpTo(side == Side.Buy ? Side.Sell : Side.Buy, limit, long.MaxValue);
        var lots = Math.Min(Math.Abs(position.Size), FixedMath.MulDivCeiling(depth, rules.UnwindPace.Billionths, Rate.One));
        if (lots == 0 || state.Now.Microseconds - market.UnwoundAt < UnwindInterval)
        {
            return RejectReason.NothingToLiquidate;
        }

        if (!orders.CanPlace)
        {
            return RejectReason.CapacityExhausted;
        }

        market.UnwoundAt = state.Now.Microseconds;
        var done = orders.Work(market, AccountId.Backstop, side, lots, limit);
        state.Outcome.Entity = market.Id.Value;
        Publish(market, risk, LiquidationAction.Unwind, new LiquidationStepped
        {
            LimitPrice = new Price(limit), Collar = rules.NarrowCollar, Wanted = new Quantity(lots), Done = new Quantity(done),
            Value = new Money(Contract.NotionalAtMark(market.Margin, done)),
        });
        return RejectReason.None;
    }

    /// <summary>Before its equity is gone: what it holds is closed against the other side, like anybody's.</summary>
    private RejectReason Deleverage(Market market, ref Position position, in Risk risk)
    {
        var unit = new MarginUnit(AccountId.Backstop.Value, Market: 0);
        var part = Math.Min(risk.MaintenanceMargin, state.Units.InUnit(unit, market, MarginRules.MaintenanceMargin(market.Margin, position)));
        var share = risk.MaintenanceMargin == 0 ? 0 : state.Units.InSettlement(unit, market, BankruptcyPrice.EquityShare(risk.Equity, part, risk.MaintenanceMargin));
        var terms = BankruptcyTerms.Of(market.Margin, position, share);
        var bankruptcy = new Price(terms.Ticks(market.Margin, position));
        var closing = new ForcedClosing(market, default, AccountId.Backstop, terms.Lots, terms.Value, Math.Max(0, terms.Concession));
        var done = deleveraging.Close(closing);
        if (done < terms.Lots)
        {
            var rest = terms.Lots - done;
            done += deleveraging.CloseAtMark(new ForcedClosing(market, default, AccountId.Backstop, rest, terms.ValueAtMarkOf(rest), Concession: 0));
        }

        Publish(market, risk, LiquidationAction.Deleverage, new LiquidationStepped
        {
            BankruptcyPrice = bankruptcy, Wanted = new Quantity(terms.Lots), Done = new Quantity(done), Value = new Money(terms.Value),
        });
        return RejectReason.None;
    }

    private void Publish(Market market, in Risk before, LiquidationAction action, LiquidationStepped stepped)
    {
        var after = state.Risk.Cross(AccountId.Backstop);
        stepped.Account = AccountId.Backstop;
        stepped.Market = market.Id;
        stepped.Action = action;
        stepped.Equity = new Money(before.Equity);
        stepped.MaintenanceMargin = new Money(before.MaintenanceMargin);
        stepped.MarkPrice = new Price(market.MarkTicks);
        stepped.EquityAfter = new Money(after.Equity);
        stepped.MaintenanceMarginAfter = new Money(after.MaintenanceMargin);
        state.Events.Append(stepped);
    }
}
