using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>The venue was set up.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct VenueInitialized : IEvent
{
    public static EventKind Kind => EventKind.VenueInitialized;

    public VenueRules Rules { get; init; }

    public VenueProfile Profile { get; init; }

    private readonly int _reserved;
}

/// <summary>An asset of the ledger was registered.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct AssetRegistered : IEvent
{
    public static EventKind Kind => EventKind.AssetRegistered;

    public AssetId Asset { get; init; }

    public int Decimals { get; init; }

    public Symbol Code { get; init; }

    public Text64 Author { get; init; }
}

/// <summary>A market was created, halted and without a mark price.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct MarketCreated : IEvent
{
    public static EventKind Kind => EventKind.MarketCreated;

    public MarketId Market { get; init; }

    public AssetId SettlementAsset { get; init; }

    public Symbol Symbol { get; init; }

    public Symbol BaseAsset { get; init; }

    public DecimalStep TickSize { get; init; }

    public DecimalStep LotSize { get; init; }

    /// <summary>Settlement units per tick·lot; in an inverse market settlement units × ticks per lot.</summary>
    public long TickLotValue { get; init; }

    public ContractKind ContractKind { get; init; }

    private readonly byte _reserved0;
    private readonly ushort _reserved1;
    private readonly int _reserved2;

    public MarketParameters Parameters { get; init; }

    public Text64 Author { get; init; }

    public Text64 Reason { get; init; }
}

/// <summary>A market's parameters were replaced.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct MarketParametersChanged : IEvent
{
    public static EventKind Kind => EventKind.MarketParametersChanged;

    public MarketId Market { get; init; }

    private readonly int _reserved;

    public MarketParameters Parameters { get; init; }

    public Text64 Author { get; init; }

    public Text64 Reason { get; init; }
}

/// <summary>
/// A market moved to another state, or a cause of its state came or went. The state in force is the stricter of the operator's and the
/// automatic one.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct MarketStateChanged : IEvent
{
    public static EventKind Kind => EventKind.MarketStateChanged;

    public MarketId Market { get; init; }

    public MarketState From { get; init; }

    public MarketState To { get; init; }

    /// <summary>What the operator wants, after this.</summary>
    public MarketState Operator { get; init; }

    /// <summary>What the circuit breakers and auctions demand, after this.</summary>
    public MarketState Automatic { get; init; }

    public StateCause Cause { get; init; }

    /// <summary>1 if the cause came, 0 if it went.</summary>
    public int IsActive { get; init; }

    /// <summary>What was measured, in the units of the cause.</summary>
    public long Value { get; init; }

    /// <summary>What it was measured against.</summary>
    public long Threshold { get; init; }

    public Text64 Author { get; init; }

    public Text64 Reason { get; init; }
}

/// <summary>A market's mark price changed.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct MarkPriceChanged : IEvent
{
    public static EventKind Kind => EventKind.MarkPriceChanged;

    public MarketId Market { get; init; }

    private readonly int _reserved;

    public Price MarkPrice { get; init; }
}
