using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>Profit and margins of positions that settle in one asset, in its units.</summary>
internal struct MarginSums
{
    public long UnrealizedPnl;
    public long InitialMargin;
    public long MaintenanceMargin;
    public long Notional;

    /// <summary>Adds what one market contributes to an account's cross margin: of an isolated position only what its orders could draw.</summary>
    public void Add(MarginTerms terms, in Position position)
    {
        if (position.IsIsolated != 0)
        {
            InitialMargin += IsolatedMargin.Reserve(terms, position);
            return;
        }

        AddApart(terms, position);
    }

    /// <summary>Adds all of a position, whatever stands behind it.</summary>
    public void AddApart(MarginTerms terms, in Position position)
    {
        if (position.Size != 0)
        {
            var notional = MarginRules.Notional(terms, position);
            UnrealizedPnl += MarginRules.UnrealizedPnl(terms, position);
            MaintenanceMargin += terms.Tiers.MaintenanceMargin(notional);
            Notional += notional;
        }

        InitialMargin += MarginRules.InitialMargin(terms, position);
    }
}

/// <summary>The margin of an account's cross positions, or of one isolated position, in units of the valuation asset. FORMULAS §4.</summary>
internal struct Risk
{
    /// <summary>What stands behind the positions: balances at their worth, or the position's own margin.</summary>
    public long Collateral;

    public long UnrealizedPnl;
    public long InitialMargin;
    public long MaintenanceMargin;

    /// <summary>Σ |size| at mark.</summary>
    public long Notional;

    public readonly long Equity => Collateral + UnrealizedPnl;

    public readonly bool IsInitiallyCovered => Equity >= InitialMargin;

    public readonly bool IsMaintained => Equity >= MaintenanceMargin;

    /// <summary>
    /// Whether a change from another standing is allowed: it leaves initial margin covered, or raises no risk, which is to say that maintenance
    /// margin does not grow and equity per maintenance margin does not fall. Compared exactly. FORMULAS §4.15.
    /// </summary>
    public readonly bool IsAllowedAfter(in Risk before) =>
        IsInitiallyCovered
        || (MaintenanceMargin == 0
            ? Equity >= 0
            : MaintenanceMargin <= before.MaintenanceMargin && (Int128)Equity * before.MaintenanceMargin >= (Int128)before.Equity * MaintenanceMargin);

    public readonly long FreeCollateral => Math.Max(0, Equity - InitialMargin);

    /// <summary>How much worth of collateral can leave the account. FORMULAS §4.7.</summary>
    public readonly long Withdrawable =>
        Math.Max(0, Equity - Math.Max(0, UnrealizedPnl) - Math.Max(InitialMargin, FixedMath.RateCeiling(Notional, Rate.One / 10)));

    /// <summary>Adds what one asset contributes: a balance in it, and the positions that settle in it.</summary>
    public void Add(CollateralTerms terms, long balance, in MarginSums sums)
    {
        Collateral += terms.Worth(balance);
        UnrealizedPnl += terms.ValueFloor(sums.UnrealizedPnl);
        InitialMargin += terms.ValueCeiling(sums.InitialMargin);
        MaintenanceMargin += terms.ValueCeiling(sums.MaintenanceMargin);
        Notional += terms.ValueCeiling(sums.Notional);
    }
}

/// <summary>Which kind of margin a question is about.</summary>
internal enum MarginKind
{
    Initial,
    Maintenance,
}

/// <summary>Walks an account's positions for its risk.</summary>
internal sealed class AccountRisk(AccountStore accounts, MarketList markets, AssetList assets)
{
    /// <summary>The account's cross positions with all that stands behind them, in the valuation asset.</summary>
    public Risk Cross(AccountId account)
    {
        Span<MarginSums> sums = stackalloc MarginSums[assets.Count + 1];
        AddCross(account.Value, exceptMarket: 0, sums);
        return Valued(account.Value, sums, changed: default, change: 0);
    }

