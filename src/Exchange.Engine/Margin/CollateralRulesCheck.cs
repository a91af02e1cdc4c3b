using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>Which collateral rules make sense. The bounds are in code: no operator can cross them. FORMULAS §4.8.</summary>
internal static class CollateralRulesCheck
{
    /// <summary>The most that counts of any collateral but the valuation asset.</summary>
    public const long MaxWeight = 95 * (Rate.One / 100);

    private const long MaxPenalty = Rate.One / 10;

    /// <summary>Whole units of the valuation asset that the cap of a newly listed collateral may be worth.</summary>
    private const long FirstCapWholes = 1_000_000;

    /// <summary>How long after a raise the cap may be raised again, to twice as much at most.</summary>
    private const long RaiseInterval = 24L * 3_600 * 1_000_000;

    /// <summary>Whole units of the valuation asset that an account may owe of an asset for which nothing else was set.</summary>
    private const long DebtLimitWholes = 10_000;

    /// <summary>An asset that is in the ledger and counts for nothing.</summary>
    public static CollateralRules Unlisted(long wholeValuationUnit) => new()
    {
        DepositCap = new Money(Bounds.MaxSupply),
        DebtLimit = new Money(Math.Min(DebtLimitWholes * wholeValuationUnit, Bounds.MaxPositionNotional)),
    };

    public static bool AreValid(in CollateralRules rules, bool isValuation)
    {
        if (rules.TierCount is < 0 or > CollateralTiers.Capacity
            || (isValuation && rules.TierCount != 0)
            || rules.DepositCap.Units is < 1 or > Bounds.MaxSupply
            || rules.ConversionPenalty.Billionths is < 0 or > MaxPenalty
            || rules.DebtLimit.Units is < 0 or > Bounds.MaxPositionNotional)
        {
            return false;
        }

        var tiers = rules.ActiveTiers;
        for (var i = 0; i < tiers.Length; i++)
        {
            if (!Follows(tiers, i) || tiers[i].Weight.Billionths + rules.ConversionPenalty.Billionths > Rate.One)
            {
                return false;
            }
        }

        return !MemoryMarshal.AsBytes(((ReadOnlySpan<CollateralTier>)rules.Tiers)[rules.TierCount..]).ContainsAnyExcept((byte)0);
    }

    /// <summary>Whether rules may follow on those that an asset has: a listing begins small and on a sound price, and a cap grows in steps.</summary>
    /// <param name="collateral">The asset, as it is.</param>
    /// <param name="rules">Valid rules.</param>
    /// <param name="supply">How much of it is in the venue.</param>
    /// <param name="wholeValuationUnit">Smallest units in a whole one of the valuation asset.</param>
    /// <param name="now">The time.</param>
    public static bool MayFollow(Collateral collateral, in CollateralRules rules, long supply, long wholeValuationUnit, long now)
    {
        if (rules.TierCount == 0)
        {
            return true;
        }

        var cap = rules.DepositCap.Units;
        if (collateral.Rules.TierCount == 0)
        {
            return collateral.HasSoundPrice
                && supply <= cap
                && collateral.Terms.ValueCeiling(cap) <= Math.Min(FirstCapWholes * wholeValuationUnit, Bounds.MaxValue - 1);
        }

        var before = collateral.Rules.DepositCap.Units;
        return cap <= before || (cap / 2 <= before && now - collateral.State.CapRaisedAt >= RaiseInterval);
    }

    private static bool Follows(ReadOnlySpan<CollateralTier> tiers, int i) =>
        tiers[i].Weight.Billionths is >= 0 and <= MaxWeight
        && (i == 0
            ? tiers[i].Floor.Units == 0 && tiers[i].Weight.Billionths > 0
            : tiers[i].Floor.Units > tiers[i - 1].Floor.Units
                && tiers[i].Floor.Units <= Bounds.MaxSupply
                && tiers[i].Weight.Billionths <= tiers[i - 1].Weight.Billionths);
}
