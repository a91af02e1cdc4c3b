using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>An order is in. What follows in the same command tells what became of it; without a cancel its remainder rests.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct OrderAccepted : IEvent
{
    public static EventKind Kind => EventKind.OrderAccepted;

    public OrderId OrderId { get; init; }

    public AccountId Account { get; init; }

    public MarketId Market { get; init; }

    /// <summary>The worst price it can fill at; for a market order the bound that the slippage cap gives.</summary>
    public Price LimitPrice { get; init; }

    public Quantity Quantity { get; init; }

    public Timestamp ExpiresAt { get; init; }

    public ClientOrderId ClientOrderId { get; init; }

    public Side Side { get; init; }

    public OrderType Type { get; init; }

    public TimeInForce TimeInForce { get; init; }

    public OrderFlags Flags { get; init; }

    public SelfTradePrevention SelfTradePrevention { get; init; }

    private readonly byte _reserved0;
    private readonly ushort _reserved1;
}

/// <summary>A resting order was changed in place.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct OrderAmended : IEvent
{
    public static EventKind Kind => EventKind.OrderAmended;

    public OrderId OrderId { get; init; }

    public AccountId Account { get; init; }

    public MarketId Market { get; init; }

    public Price LimitPrice { get; init; }

    /// <summary>The new total quantity, what was filled before included.</summary>
    public Quantity Quantity { get; init; }

    /// <summary>What is still open when the amendment takes effect, before it matches again.</summary>
    public Quantity Remaining { get; init; }

    /// <summary>1 if the order kept its place in the queue, 0 if it went to the end and may match.</summary>
    public int KeptPriority { get; init; }

    private readonly int _reserved;
}

/// <summary>An order ended without being filled whole; or, when <see cref="Remaining"/> is positive, was shrunk to it (reduce-only).</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct OrderCanceled : IEvent
{
    public static EventKind Kind => EventKind.OrderCanceled;

    public OrderId OrderId { get; init; }

    public AccountId Account { get; init; }

    public MarketId Market { get; init; }

    public Price LimitPrice { get; init; }

    /// <summary>How much was taken out.</summary>
    public Quantity CanceledQuantity { get; init; }

    /// <summary>What stays open: zero unless a reduce-only order was shrunk.</summary>
    public Quantity Remaining { get; init; }

    public Side Side { get; init; }

    public CancelReason Reason { get; init; }

    private readonly ushort _reserved0;
    private readonly int _reserved1;
}

/// <summary>A match between a resting and an incoming order, with everything it did to both accounts.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct TradeExecuted : IEvent
{
    public static EventKind Kind => EventKind.TradeExecuted;

    public TradeId TradeId { get; init; }

    public MarketId Market { get; init; }

    /// <summary>The taker's side.</summary>
    public Side TakerSide { get; init; }

    private readonly byte _reserved0;
    private readonly ushort _reserved1;

    /// <summary>The resting order's price.</summary>
    public Price Price { get; init; }

    public Quantity Quantity { get; init; }

    public FillSide Maker { get; init; }

    public FillSide Taker { get; init; }
}

/// <summary>One side of a trade.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct FillSide
{
    public OrderId OrderId { get; init; }

    public AccountId Account { get; init; }

    /// <summary>The position's leverage.</summary>
    public int Leverage { get; init; }

    /// <summary>What is still unfilled of the order.</summary>
    public Quantity Remaining { get; init; }

    /// <summary>What the account paid; negative is a rebate received.</summary>
    public Money Fee { get; init; }

    /// <summary>Profit or loss on the part of the position that this fill closed.</summary>
    public Money RealizedPnl { get; init; }

    public PositionSize SizeAfter { get; init; }

    /// <summary>Signed cost of the position after the fill, in settlement units: Σ signed lots × price × tick-lot value, realized parts taken out.</summary>
    public Money CostAfter { get; init; }
}

/// <summary>The visible quantity of a price level changed; zero means the level is gone.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct LevelChanged : IEvent
{
    public static EventKind Kind => EventKind.LevelChanged;

    public MarketId Market { get; init; }

    public Side Side { get; init; }

    private readonly byte _reserved0;
    private readonly ushort _reserved1;

    public Price Price { get; init; }

    /// <summary>The sum of what rests at the price.</summary>
    public Quantity Quantity { get; init; }

    public int OrderCount { get; init; }

    private readonly int _reserved2;
}

/// <summary>A command changed nothing.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct CommandRejected : IEvent
{
    public static EventKind Kind => EventKind.CommandRejected;

    public AccountId Account { get; init; }

    public MarketId Market { get; init; }

    public OrderId OrderId { get; init; }

    public CommandKind Command { get; init; }

    public RejectReason Reason { get; init; }

    private readonly int _reserved;
}
