namespace Exchange.Engine;

/// <summary>One claim on a quantity that is shared out: how much it weighs, how much it can take, and what it got.</summary>
internal struct Claim
{
    /// <summary>Breaks ties: the lower is served first.</summary>
    public int Key;

    /// <summary>Where the claim came from, for the caller.</summary>
    public int Index;

    /// <summary>Its share in proportion; not negative.</summary>
    public long Weight;

    /// <summary>The most it can take; not negative.</summary>
    public long Cap;

    /// <summary>What it takes.</summary>
    public long Taken;

    /// <summary>What was left of its proportional share after rounding down.</summary>
    public Int128 Remainder;
}

/// <summary>
/// Capped pro-rata: each takes <c>min(cap, η·weight)</c> with one η for all, so that together they take exactly the quantity; in whole units, by
/// largest remainder. Pure. FORMULAS §14.5.
/// </summary>
internal static class WaterFill
{
    /// <summary>Shares a quantity out, as far as the caps go.</summary>
    /// <param name="claims">In any order; left in another. The result of each does not depend on the order.</param>
    /// <param name="quantity">Not negative.</param>
    /// <returns>What was shared out: the quantity, or all that the caps allow if that is less.</returns>
    public static long Share(Span<Claim> claims, long quantity)
    {
        Int128 weight = 0;
        foreach (ref var claim in claims)
        {
            Invariant.That(claim.Weight >= 0 && claim.Cap >= 0);
            claim.Taken = 0;
            claim.Remainder = -1;
            weight += claim.Weight;
        }

        // Whoever is full first comes first: cap ÷ weight ascending, compared by cross-multiplication.
        claims.Sort(static (a, b) => ByFullness(a, b));
        var rest = quantity;
        var next = 0;
        while (next < claims.Length && weight > 0 && (claims[next].Weight == 0 || claims[next].Cap * weight <= (Int128)claims[next].Weight * rest))
        {
            ref var full = ref claims[next++];
            if (full.Weight > 0)
            {
                full.Taken = full.Cap;
                rest -= full.Cap;
                weight -= full.Weight;
            }
        }

        return quantity - ShareProportionally(claims[next..], weight, rest);
    }

    /// <summary>Shares out among claims of which none is full; what is left by rounding goes by largest remainder.</summary>
    private static long ShareProportionally(Span<Claim> claims, Int128 weight, long quantity)
    {
        if (weight == 0 || quantity == 0)
        {
            return quantity;
        }

        var rest = quantity;
        foreach (ref var claim in claims)
        {
            var (taken, remainder) = Int128.DivRem((Int128)claim.Weight * quantity, weight);
            claim.Taken = (long)taken;
            claim.Remainder = remainder;
            rest -= claim.Taken;
        }

        claims.Sort(static (a, b) => b.Remainder.CompareTo(a.Remainder) is var order and not 0 ? order : a.Key.CompareTo(b.Key));
        for (var i = 0; rest > 0; i++)
        {
            claims[i].Taken++;
            rest--;
            Invariant.That(claims[i].Taken <= claims[i].Cap);
        }

        return rest;
    }

    private static int ByFullness(in Claim a, in Claim b)
    {
        if (a.Weight == 0 || b.Weight == 0)
        {
            // Without weight there is nothing to take: out of the way first.
            var weightless = (a.Weight == 0 ? 0 : 1) - (b.Weight == 0 ? 0 : 1);
            return weightless != 0 ? weightless : a.Key.CompareTo(b.Key);
        }

        var order = ((Int128)a.Cap * b.Weight).CompareTo((Int128)b.Cap * a.Weight);
        return order != 0 ? order : a.Key.CompareTo(b.Key);
    }
}
