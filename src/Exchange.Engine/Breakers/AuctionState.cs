using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>A market's call auction; all zero if there is none.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AuctionState
{
    public long OpenedAt;

    /// <summary>When its price is found; 0 while a stricter state holds it up.</summary>
    public long EndsAt;

    /// <summary>When it was last told how it would come out.</summary>
    public long IndicatedAt;

    /// <summary>The price that was told last; while uncrossing the price of all matches, 0 if only the remainder is to be cleared away.</summary>
    public long PriceTicks;

    /// <summary>What was told to match; while uncrossing, what has matched.</summary>
    public long Lots;

    public long Imbalance;

    /// <summary>The collar that was told last.</summary>
    public long CollarLow;

    public long CollarHigh;

    /// <summary>What was measured when the auction began.</summary>
    public long Value;

    public long Threshold;
    public StateCause Cause;
    public AuctionPhase Phase;
    public byte Extensions;
    private readonly ushort _reserved;
}
