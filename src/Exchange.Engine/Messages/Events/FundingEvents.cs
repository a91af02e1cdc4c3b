using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>A market's funding is made by other rules.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct FundingRulesChanged : IEvent
{
    public static EventKind Kind => EventKind.FundingRulesChanged;

    public MarketId Market { get; init; }

    private readonly int _reserved;

    public FundingRules Rules { get; init; }

    public Text64 Author { get; init; }

    public Text64 Reason { get; init; }
}

/// <summary>The rate that the next funding time will bring, if nothing changes, is another, or that time is.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct FundingPredicted : IEvent
{
    public static EventKind Kind => EventKind.FundingPredicted;

    public MarketId Market { get; init; }

    /// <summary>Samples of the present interval so far.</summary>
    public int Samples { get; init; }

    public Rate AveragePremium { get; init; }

    public Rate PredictedRate { get; init; }

    /// <summary>The next funding time; one that is past waits for a fresh mark price.</summary>
    public Timestamp FundingTime { get; init; }
}

/// <summary>Funding was charged: the cumulative index moved, with everything that the rate and the move were made of.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct FundingRateApplied : IEvent
{
    public static EventKind Kind => EventKind.FundingRateApplied;

    /// <summary>The move, in 1e-12 settlement units per lot.</summary>
    public Int128 IndexDelta { get; init; }

    /// <summary>The index after it.</summary>
    public Int128 CumulativeIndex { get; init; }

    public MarketId Market { get; init; }

    /// <summary>Premium samples of the interval.</summary>
    public int Samples { get; init; }

    public Timestamp FundingTime { get; init; }

    /// <summary>0 if there was none.</summary>
    public Timestamp LastSampleAt { get; init; }

    /// <summary>The interval that ended, in microseconds.</summary>
    public long Interval { get; init; }

    public Rate AveragePremium { get; init; }

    /// <summary>The first tier's.</summary>
    public Rate MaintenanceRate { get; init; }

    /// <summary>What longs pay to shorts per notional, for the interval.</summary>
    public Rate FundingRate { get; init; }

    public Price MarkPrice { get; init; }

    public FinePrice IndexPrice { get; init; }

    /// <summary>What the mark price was made of; 0 for a leg that did not count.</summary>
    public FinePrice IndexLeg { get; init; }

    /// <inheritdoc cref="IndexLeg"/>
    public FinePrice BasisLeg { get; init; }

    /// <inheritdoc cref="IndexLeg"/>
    public FinePrice TradingLeg { get; init; }

    /// <summary>Lots open on each side.</summary>
    public Quantity OpenInterest { get; init; }

    public FundingRules Rules { get; init; }
}

/// <summary>A position was settled: what the move of the cumulative index since it was settled last comes to.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct FundingPaid : IEvent
{
    public static EventKind Kind => EventKind.FundingPaid;

    public Int128 IndexFrom { get; init; }

    public Int128 IndexTo { get; init; }

    /// <summary>Numbered from 1 across the venue.</summary>
    public long PaymentId { get; init; }

    public AccountId Account { get; init; }

    public MarketId Market { get; init; }

    public AssetId Asset { get; init; }

    /// <summary>1 if the position's own margin paid or was paid, not the account's balance.</summary>
    public int IsIsolated { get; init; }

    public Timestamp FundingTime { get; init; }

    public PositionSize Size { get; init; }

    /// <summary>Positive is what the account paid, negative what it was paid.</summary>
    public Money Amount { get; init; }
}

/// <summary>Every position of a market is settled up to a funding time, and what rounding left went to the insurance fund.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct FundingSwept : IEvent
{
    public static EventKind Kind => EventKind.FundingSwept;

    public MarketId Market { get; init; }

    public AssetId Asset { get; init; }

    public Timestamp FundingTime { get; init; }

    public Money Dust { get; init; }
}
