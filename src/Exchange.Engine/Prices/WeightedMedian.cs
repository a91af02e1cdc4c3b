namespace Exchange.Engine;

/// <summary>A source's say in the index.</summary>
internal record struct PriceVote(long Microticks, long Weight, int Source);

/// <summary>The price in the middle of the weights. Less than half of them can say what they like without moving it beyond what others say. FORMULAS §11.2.</summary>
internal static class WeightedMedian
{
    /// <summary>The median of some votes, which are sorted on the way. Exactly in the middle between two, their mean, rounded down.</summary>
    /// <param name="votes">At least one; weights positive.</param>
    public static long Of(Span<PriceVote> votes)
    {
        votes.Sort(static (a, b) => a.Microticks != b.Microticks ? a.Microticks.CompareTo(b.Microticks) : a.Source.CompareTo(b.Source));
        long total = 0;
        foreach (var vote in votes)
        {
            total += vote.Weight;
        }

        long below = 0;
        for (var i = 0; ; i++)
        {
            below += votes[i].Weight;
            if (2 * below > total)
            {
                return votes[i].Microticks;
            }

            if (2 * below == total)
            {
                return (votes[i].Microticks + votes[i + 1].Microticks) >> 1;
            }
        }
    }

    /// <summary>
    /// Brings every weight down to a third of their sum as it is afterwards, and doubles them all so that this comes out whole. At most two can be above it.
    /// </summary>
    /// <param name="votes">At least three.</param>
    public static void ClampToThird(Span<PriceVote> votes)
    {
        long total = 0, largest = 0, second = 0;
        foreach (ref var vote in votes)
        {
            vote.Weight *= 2;
            total += vote.Weight;
            if (vote.Weight > largest)
            {
                (second, largest) = (largest, vote.Weight);
            }
            else if (vote.Weight > second)
            {
                second = vote.Weight;
            }
        }

        if (3 * largest <= total)
        {
            return;
        }

        // c = (c + rest) ÷ 3 with one above it; c = (2c + rest) ÷ 3 with two.
        var cap = (total - largest) / 2;
        if (second > cap)
        {
            cap = total - largest - second;
        }

        foreach (ref var vote in votes)
        {
            vote.Weight = Math.Min(vote.Weight, cap);
        }
    }
}
