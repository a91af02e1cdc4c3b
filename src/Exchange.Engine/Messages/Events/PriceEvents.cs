using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>A market's index comes from other sources, or by other rules.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct PriceRulesChanged : IEvent
{
    public static EventKind Kind => EventKind.PriceRulesChanged;

    public MarketId Market { get; init; }

    private readonly int _reserved;

    public PriceRules Rules { get; init; }

    public Text64 Author { get; init; }

    public Text64 Reason { get; init; }
}

/// <summary>A source reported.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct PriceReported : IEvent
{
    public static EventKind Kind => EventKind.PriceReported;

    public MarketId Market { get; init; }

    public int Source { get; init; }

    public FinePrice Price { get; init; }

    public FinePrice Confidence { get; init; }

    public Timestamp SourceTime { get; init; }
}

/// <summary>The index is another, or stands on other sources.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct IndexChanged : IEvent
{
    public static EventKind Kind => EventKind.IndexChanged;

    public MarketId Market { get; init; }

    /// <summary>1 if too few sources are left: the index is the last one that was sound, and does not move.</summary>
    public int IsDegraded { get; init; }

    public FinePrice Index { get; init; }

    /// <summary>The sources that count, one bit each.</summary>
    public uint Used { get; init; }

    /// <summary>Live sources that were left out because they deviate, one bit each.</summary>
    public uint Deviating { get; init; }
}
