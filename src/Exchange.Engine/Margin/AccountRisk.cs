using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>An account's cross margin in one settlement asset, in its units. FORMULAS §4.</summary>
internal struct Risk
{
    /// <summary>Ledger balance.</summary>
    public long Balance;

    public long UnrealizedPnl;
    public long InitialMargin;
    public long MaintenanceMargin;

    /// <summary>Σ |size| at mark.</summary>
    public long Notional;

    public readonly long Equity => Balance + UnrealizedPnl;

    public readonly bool IsInitiallyCovered => Equity >= InitialMargin;

    public readonly bool IsMaintained => Equity >= MaintenanceMargin;

    public readonly long FreeCollateral => Math.Max(0, Equity - InitialMargin);

    /// <summary>The most that can leave the account. FORMULAS §4.7.</summary>
    public readonly long Withdrawable =>
        Math.Max(0, Math.Min(Balance, Equity - Math.Max(0, UnrealizedPnl) - Math.Max(InitialMargin, FixedMath.RateCeiling(Notional, Rate.One / 10))));

    /// <summary>Adds what one market contributes.</summary>
    public void Add(MarginTerms terms, in Position position)
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

/// <summary>Which kind of margin a question is about.</summary>
internal enum MarginKind
{
    Initial,
    Maintenance,
}

/// <summary>Walks an account's positions for its risk.</summary>
internal sealed class AccountRisk(AccountStore accounts, MarketList markets)
{
    /// <summary>The account's cross positions with all that stands behind them, in the valuation asset.</summary>
    public Risk Cross(AccountId account) => Of(account, AssetList.Valuation);

    /// <summary>Everything, as the account stands.</summary>
    public Risk Of(AccountId account, AssetId asset)
    {
        var risk = new Risk { Balance = accounts.Balance(account.Value, asset.Value) };
        ref var record = ref accounts[account.Value];
        for (var i = 0; i < InlinePositions.Count; i++)
        {
            ref var position = ref AccountStore.Inline(ref record, i);
            if (position.Market != 0 && markets[position.Market].SettlementAsset == asset)
            {
                risk.Add(markets[position.Market].Margin, position);
            }
        }

        for (var place = record.FirstOverflow; place != 0;)
        {
            ref var position = ref accounts.Overflow(place);
            if (markets[position.Market].SettlementAsset == asset)
            {
                risk.Add(markets[position.Market].Margin, position);
            }

            place = position.NextOverflow;
        }

        return risk;
    }

    /// <summary>Equity minus margin, with one market's position replaced by a trial and the balance changed: what an order or fill would leave.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="market">The market of the trial.</param>
    /// <param name="trial">The position and order sums as they would be.</param>
    /// <param name="kind">Which margin is taken off.</param>
    public long ExcessWith(int account, Market market, in Position trial, MarginKind kind)
    {
        var asset = market.SettlementAsset;
        ref var record = ref accounts[account];
        var excess = accounts.Balance(account, asset.Value) + Excess(market.Margin, trial, kind);
        for (var i = 0; i < InlinePositions.Count; i++)
        {
            // Asked of the record's first line, so that a free place is not even touched.
            var other = record.Markets[i];
            if (other != 0 && other != market.Id.Value)
            {
                excess += ExcessOfOther(AccountStore.Inline(ref record, i), asset, kind);
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
                excess += ExcessOfOther(position, market.SettlementAsset, kind);
            }

            place = position.NextOverflow;
        }

        return excess;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long ExcessOfOther(in Position position, AssetId asset, MarginKind kind)
    {
        if (position.Size == 0 && position.BidLots == 0 && position.AskLots == 0)
        {
            return 0;
        }

        var market = markets[position.Market];
        return market.SettlementAsset == asset ? Excess(market.Margin, position, kind) : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Excess(MarginTerms terms, in Position position, MarginKind kind)
    {
        var margin = kind == MarginKind.Initial
            ? MarginRules.InitialMargin(terms, position)
            : MarginRules.MaintenanceMargin(terms, position);
        return position.Size == 0 ? -margin : MarginRules.UnrealizedPnl(terms, position) - margin;
    }
}
