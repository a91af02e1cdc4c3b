using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>What a source said last.</summary>
internal struct SourceReport
{
    public long Microticks;
    public long Confidence;

    /// <summary>The source's own time; 0 if it has not reported, or not since the exchange started.</summary>
    public long SourceTime;
}

/// <summary>An index as some reports give it.</summary>
/// <param name="Microticks">The price; 0 if there is none.</param>
/// <param name="Used">The sources that count, one bit each.</param>
/// <param name="Deviating">Live ones that were left out, one bit each.</param>
internal readonly record struct IndexOpinion(long Microticks, uint Used, uint Deviating);

/// <summary>An index that moves with its sources: a market's, or an asset's.</summary>
[StructLayout(LayoutKind.Sequential)]
internal record struct IndexReading
{
    /// <summary>The index; while degraded the last sound one. 0 before the first.</summary>
    public long Value;

    public long MovedAt;

    /// <summary>The sources that count, one bit each.</summary>
    public uint Used;

    /// <summary>Live ones that were left out, one bit each.</summary>
    public uint Deviating;

    /// <summary>1 if too few sources are left.</summary>
    public int IsDegraded;

    private readonly int _reserved;
}

/// <summary>The index of the reports of one moment. Pure. FORMULAS §11.1–11.3.</summary>
internal static class IndexRules
{
    /// <summary>The index after a look at the reports: another value, other sources, or the same as before.</summary>
    public static IndexReading Next(in PriceRules rules, ReadOnlySpan<SourceReport> reports, in IndexReading before, long now)
    {
        var opinion = Of(rules, reports, now);
        var next = before;
        next.IsDegraded = opinion.Microticks == 0 ? 1 : 0;
        next.Used = opinion.Used;
        next.Deviating = opinion.Deviating;
        var value = opinion.Microticks == 0 ? before.Value : Limit(rules, before.Value, opinion.Microticks, now - before.MovedAt);
        if (value != before.Value)
        {
            next.Value = value;
            next.MovedAt = now;
        }

        return next;
    }

    public static IndexOpinion Of(in PriceRules rules, ReadOnlySpan<SourceReport> reports, long now)
    {
        Span<PriceVote> live = stackalloc PriceVote[PriceSources.Capacity];
        var count = 0;
        var sources = rules.ActiveSources;
        for (var i = 0; i < sources.Length; i++)
        {
            if (IsLive(sources[i], reports[i], now))
            {
                live[count++] = new PriceVote(reports[i].Microticks, sources[i].Weight, i);
            }
        }

        if (count < rules.Quorum)
        {
            return default;
        }

        Span<PriceVote> votes = stackalloc PriceVote[PriceSources.Capacity];
        live[..count].CopyTo(votes);
        WeightedMedian.ClampToThird(votes[..count]);
        var median = WeightedMedian.Of(votes[..count]);
        var allowed = FixedMath.MulDivFloor(median, rules.MaxDeviation.Billionths, Rate.One);
        uint used = 0, deviating = 0;
        var kept = 0;
        foreach (var vote in live[..count])
        {
            if (Math.Abs(vote.Microticks - median) > allowed)
            {
                deviating |= 1u << vote.Source;
            }
            else
            {
                used |= 1u << vote.Source;
                votes[kept++] = vote;
            }
        }

        if (kept < rules.Quorum)
        {
            return new IndexOpinion(0, used, deviating);
        }

        WeightedMedian.ClampToThird(votes[..kept]);
        return new IndexOpinion(WeightedMedian.Of(votes[..kept]), used, deviating);
    }

    /// <summary>Keeps a move within what the index may move in that time; more than an hour counts as one.</summary>
    /// <param name="rules">The market's.</param>
    /// <param name="from">The index before; 0 if there was none, and then any move is allowed.</param>
    /// <param name="to">Where it would go.</param>
    /// <param name="microseconds">Since it last moved.</param>
    public static long Limit(in PriceRules rules, long from, long to, long microseconds)
    {
        if (from == 0)
        {
            return to;
        }

        var perSecond = FixedMath.MulDivFloor(from, rules.MaxVelocity.Billionths, Rate.One);
        var most = FixedMath.MulDivFloor(perSecond, Math.Min(microseconds, 3_600_000_000), 1_000_000);
        return Math.Max(1, Math.Clamp(to, from - most, from + most));
    }

    private static bool IsLive(in PriceSource source, in SourceReport report, long now) =>
        report.SourceTime != 0
        && now - report.SourceTime <= source.StaleAfter
        && report.Confidence <= FixedMath.MulDivFloor(report.Microticks, source.MaxConfidence.Billionths, Rate.One);
}
