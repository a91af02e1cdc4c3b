using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>Sets where a market's index comes from, as far as that needs no second key. What was reported before is forgotten if the sources are others.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct SetPriceRules : ICommand
{
    public static CommandKind Kind => CommandKind.SetPriceRules;

    public MarketId Market { get; init; }

    private readonly int _reserved;

    public PriceRules Rules { get; init; }

    public Text64 Author { get; init; }

    public Text64 Reason { get; init; }
}

/// <summary>What a source says that the market's underlying costs.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct ReportPrice : ICommand
{
    public static CommandKind Kind => CommandKind.ReportPrice;

    public MarketId Market { get; init; }

    /// <summary>Which of the market's sources, from 0.</summary>
    public int Source { get; init; }

    public FinePrice Price { get; init; }

    /// <summary>Half the width of the interval in which the source believes the price to be; 0 if it does not say.</summary>
    public FinePrice Confidence { get; init; }

    /// <summary>When the source saw it, by its own clock.</summary>
    public Timestamp SourceTime { get; init; }
}

/// <summary>The exchange has started again: prices from before do not count any more.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct NoteRestart : ICommand
{
    public static CommandKind Kind => CommandKind.NoteRestart;

    private readonly long _reserved;
}
