namespace Exchange.Engine;

/// <summary>
/// How far prices can go before a margin unit must be looked at. Equity less maintenance margin is a sum with one term for each position; a
/// long's term rises with its price and a short's falls, since margin grows slower than value. So with one bound against each position, what the
/// unit has left at the corner of all bounds is the least that it has anywhere within them. Pure. FORMULAS §14.1.
/// </summary>
internal static class TriggerMath
{
    /// <summary>A part of a price in 2^-30.</summary>
    public const int PartBits = 30;

    public const long WholePart = 1L << PartBits;

    /// <summary>What a position adds to its unit's equity less maintenance margin at a price, in settlement units.</summary>
    public static long Excess(MarginTerms terms, in Position position, long ticks)
    {
        var funding = terms.IsFundingOpen ? MarginRules.AccruedFunding(terms, position) : 0;
        if (terms.Kind == ContractKind.Linear)
        {
            var value = position.Size * (ticks * terms.TickLotValue);
            return value - position.Cost - funding - terms.Tiers.MaintenanceMargin(Math.Abs(value));
        }

        var notional = FixedMath.MulDivCeiling(terms.TickLotValue, Math.Abs(position.Size), ticks);
        var closing = position.Size > 0 ? -notional : FixedMath.MulDivFloor(terms.TickLotValue, -position.Size, ticks);
        return closing - position.Cost - funding - terms.Tiers.MaintenanceMargin(notional);
    }

    /// <summary>What a position loses when its price moves against it by the whole of it, at the rates that hold now.</summary>
    public static Int128 Sensitivity(MarginTerms terms, in Position position)
    {
        var notional = MarginRules.Notional(terms, position);
        var rate = terms.Tiers.MaintenanceRate(notional);
        return (Int128)notional * (Rate.One + ((position.Size > 0) == (terms.Kind == ContractKind.Linear) ? -rate : rate)) / Rate.One;
    }

    /// <summary>The mark price, moved against a position by a part of it and rounded back towards it.</summary>
    public static int Bound(int markTicks, bool isLong, long part)
    {
        var way = (markTicks * part) >> PartBits;
        return (int)(isLong ? Math.Max(1, markTicks - way) : Math.Min(Price.MaxTicks, markTicks + way));
    }
}
