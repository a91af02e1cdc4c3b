using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>Opens accounts, moves money in and out, sets leverage.</summary>
internal sealed class AccountCommands(State state)
{
    private readonly MarginPurse _purse = new(state);

    public RejectReason Apply(in OpenAccount command)
    {
        if (!command.Label.IsWellFormed() || !command.Author.IsWellFormed())
        {
            return RejectReason.MalformedCommand;
        }

        if (command.SameOwnerAs.Value != 0 && !state.Accounts.IsCustomer(command.SameOwnerAs))
        {
            return RejectReason.AccountUnknown;
        }

        if (state.Accounts.NextId - AccountId.FirstCustomer >= Bounds.MaxAccounts)
        {
            return RejectReason.CapacityExhausted;
        }

        var account = state.Accounts.Open(command.SameOwnerAs, command.Label, state.Now);
        state.Events.Append(new AccountOpened
        {
            Account = account,
            Owner = new AccountId(state.Accounts[account.Value].Owner),
            Label = command.Label,
            Author = command.Author,
        });
        state.Outcome.Entity = account.Value;
        return RejectReason.None;
    }

    public RejectReason Apply(in CreditAccount command)
    {
        var reason = CheckTransfer(command.Account, command.Asset, command.Reference, command.Author, command.Amount, sign: 1, out var isRepeat);
        if (reason == RejectReason.None && !isRepeat)
        {
            reason = CheckDeposit(command);
        }

        if (reason != RejectReason.None || isRepeat)
        {
            return Answer(command.Account, reason);
        }

        state.References.Add(new(command.Reference, command.Account, command.Asset, command.Amount.Units));
        state.Events.Append(new FundsCredited
        {
            Account = command.Account,
            Asset = command.Asset,
            Amount = command.Amount,
            Reference = command.Reference,
            Author = command.Author,
        });
        state.Ledger.Transfer(AccountId.External, command.Account, command.Asset, command.Amount.Units, TransferKind.Deposit);
        state.Outcome.Entity = command.Account.Value;
        return RejectReason.None;
    }

    public RejectReason Apply(in DebitAccount command)
    {
        var reason = CheckTransfer(command.Account, command.Asset, command.Reference, command.Author, command.Amount, sign: -1, out var isRepeat);
        if (reason == RejectReason.None && !isRepeat)
        {
            reason = WithdrawalRules.WhyItStays(state, command.Account, command.Asset, command.Amount.Units);
        }

        if (reason != RejectReason.None || isRepeat)
        {
            return Answer(command.Account, reason);
        }

        state.References.Add(new(command.Reference, command.Account, command.Asset, -command.Amount.Units));
        state.Events.Append(new FundsDebited
        {
            Account = command.Account,
            Asset = command.Asset,
            Amount = command.Amount,
            Reference = command.Reference,
            Author = command.Author,
        });
        state.Ledger.Transfer(command.Account, AccountId.External, command.Asset, command.Amount.Units, TransferKind.Withdrawal);
        state.Outcome.Entity = command.Account.Value;
        return RejectReason.None;
    }

    /// <summary>Sets the leverage. A lower one raises initial margin, so it needs cover.</summary>
    public RejectReason Apply(in SetLeverage command)
    {
        if (CheckLeverage(command) is var reason and not RejectReason.None)
        {
            return reason;
        }

        ref var position = ref state.Accounts.PositionOf(ref state.Accounts[command.Account.Value], command.Market.Value);
        position.Leverage = command.Leverage;
        state.Events.Append(new LeverageChanged { Account = command.Account, Market = command.Market, Leverage = command.Leverage });
        if (position.IsIsolated != 0)
        {
            var market = state.Markets[command.Market.Value];
            _purse.Draw(command.Account, ref position, market.SettlementAsset, IsolatedMargin.Lacking(market.Margin, position), TransferKind.IsolatedMarginDrawn);
        }

        state.Outcome.Entity = command.Market.Value;
        return RejectReason.None;
    }

