namespace Exchange.Engine;

/// <summary>What a margin unit's equity and maintenance margin are without one of its positions, in units of that position's settlement asset.</summary>
/// <param name="Equity">Equity less the unrealized profit of the position.</param>
/// <param name="MaintenanceMargin">Of the other positions.</param>
internal readonly record struct RestOfUnit(long Equity, long MaintenanceMargin);

/// <summary>The mark price at which equity comes down to maintenance margin, if no other price moves. Pure. FORMULAS §4.12.</summary>
internal static class LiquidationPrice
{
    /// <summary>Which formulas these are; shown with each price, so that it can be recomputed.</summary>
    public const int FormulaVersion = 1;

    /// <summary>
    /// Where maintenance margin begins to exceed equity: for a long rounded up, for a short down, so that it is never shown later than it
    /// comes. None if no valid price does it.
    /// </summary>
    /// <param name="terms">The market's.</param>
    /// <param name="position">With a size that is not zero.</param>
    /// <param name="rest">All that stands beside it.</param>
    public static FinePrice Of(MarginTerms terms, in Position position, in RestOfUnit rest)
    {
        Invariant.That(position.Size != 0);
        var isLong = position.Size > 0;
        var isLinear = terms.Kind == ContractKind.Linear;
        if (!TryFindNotional(terms.Tiers, position.Cost, rest, loses: isLong == isLinear, out var numerator, out var denominator))
        {
            return FinePrice.None;
        }

        // A lot is worth price × TLV, or K ÷ price.
        var perTick = (Int128)Math.Abs(position.Size) * terms.TickLotValue;
        return isLinear ? Fine(numerator, denominator * perTick, isLong) : Fine(perTick * denominator, numerator, isLong);
    }

    /// <summary>The first tick at which the unit can be liquidated, coming from where it cannot; 0 if there is none.</summary>
    public static long FirstTick(MarginTerms terms, in Position position, in RestOfUnit rest)
    {
        var at = Of(terms, position, rest).Microticks;
        if (at == 0)
        {
            return 0;
        }

        // Equality is safe, and whole units round: look at the tick nearest to the solution, and at the next.
        var step = position.Size > 0 ? -1 : 1;
        var ticks = position.Size > 0 ? FixedMath.DivCeiling(at, (int)FinePrice.PerTick) + 1 : (at / FinePrice.PerTick) - 1;
        ticks = Math.Clamp(ticks, 1, Price.MaxTicks);
        while (ticks is >= 1 and <= Price.MaxTicks && !IsBelow(terms, position, rest, (int)ticks))
        {
            ticks += step;
        }

        return ticks is >= 1 and <= Price.MaxTicks ? ticks : 0;
    }

    /// <summary>The notional at which equity equals maintenance margin, as a fraction.</summary>
    /// <param name="tiers">The market's.</param>
    /// <param name="cost">The position's signed cost.</param>
    /// <param name="rest">All that stands beside it.</param>
    /// <param name="loses">Whether the position loses where its notional falls.</param>
    /// <param name="numerator">Of the solution.</param>
    /// <param name="denominator">Of the solution, positive.</param>
    private static bool TryFindNotional(TierTable tiers, long cost, in RestOfUnit rest, bool loses, out Int128 numerator, out Int128 denominator)
    {
        // Equity − maintenance margin = free ± N − (N·rate − amount), with N the notional at the price sought.
        var free = (Int128)rest.Equity - rest.MaintenanceMargin - cost;
        for (var i = tiers.Count - 1; i >= 0; i--)
        {
            var tier = tiers.Bracket(i);
            var scaled = (free * Rate.One) + tier.AmountBillionths;
            numerator = loses ? -scaled : scaled;
            denominator = loses ? Rate.One - tier.Rate : Rate.One + tier.Rate;

            // Margin is continuous and grows slower than notional, so the highest tier whose floor the solution reaches is its own.
            if (numerator >= denominator * tier.Floor && numerator > 0)
            {
                return true;
            }
        }

        (numerator, denominator) = (0, 1);
        return false;
    }

    private static bool IsBelow(MarginTerms terms, in Position position, in RestOfUnit rest, int ticks)
    {
        var at = new MarginTerms { Tiers = terms.Tiers, Kind = terms.Kind, TickLotValue = terms.TickLotValue, TakerFee = terms.TakerFee };
        at.Mark(ticks);
        return (Int128)rest.Equity + MarginRules.UnrealizedPnl(at, position) < (Int128)rest.MaintenanceMargin + MarginRules.MaintenanceMargin(at, position);
    }

    /// <summary>Ticks as a fine price; none beyond the highest.</summary>
    private static FinePrice Fine(Int128 numerator, Int128 denominator, bool isLong)
    {
        if (numerator / denominator >= Price.MaxTicks)
        {
            return FinePrice.None;
        }

        var (quotient, remainder) = Int128.DivRem(numerator, denominator);
        var (part, rest) = Int128.DivRem(remainder * FinePrice.PerTick, denominator);
        var microticks = (long)((quotient * FinePrice.PerTick) + part);
        return new FinePrice(isLong && rest > 0 ? microticks + 1 : microticks);
    }
}
