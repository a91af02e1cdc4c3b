namespace Exchange.Engine;

/// <summary>What the mark price is made of, in millionths of a tick; 0 for a leg that does not count.</summary>
/// <param name="Index">Leg 1: the index, drawn to where funding takes it.</param>
/// <param name="Basis">Leg 2: the index and the average distance of the book from it.</param>
/// <param name="Trading">Leg 3: the median of best bid, best ask and last trade.</param>
internal readonly record struct MarkLegs(long Index, long Basis, long Trading);

/// <summary>The mark price of a moment. Pure. FORMULAS §11.4.</summary>
internal static class MarkRules
{
    /// <summary>The median of three good legs, else the index leg; never outside the band around the index. In whole ticks: the nearest that lies in the band, or the nearest to the index if the band has none.</summary>
    public static long Ticks(in MarkLegs legs, long index, Rate band)
    {
        var mark = legs.Basis > 0 && legs.Trading > 0 ? Median(legs.Index, legs.Basis, legs.Trading) : legs.Index;
        var low = FixedMath.MulDivCeiling(index, Rate.One - band.Billionths, Rate.One);
        var high = FixedMath.MulDivFloor(index, Rate.One + band.Billionths, Rate.One);
        var nearest = (Math.Clamp(mark, low, high) + (FinePrice.PerTick / 2)) / FinePrice.PerTick;
        var (lowest, highest) = ((low + FinePrice.PerTick - 1) / FinePrice.PerTick, high / FinePrice.PerTick);
        return lowest <= highest ? Math.Clamp(nearest, lowest, highest) : (index + (FinePrice.PerTick / 2)) / FinePrice.PerTick;
    }

    /// <summary>Leg 1: the index, by as much higher as the last funding rate says of the time that is left to the next; rounded toward zero.</summary>
    /// <param name="index">Positive.</param>
    /// <param name="rate">The last funding rate, of one interval.</param>
    /// <param name="left">Microseconds to the next funding time; none if it is past.</param>
    /// <param name="interval">Microseconds.</param>
    public static long IndexLeg(long index, Rate rate, long left, long interval)
    {
        if (rate.Billionths == 0 || left <= 0)
        {
            return index;
        }

        var way = (Int128)index * rate.Billionths * Math.Min(left, interval) / ((Int128)Rate.One * interval);
        return (long)(index + way);
    }

    public static long Median(long a, long b, long c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));

    /// <summary>Draws an average towards a sample, by as much of the way as the time since the last one is of time and window together; rounded toward zero.</summary>
    public static long Average(long average, long sample, long microseconds, long window)
    {
        var way = sample - average;
        var moved = FixedMath.MulDivFloor(Math.Abs(way), microseconds, microseconds + window);
        return average + (way < 0 ? -moved : moved);
    }
}