    private RejectReason CheckTransfer(AccountId account, AssetId asset, in Text64 reference, in Text64 author, Money amount, int sign, out bool isRepeat)
    {
        isRepeat = false;
        var isInRange = amount.Units is >= 1 and <= Bounds.MaxTransfer;
        if (reference.IsEmpty || !reference.IsWellFormed() || !author.IsWellFormed())
        {
            return RejectReason.MalformedCommand;
        }

        // The insurance fund can be endowed, but nothing is taken out of it this way.
        if (!state.Accounts.IsCustomer(account) && !(account == AccountId.InsuranceFund && sign > 0))
        {
            return RejectReason.AccountUnknown;
        }

        if (!state.Assets.Has(asset))
        {
            return RejectReason.AssetUnknown;
        }

        if (state.References.TryFind(reference, out var known))
        {
            isRepeat = isInRange && known == new TransferReferences.Entry(reference, account, asset, sign * amount.Units);
            return isRepeat ? RejectReason.None : RejectReason.ReferenceReused;
        }

        return isInRange ? RejectReason.None : RejectReason.AmountInvalid;
    }

    private RejectReason CheckDeposit(in CreditAccount command)
    {
        var collateral = state.Assets.Collateral(command.Asset.Value);
        if (collateral.IsListed && !collateral.HasSoundPrice)
        {
            return RejectReason.AssetPriceUnsound;
        }

        var supply = command.Amount.Units - state.Ledger.Balance(AccountId.External, command.Asset);
        if (collateral.Rules.DepositCap.Units < Bounds.MaxSupply && supply > collateral.Rules.DepositCap.Units)
        {
            return RejectReason.DepositCapExceeded;
        }

        return supply > Bounds.MaxSupply ? RejectReason.CapacityExhausted : RejectReason.None;
    }

    private RejectReason CheckLeverage(in SetLeverage command)
    {
        if (!state.Accounts.IsCustomer(command.Account))
        {
            return RejectReason.AccountUnknown;
        }

        if (state.Markets.Find(command.Market) is not { } market)
        {
            return RejectReason.MarketUnknown;
        }

        if (state.Liquidations.Restricts(command.Account, command.Market))
        {
            return RejectReason.AccountInLiquidation;
        }

        if (command.Leverage < 1 || command.Leverage > market.Margin.Tiers.MaxLeverage)
        {
            return RejectReason.LeverageInvalid;
        }

        ref var position = ref state.Accounts.FindPosition(ref state.Accounts[command.Account.Value], command.Market.Value);
        if (Unsafe.IsNullRef(ref position))
        {
            return RejectReason.None;
        }

        var trial = position;
        trial.Leverage = command.Leverage;
        if (position.IsIsolated != 0)
        {
            return CheckIsolatedLeverage(command.Account, market, position, ref trial);
        }

        var raisesMargin = MarginRules.InitialMargin(market.Margin, trial) > MarginRules.InitialMargin(market.Margin, position);
        return raisesMargin && state.Risk.ExcessWith(command.Account.Value, market, trial, MarginKind.Initial) < 0
            ? RejectReason.InsufficientMargin
            : RejectReason.None;
    }

    /// <summary>What an isolated position lacks at another leverage is drawn from the balance, as far as it may leave the account.</summary>
    private RejectReason CheckIsolatedLeverage(AccountId account, Market market, in Position position, ref Position trial)
    {
        var lacking = IsolatedMargin.Lacking(market.Margin, trial);
        trial.IsolatedMargin += lacking;
        var reserve = IsolatedMargin.Reserve(market.Margin, trial);
        if (lacking == 0 && reserve <= IsolatedMargin.Reserve(market.Margin, position))
        {
            return RejectReason.None;
        }

        return (lacking == 0 || state.Risk.CanLeave(account, market.SettlementAsset, lacking))
            && lacking + reserve <= state.Ledger.Balance(account, market.SettlementAsset)
            && state.Risk.ExcessWith(account.Value, market, trial, MarginKind.Initial, -lacking) >= 0
            ? RejectReason.None
            : RejectReason.InsufficientMargin;
    }

    private RejectReason Answer(AccountId account, RejectReason reason)
    {
        if (reason == RejectReason.None)
        {
            state.Outcome.Entity = account.Value;
            state.Outcome.IsRepeat = true;
        }

        return reason;
    }
}
