namespace Exchange.Engine;

/// <summary>What a margin unit's equity and maintenance margin are without one of its positions, in units of that position's settlement asset.</summary>
/// <param name="Equity">Equity less the unrealized profit of the position.</param>
/// <param name="MaintenanceMargin">Of the other positions.</param>
internal readonly record struct RestOfUnit(long Equity, long MaintenanceMargin);

/// <summary>The mark price at which equity comes down to maintenance margin, if no other price moves. Pure. FORMULAS §4.12.</summary>
internal static class LiquidationPrice
{
    /// <summary>
    /// Where maintenance margin begins to exceed equity: for a long rounded up, for a short down, so that it is never shown later than it
    /// comes. None if no valid price does it.
    /// </summary>
    /// <param name="tiers">The market's.</param>
    /// <param name="tickLotValue">Settlement units per tick·lot.</param>
    /// <param name="position">With a size that is not zero.</param>
    /// <param name="rest">All that stands beside it.</param>
    public static FinePrice Of(TierTable tiers, long tickLotValue, in Position position, in RestOfUnit rest)
    {
        Invariant.That(position.Size != 0);

        // Equity − maintenance margin = free ± N − (N·rate − amount), with N the notional at the price sought; free ± N falls as N moves against the position.
        var free = (Int128)rest.Equity - rest.MaintenanceMargin - position.Cost;
        for (var i = tiers.Count - 1; i >= 0; i--)
        {
            var tier = tiers.Bracket(i);
            var scaled = (free * Rate.One) + tier.AmountBillionths;
            var numerator = position.Size > 0 ? -scaled : scaled;
            var denominator = (Int128)(position.Size > 0 ? Rate.One - tier.Rate : Rate.One + tier.Rate);

            // Margin is continuous and grows slower than notional, so the highest tier whose floor the solution reaches is its own.
            if (numerator >= denominator * tier.Floor && numerator > 0)
            {
                return Fine(numerator, denominator, Math.Abs(position.Size) * tickLotValue, position.Size > 0);
            }
        }

        return FinePrice.None;
    }

    /// <summary>The first tick at which the unit can be liquidated, coming from where it cannot; 0 if there is none.</summary>
    public static long FirstTick(TierTable tiers, long tickLotValue, in Position position, in RestOfUnit rest)
    {
        var at = Of(tiers, tickLotValue, position, rest).Microticks;
        if (at == 0)
        {
            return 0;
        }

        // Equality is safe, and margin rounds up: look at the tick nearest to the solution, and at the next.
        var step = position.Size > 0 ? -1 : 1;
        var ticks = position.Size > 0 ? FixedMath.DivCeiling(at, (int)FinePrice.PerTick) : at / FinePrice.PerTick;
        while (ticks is >= 1 and <= Price.MaxTicks && !IsBelow(tiers, tickLotValue, position, rest, ticks))
        {
            ticks += step;
        }

        return ticks is >= 1 and <= Price.MaxTicks ? ticks : 0;
    }

    private static bool IsBelow(TierTable tiers, long tickLotValue, in Position position, in RestOfUnit rest, long ticks)
    {
        var value = (Int128)position.Size * ticks * tickLotValue;
        var notional = (long)Int128.Abs(value);
        return rest.Equity + value - position.Cost < (Int128)rest.MaintenanceMargin + tiers.MaintenanceMargin(notional);
    }

    /// <summary>The notional as a price; none beyond the highest.</summary>
    private static FinePrice Fine(Int128 numerator, Int128 denominator, long perTick, bool isLong)
    {
        var divisor = denominator * perTick;
        if (numerator / divisor >= Price.MaxTicks)
        {
            return FinePrice.None;
        }

        var (quotient, remainder) = Int128.DivRem(numerator, divisor);
        var (part, rest) = Int128.DivRem(remainder * FinePrice.PerTick, divisor);
        var microticks = (long)((quotient * FinePrice.PerTick) + part);
        return new FinePrice(isLong && rest > 0 ? microticks + 1 : microticks);
    }
}
