namespace Exchange.Engine;

/// <summary>What a liquidation step asks of a position.</summary>
/// <param name="Size">Lots of the position, without sign.</param>
/// <param name="LotValue">Settlement units of one lot at mark.</param>
/// <param name="Shortage">How much equity is short of maintenance margin with its buffer.</param>
/// <param name="Buffer">What is wanted above maintenance margin, as a part of it, in billionths.</param>
/// <param name="Fees">All that closing costs, as a part of notional, in billionths.</param>
internal readonly record struct Reduction(long Size, long LotValue, long Shortage, long Buffer, long Fees);

/// <summary>How many lots must be closed for equity to cover maintenance margin again, with fees counted. Pure. FORMULAS §14.3.</summary>
internal static class ReductionSize
{
    /// <summary>
    /// The fewest lots with which maintenance margin, buffer included, falls by the shortage and by what closing costs. All of the position if no
    /// part of it is enough, or if margin does not fall faster than fees are paid.
    /// </summary>
    public static long Needed(TierTable tiers, in Reduction reduction)
    {
        long lots = 0;
        for (var missing = (Int128)reduction.Shortage; missing > 0; missing = StillShort(tiers, reduction, lots))
        {
            var notional = (reduction.Size - lots) * reduction.LotValue;
            var more = ToCover(missing, reduction.LotValue, tiers.MaintenanceRate(notional), reduction.Buffer, reduction.Fees);
            if (more == 0 || more >= reduction.Size - lots)
            {
                return reduction.Size;
            }

            lots += more;
        }

        return lots;
    }

    /// <summary><c>shortage ÷ (lot value × (maintenance rate × (1 + buffer) − fees))</c>, rounded up; 0 if fees eat what margin gives back.</summary>
    public static long ToCover(Int128 shortage, long lotValue, long rate, long buffer, long fees)
    {
        var relief = ((Int128)rate * (Rate.One + buffer) / Rate.One) - fees;
        if (relief <= 0 || lotValue <= 0)
        {
            return 0;
        }

        var perLot = relief * lotValue;
        var (lots, remainder) = Int128.DivRem(shortage * Rate.One, perLot);
        lots += remainder > 0 ? 1 : 0;
        return lots > long.MaxValue ? long.MaxValue : (long)lots;
    }

    /// <summary>Keeps a step within its bounds: at least a part of the position, at most a part of a large one, and nothing left that is too small to trade.</summary>
    /// <param name="needed">What would be enough.</param>
    /// <param name="reduction">The position.</param>
    /// <param name="rules">The market's.</param>
    /// <param name="smallestNotional">The smallest order of the market, in settlement units.</param>
    public static long Bounded(long needed, in Reduction reduction, in LiquidationRules rules, long smallestNotional)
    {
        var lots = Math.Max(needed, FixedMath.MulDivCeiling(reduction.Size, rules.SmallestStep.Billionths, Rate.One));
        if (FixedMath.ProductAtMost(reduction.Size, reduction.LotValue, rules.LargePosition.Units) is false)
        {
            lots = Math.Min(lots, FixedMath.MulDivCeiling(reduction.Size, rules.LargestStep.Billionths, Rate.One));
        }

        lots = Math.Min(lots, reduction.Size);
        return FixedMath.ProductAtMost(reduction.Size - lots, reduction.LotValue, Math.Max(0, smallestNotional - 1)) ? reduction.Size : lots;
    }

    private static Int128 StillShort(TierTable tiers, in Reduction reduction, long lots)
    {
        var before = tiers.MaintenanceMargin(reduction.Size * reduction.LotValue);
        var after = tiers.MaintenanceMargin((reduction.Size - lots) * reduction.LotValue);
        var relief = (Int128)(before - after) * (Rate.One + reduction.Buffer) / Rate.One;
        return reduction.Shortage + FixedMath.RateCeiling(lots * reduction.LotValue, reduction.Fees) - relief;
    }
}
