using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>How a market's funding is made. FORMULAS §13.</summary>
[StructLayout(LayoutKind.Sequential)]
public record struct FundingRules
{
    /// <summary>Microseconds from one funding time to the next; funding times are its multiples since 1970, so a day holds a whole number of them.</summary>
    public long Interval { get; set; }

    /// <summary>How old, in microseconds, the last premium sample may be at the funding time; with an older one the interval pays nothing.</summary>
    public long SampleMaxAge { get; set; }

    /// <summary>The interest part, per 8 hours.</summary>
    public Rate Interest { get; set; }

    /// <summary>How far the interest part may draw the rate from the average premium, either way.</summary>
    public Rate Clamp { get; set; }

    /// <summary>The rate of one interval is at most this much of the first tier's maintenance rate, either way.</summary>
    public Rate CapFactor { get; set; }

    /// <summary>What the book is asked to take up for a premium sample, in settlement units.</summary>
    public Money ImpactNotional { get; set; }

    /// <summary>With fewer premium samples than this an interval pays nothing.</summary>
    public int MinSamples { get; set; }

    private readonly int _reserved;
}
