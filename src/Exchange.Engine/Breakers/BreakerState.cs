using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>How one cause stands. Times in microseconds, 0 for never.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Condition
{
    /// <summary>Since when it is beyond its limit, while it has not come yet.</summary>
    public long BeyondSince;

    /// <summary>Since when it is in force; 0 if it is not.</summary>
    public long ActiveSince;

    /// <summary>When it is looked at afresh.</summary>
    public long ReviewAt;

    /// <summary>What was told to be measured when it came, or at the last review.</summary>
    public long Value;

    public long Threshold;
}

/// <summary>One for each <see cref="StateCause"/>.</summary>
[InlineArray(Count)]
internal struct Conditions
{
    public const int Count = 11;

    private Condition _first;
}

/// <summary>When the last automatic auctions began.</summary>
[InlineArray(Capacity)]
internal struct AutomaticAuctions
{
    public const int Capacity = 6;

    private long _first;
}

/// <summary>Amounts of the last minute, by five seconds.</summary>
[InlineArray(Count)]
internal struct MinuteParts
{
    public const int Count = 12;

    public const long Length = 5_000_000;

    private long _first;
}

/// <summary>Highest balances of the last eight hours, by quarters of an hour.</summary>
[InlineArray(Count)]
internal struct FundPeaks
{
    public const int Count = 32;

    public const long Length = 900_000_000;

    private long _first;
}

/// <summary>What a market's breakers have measured.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BreakerState
{
    public Conditions Conditions;
    public AutomaticAuctions Auctions;
    public MinuteParts Forced;

    /// <summary>Which five seconds the last part of <see cref="Forced"/> is, counted from time 0.</summary>
    public long ForcedPart;

    public FundPeaks Peaks;
    public long PeakPart;

    /// <summary>When everything but prices was looked at the last time.</summary>
    public long LookedAt;

    /// <summary>Since when there are too few sources; 0 while there are enough.</summary>
    public long DegradedSince;

    /// <summary>The average depth, on the thinner side, in parts of a lot.</summary>
    public long Depth;

    public long DepthAt;

    /// <summary>Since when there has been depth to be averaged; 0 if there is none.</summary>
    public long DepthSince;

    /// <summary>Which day it is, counted from time 0.</summary>
    public long Day;

    /// <summary>The day's first mark: what moves are measured by.</summary>
    public long DayTicks;
}
