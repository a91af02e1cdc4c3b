using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>A call auction began, went on, or ended, or would come out otherwise.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct AuctionChanged : IEvent
{
    public static EventKind Kind => EventKind.AuctionChanged;

    public MarketId Market { get; init; }

    /// <summary>None: it has ended.</summary>
    public AuctionPhase Phase { get; init; }

    /// <summary>How often it was extended.</summary>
    public byte Extensions { get; init; }

    private readonly ushort _reserved;

    /// <summary>Why there is an auction.</summary>
    public StateCause Cause { get; init; }

    private readonly int _reserved2;

    public Timestamp OpenedAt { get; init; }

    /// <summary>When the price is found, <see cref="LockTime"/> after the lock; 0 while a stricter state holds the auction up.</summary>
    public Timestamp EndsAt { get; init; }

    /// <summary>What the price would be as things stand, or is; none if nothing crosses.</summary>
    public Price Price { get; init; }

    /// <summary>What would match at it; while uncrossing and at the end, what has matched.</summary>
    public Quantity Quantity { get; init; }

    /// <summary>Lots that are to be bought at that price less lots that are to be sold.</summary>
    public long Imbalance { get; init; }

    /// <summary>The lowest price at which the auction would end now.</summary>
    public Price CollarLow { get; init; }

    public Price CollarHigh { get; init; }

    /// <summary>How long before its end an auction takes no more orders, in microseconds.</summary>
    public const long LockTime = 500_000;
}

/// <summary>A market's circuit breakers go by other rules.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct BreakerRulesChanged : IEvent
{
    public static EventKind Kind => EventKind.BreakerRulesChanged;

    public MarketId Market { get; init; }

    private readonly int _reserved;

    public BreakerRules Rules { get; init; }

    public Text64 Author { get; init; }

    public Text64 Reason { get; init; }
}

/// <summary>A market's volatility was measured, and with it what new risk needs.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct VolatilityChanged : IEvent
{
    public static EventKind Kind => EventKind.VolatilityChanged;

    public MarketId Market { get; init; }

    /// <summary>The step of the regime that is in force; 0 for none.</summary>
    public int Step { get; init; }

    /// <summary>Of a year; 1 is 100 %.</summary>
    public Rate Volatility { get; init; }

    /// <summary>What initial margin is multiplied by.</summary>
    public Rate MarginScale { get; init; }
}