    /// <summary>Whether anything is at stake that the account's balances stand behind.</summary>
    public bool NeedsCollateral(AccountId account)
    {
        for (var asset = 1; asset <= assets.Count; asset++)
        {
            if (accounts.Balance(account.Value, asset) < 0)
            {
                return true;
            }
        }

        Span<MarginSums> sums = stackalloc MarginSums[assets.Count + 1];
        AddCross(account.Value, exceptMarket: 0, sums);
        foreach (ref readonly var sum in sums)
        {
            if (sum.InitialMargin != 0 || sum.Notional != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>An isolated position with its own margin, in the valuation asset; its orders are the account's matter until they fill.</summary>
    public Risk Isolated(AccountId account, MarketId market) =>
        Apart(markets[market.Value], accounts.FindPosition(ref accounts[account.Value], market.Value));

    /// <summary>An isolated position as it is, or as it would be.</summary>
    public Risk Apart(Market market, in Position position)
    {
        var terms = assets.Terms(market.SettlementAsset.Value);
        return Apart(market.Margin, terms, position);
    }

    /// <summary>An isolated position with its own margin, in the valuation asset. Pure.</summary>
    public static Risk Apart(MarginTerms market, CollateralTerms terms, in Position position)
    {
        var alone = position;
        (alone.BidLots, alone.AskLots) = (0, 0);
        var sums = default(MarginSums);
        sums.AddApart(market, alone);
        return new Risk
        {
            Collateral = terms.ValueFloor(position.IsolatedMargin),
            UnrealizedPnl = terms.ValueFloor(sums.UnrealizedPnl),
            InitialMargin = terms.ValueCeiling(sums.InitialMargin),
            MaintenanceMargin = terms.ValueCeiling(sums.MaintenanceMargin),
            Notional = terms.ValueCeiling(sums.Notional),
        };
    }

    /// <summary>Whether an amount of a balance can leave the account: what it counts for is at most what may. FORMULAS §4.7.</summary>
    public bool CanLeave(AccountId account, AssetId asset, long amount)
    {
        var balance = accounts.Balance(account.Value, asset.Value);
        var terms = assets.Terms(asset.Value);
        return amount <= balance && terms.Worth(balance) - terms.Worth(balance - amount) <= Cross(account).Withdrawable;
    }

    /// <summary>The largest amount of a balance that can leave the account, rounded down: what is shown of it.</summary>
    public long MostThatCanLeave(AccountId account, AssetId asset) =>
        MostThatCanLeave(assets.Terms(asset.Value), accounts.Balance(account.Value, asset.Value), Cross(account).Withdrawable);

    /// <summary>The largest part of a balance that counts for at most so much. More counts for no less, so halving finds it.</summary>
    public static long MostThatCanLeave(CollateralTerms terms, long balance, long worth)
    {
        long can = 0;
        for (var cannot = Math.Max(0, balance) + 1; cannot - can > 1;)
        {
            var middle = can + ((cannot - can) >> 1);
            if (terms.Worth(balance) - terms.Worth(balance - middle) <= worth)
            {
                can = middle;
            }
            else
            {
                cannot = middle;
            }
        }

        return can;
    }

    /// <summary>
    /// Equity minus margin, in the valuation asset, with one market's position replaced by a trial and the balance changed: what an order or
    /// fill would leave.
    /// </summary>
    /// <param name="account">Whose.</param>
    /// <param name="market">The market of the trial.</param>
    /// <param name="trial">The position and order sums as they would be.</param>
    /// <param name="kind">Which margin is taken off.</param>
    /// <param name="balanceChange">What is added to the balance in the market's settlement asset.</param>
    public long ExcessWith(int account, Market market, in Position trial, MarginKind kind, long balanceChange = 0)
    {
        // A venue of one asset, or an account that has only the valuation asset and trades only what settles in it: nothing is converted.
        if (assets.Count > 1 && !IsPlain(account, market))
        {
            return ValuedExcessWith(account, market, trial, kind, balanceChange);
        }

        ref var record = ref accounts[account];
        var excess = accounts.Balance(account, AssetList.Valuation.Value) + balanceChange + Excess(market.Margin, trial, kind);
        for (var i = 0; i < InlinePositions.Count; i++)
        {
            // Asked of the record's first line, so that a free place is not even touched.
            var other = record.Markets[i];
            if (other != 0 && other != market.Id.Value)
            {
                excess += ExcessOfOther(AccountStore.Inline(ref record, i), kind);
            }
        }

        return record.FirstOverflow == 0 ? excess : excess + ExcessOfOverflow(record.FirstOverflow, market, kind);
    }

    private long ExcessOfOverflow(int place, Market market, MarginKind kind)
    {
        long excess = 0;
        while (place != 0)
        {
            ref var position = ref accounts.Overflow(place);
            if (position.Market != market.Id.Value)
            {
                excess += ExcessOfOther(position, kind);
            }

            place = position.NextOverflow;
        }

        return excess;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long ExcessOfOther(in Position position, MarginKind kind) =>
        CountsAsCross(position) ? Excess(markets[position.Market].Margin, position, kind) : 0;

    /// <summary>Whether there is anything in a place that the account's balances stand behind.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool CountsAsCross(in Position position) =>
        position.Size != 0 || position.BidLots != 0 || position.AskLots != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Excess(MarginTerms terms, in Position position, MarginKind kind)
    {
        if (position.IsIsolated != 0)
        {
            return kind == MarginKind.Initial ? -IsolatedMargin.Reserve(terms, position) : 0;
        }

        var margin = kind == MarginKind.Initial
            ? MarginRules.InitialMargin(terms, position)
            : MarginRules.MaintenanceMargin(terms, position);
        return position.Size == 0 ? -margin : MarginRules.UnrealizedPnl(terms, position) - margin;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsPlain(int account, Market market)
    {
        if (market.SettlementAsset != AssetList.Valuation || accounts.HoldsOtherAssets(account))
        {
            return false;
        }

        ref var record = ref accounts[account];
        for (var i = 0; i < InlinePositions.Count; i++)
        {
            if (record.Markets[i] != 0 && markets[record.Markets[i]].SettlementAsset != AssetList.Valuation)
            {
                return false;
            }
        }

        for (var place = record.FirstOverflow; place != 0; place = accounts.Overflow(place).NextOverflow)
        {
            if (markets[accounts.Overflow(place).Market].SettlementAsset != AssetList.Valuation)
            {
                return false;
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long ValuedExcessWith(int account, Market market, in Position trial, MarginKind kind, long balanceChange)
    {
        var risk = CrossWith(account, market, trial, balanceChange);
        return risk.Equity - (kind == MarginKind.Initial ? risk.InitialMargin : risk.MaintenanceMargin);
    }

    /// <summary>The account's cross margin with one market's position replaced by a trial and the balance in its settlement asset changed.</summary>
    public Risk CrossWith(int account, Market market, in Position trial, long balanceChange)
    {
        Span<MarginSums> sums = stackalloc MarginSums[assets.Count + 1];
        AddCross(account, exceptMarket: market.Id.Value, sums);
        sums[market.SettlementAsset.Value].Add(market.Margin, trial);
        return Valued(account, sums, market.SettlementAsset, balanceChange);
    }

    /// <summary>Adds up the account's cross positions, but for one market, by settlement asset.</summary>
    private void AddCross(int account, int exceptMarket, Span<MarginSums> sums)
    {
        sums.Clear();
        ref var record = ref accounts[account];
        for (var i = 0; i < InlinePositions.Count; i++)
        {
            if (record.Markets[i] != 0)
            {
                Add(AccountStore.Inline(ref record, i), exceptMarket, sums);
            }
        }

        for (var place = record.FirstOverflow; place != 0;)
        {
            ref var position = ref accounts.Overflow(place);
            Add(position, exceptMarket, sums);
            place = position.NextOverflow;
        }
    }

    private void Add(in Position position, int exceptMarket, Span<MarginSums> sums)
    {
        if (position.Market != exceptMarket && CountsAsCross(position))
        {
            var market = markets[position.Market];
            sums[market.SettlementAsset.Value].Add(market.Margin, position);
        }
    }

    /// <summary>Balances and sums in the valuation asset, with one balance changed.</summary>
    private Risk Valued(int account, ReadOnlySpan<MarginSums> sums, AssetId changed, long change)
    {
        var risk = default(Risk);
        for (var asset = 1; asset <= assets.Count; asset++)
        {
            var balance = accounts.Balance(account, asset) + (asset == changed.Value ? change : 0);
            if (balance != 0 || sums[asset].InitialMargin != 0 || sums[asset].Notional != 0 || sums[asset].UnrealizedPnl != 0)
            {
                risk.Add(assets.Terms(asset), balance, sums[asset]);
            }
        }

        return risk;
    }
}
