namespace Exchange.Engine;

/// <summary>What may leave an account, and when nothing may leave the venue. FORMULAS §4.7, §4.10.</summary>
internal static class WithdrawalRules
{
    /// <summary>Whole units of the valuation asset of uncovered bad debt that withdrawals bear: one dust account must not stop the venue.</summary>
    private const long ToleratedWholes = 1_000;

    /// <summary>Whether all withdrawals wait: losses that nobody covers exceed what the insurance fund has.</summary>
    public static bool MustWait(State state)
    {
        if (state.UncoveredBadDebt == 0)
        {
            return false;
        }

        long fund = 0;
        for (var asset = 1; asset <= state.Assets.Count; asset++)
        {
            fund += state.Assets.Terms(asset).Worth(state.Ledger.Balance(AccountId.InsuranceFund, new AssetId(asset)));
        }

        return state.UncoveredBadDebt > fund + Math.Min(ToleratedWholes * state.Assets.WholeValuationUnit, Bounds.MaxValue);
    }

    /// <summary>The first reason against an amount's leaving an account, or none.</summary>
    public static RejectReason WhyItStays(State state, AccountId account, AssetId asset, long amount)
    {
        if (MustWait(state))
        {
            return RejectReason.WithdrawalsPaused;
        }

        if (state.Liquidations.Restricts(account))
        {
            return RejectReason.AccountInLiquidation;
        }

        var collateral = state.Assets.Collateral(asset.Value);
        if (collateral.IsListed && !collateral.HasSoundPrice && state.Risk.NeedsCollateral(account))
        {
            return RejectReason.AssetPriceUnsound;
        }

        if (amount > state.Ledger.Balance(account, asset))
        {
            return RejectReason.InsufficientBalance;
        }

        return state.Risk.CanLeave(account, asset, amount) ? RejectReason.None : RejectReason.InsufficientMargin;
    }
}
