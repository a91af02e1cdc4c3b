namespace Exchange.Engine;

/// <summary>The price of closing at which a position's share of equity is used up to nothing. Pure. FORMULAS §4.13.</summary>
internal static class BankruptcyPrice
{
    /// <summary>The share of equity (negative too) that falls on a part of the maintenance margin, rounded toward −∞: for the house.</summary>
    /// <param name="equity">Of the margin unit.</param>
    /// <param name="part">Maintenance margin that goes away with what is closed.</param>
    /// <param name="whole">Maintenance margin of the unit, not zero.</param>
    public static long EquityShare(long equity, long part, long whole)
    {
        Invariant.That(part >= 0 && whole > 0 && part <= whole);
        return FixedMath.MulDivFloor(equity, part, whole);
    }

    /// <summary>What closing must bring, in settlement units with fees taken off: positive, at least to be received for a long; negative, at most to be paid for a short.</summary>
    /// <param name="closedLots">Lots of the position that are closed, with the position's sign.</param>
    /// <param name="lotValueAtMark">Settlement units of one lot at mark.</param>
    /// <param name="equityShare">See <see cref="EquityShare"/>, in settlement units.</param>
    public static long Proceeds(long closedLots, long lotValueAtMark, long equityShare) => (closedLots * lotValueAtMark) - equityShare;

    /// <summary>
    /// The worst whole tick at which closing still brings <see cref="Proceeds"/> with the taker fee paid out of it: for a long rounded up,
    /// for a short down, within valid prices.
    /// </summary>
    /// <param name="closedLots">Lots of the position that are closed, with the position's sign; not zero.</param>
    /// <param name="proceeds">See <see cref="Proceeds"/>.</param>
    /// <param name="tickLotValue">Settlement units per tick·lot.</param>
    /// <param name="takerFee">Billionths.</param>
    public static long Ticks(long closedLots, long proceeds, long tickLotValue, long takerFee)
    {
        Invariant.That(closedLots != 0);
        var perTick = (Int128)Math.Abs(closedLots) * tickLotValue;
        var scaled = (Int128)Math.Abs(proceeds) * Rate.One;
        Int128 ticks;
        if (closedLots > 0)
        {
            // k·p·TLV less the fee, rounded up, is at least a whole number exactly when k·p·TLV·(1 − fee) is.
            ticks = proceeds <= 0 ? 1 : Ceiling(scaled, perTick * (Rate.One - takerFee));
        }
        else
        {
            ticks = proceeds >= 0 ? 1 : scaled / (perTick * (Rate.One + takerFee));
        }

        return (long)Int128.Clamp(ticks, 1, Price.MaxTicks);
    }

    private static Int128 Ceiling(Int128 dividend, Int128 divisor)
    {
        var (quotient, remainder) = Int128.DivRem(dividend, divisor);
        return remainder > 0 ? quotient + 1 : quotient;
    }
}
