namespace Exchange.Engine;

/// <summary>The arithmetic of funding, for the engine and for everybody who wants to recompute what it did. Pure. FORMULAS §13.</summary>
public static class FundingFormula
{
    /// <summary>Microseconds that interest and premium are rates per.</summary>
    public const long RatePeriod = 28_800_000_000;

    /// <summary>Steps of a cumulative index in one settlement unit per lot.</summary>
    public const long IndexPerUnit = 1_000_000_000_000;

    /// <summary>The largest premium that counts, either way.</summary>
    public const long MaxPremium = Rate.One;

    private const long IndexPerBillionth = IndexPerUnit / Rate.One;

    /// <summary>How far the book stands from the index, as a part of it: 0 inside the spread, rounded toward zero.</summary>
    /// <param name="impactBid">Where the bids take up the impact notional; 0 if they do not.</param>
    /// <param name="impactAsk">Where the asks do.</param>
    /// <param name="index">In the same unit; positive.</param>
    public static Rate Premium(long impactBid, long impactAsk, long index)
    {
        var above = impactBid == 0 ? 0 : Math.Max(0, impactBid - index);
        var below = impactAsk == 0 ? 0 : Math.Max(0, index - impactAsk);
        var distance = Math.Clamp(above - below, -index, index);
        var premium = FixedMath.MulDivFloor(Math.Abs(distance), Rate.One, index);
        return new Rate(distance < 0 ? -premium : premium);
    }

    /// <summary>The rate of an interval: average premium and interest, scaled from 8 hours to the interval (rounded toward zero), then capped.</summary>
    /// <param name="averagePremium">Of the interval.</param>
    /// <param name="rules">The market's.</param>
    /// <param name="interval">In microseconds.</param>
    /// <param name="maintenanceRate">The first tier's.</param>
    public static Rate Of(Rate averagePremium, in FundingRules rules, long interval, Rate maintenanceRate)
    {
        var average = averagePremium.Billionths;
        var drawn = average + Math.Clamp(rules.Interest.Billionths - average, -rules.Clamp.Billionths, rules.Clamp.Billionths);
        var scaled = (long)((Int128)drawn * interval / RatePeriod);
        var cap = Cap(rules, maintenanceRate).Billionths;
        return new Rate(Math.Clamp(scaled, -cap, cap));
    }

    /// <summary>The largest rate of an interval, either way, rounded down.</summary>
    public static Rate Cap(in FundingRules rules, Rate maintenanceRate) =>
        new(FixedMath.RateFloor(maintenanceRate.Billionths, rules.CapFactor.Billionths));

    /// <summary>Whether an interval has been watched well enough to charge for it.</summary>
    /// <param name="rules">The market's.</param>
    /// <param name="samples">Premium samples of the interval.</param>
    /// <param name="lastSampleAt">When the last was taken.</param>
    /// <param name="fundingTime">When the interval ended.</param>
    public static bool IsWatched(in FundingRules rules, int samples, Timestamp lastSampleAt, Timestamp fundingTime) =>
        samples >= rules.MinSamples && fundingTime.Microseconds - lastSampleAt.Microseconds <= rules.SampleMaxAge;

    /// <summary>How far a rate moves the cumulative index: rate × what a lot is worth at mark, exact in a linear market, rounded toward zero in an inverse one.</summary>
    public static Int128 IndexDelta(Rate rate, ContractKind kind, long tickLotValue, Price mark)
    {
        var atOne = (Int128)rate.Billionths * IndexPerBillionth * tickLotValue;
        return kind == ContractKind.Linear ? atOne * mark.Ticks : atOne / mark.Ticks;
    }

    /// <summary>What a position owes (positive) or is owed (negative) for a move of the index, rounded toward +∞: charged up, paid down.</summary>
    /// <exception cref="OverflowException">Not in 64 bits.</exception>
    public static long Payment(PositionSize size, Int128 indexDelta)
    {
        var (quotient, remainder) = Int128.DivRem(size.Lots * indexDelta, IndexPerUnit);
        return (long)(remainder > 0 ? quotient + 1 : quotient);
    }
}
