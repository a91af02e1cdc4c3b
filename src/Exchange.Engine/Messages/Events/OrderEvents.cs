using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>An order is in. What follows in the same command tells what became of it; without a cancel its remainder rests.</summary>
[StructLayout(LayoutKind.Sequential)]
public record struct OrderAccepted : IEvent
{
    public static EventKind Kind => EventKind.OrderAccepted;

    public OrderId OrderId { get; set; }

    public AccountId Account { get; set; }

    public MarketId Market { get; set; }

    /// <summary>The worst price it can fill at; for a market order the bound that the slippage cap gives.</summary>
    public Price LimitPrice { get; set; }

    public Quantity Quantity { get; set; }

    public Timestamp ExpiresAt { get; set; }

    public ClientOrderId ClientOrderId { get; set; }

    public Side Side { get; set; }

    public OrderType Type { get; set; }

    public TimeInForce TimeInForce { get; set; }

    public OrderFlags Flags { get; set; }

    public SelfTradePrevention SelfTradePrevention { get; set; }

    private readonly byte _reserved0;
    private readonly ushort _reserved1;
}

/// <summary>A resting order was changed in place.</summary>
[StructLayout(LayoutKind.Sequential)]
public record struct OrderAmended : IEvent
{
    public static EventKind Kind => EventKind.OrderAmended;

    public OrderId OrderId { get; set; }

    public AccountId Account { get; set; }

    public MarketId Market { get; set; }

    public Price LimitPrice { get; set; }

    /// <summary>The new total quantity, what was filled before included.</summary>
    public Quantity Quantity { get; set; }

    /// <summary>What is still open when the amendment takes effect, before it matches again.</summary>
    public Quantity Remaining { get; set; }

    /// <summary>1 if the order kept its place in the queue, 0 if it went to the end and may match.</summary>
    public int KeptPriority { get; set; }

    private readonly int _reserved;
}

/// <summary>An order ended without being filled whole; or, when <see cref="Remaining"/> is positive, was shrunk to it (reduce-only).</summary>
[StructLayout(LayoutKind.Sequential)]
public record struct OrderCanceled : IEvent
{
    public static EventKind Kind => EventKind.OrderCanceled;

    public OrderId OrderId { get; set; }

    public AccountId Account { get; set; }

    public MarketId Market { get; set; }

    public Price LimitPrice { get; set; }

    /// <summary>How much was taken out.</summary>
    public Quantity CanceledQuantity { get; set; }

    /// <summary>What stays open: zero unless a reduce-only order was shrunk.</summary>
    public Quantity Remaining { get; set; }

    public Side Side { get; set; }

    public CancelReason Reason { get; set; }

    private readonly ushort _reserved0;
    private readonly int _reserved1;
}

/// <summary>A match between a resting and an incoming order, with everything it did to both accounts.</summary>
[StructLayout(LayoutKind.Sequential)]
public record struct TradeExecuted : IEvent
{
    public static EventKind Kind => EventKind.TradeExecuted;

    public TradeId TradeId { get; set; }

    public MarketId Market { get; set; }

    /// <summary>The taker's side.</summary>
    public Side TakerSide { get; set; }

    /// <summary>1 if the taker's order was placed by the exchange, to liquidate.</summary>
    public byte IsForced { get; set; }

    private readonly ushort _reserved1;

    /// <summary>The resting order's price.</summary>
    public Price Price { get; set; }

    public Quantity Quantity { get; set; }

    public FillSide Maker;

    public FillSide Taker;
}

/// <summary>One side of a trade.</summary>
[StructLayout(LayoutKind.Sequential)]
public record struct FillSide
{
    public OrderId OrderId { get; set; }

    public AccountId Account { get; set; }

    /// <summary>The position's leverage.</summary>
    public int Leverage { get; set; }

    /// <summary>What is still unfilled of the order.</summary>
    public Quantity Remaining { get; set; }

    /// <summary>What the account paid; negative is a rebate received.</summary>
    public Money Fee { get; set; }

    /// <summary>Profit or loss on the part of the position that this fill closed.</summary>
    public Money RealizedPnl { get; set; }

    public PositionSize SizeAfter { get; set; }

    /// <summary>Signed cost of the position after the fill, in settlement units: Σ signed lots × price × tick-lot value, realized parts taken out.</summary>
    public Money CostAfter { get; set; }
}

/// <summary>The visible quantity of a price level changed; zero means the level is gone.</summary>
[StructLayout(LayoutKind.Sequential)]
public record struct LevelChanged : IEvent
{
    public static EventKind Kind => EventKind.LevelChanged;

    public MarketId Market { get; set; }

    public Side Side { get; set; }

    private readonly byte _reserved0;
    private readonly ushort _reserved1;

    public Price Price { get; set; }

    /// <summary>The sum of what rests at the price.</summary>
    public Quantity Quantity { get; set; }

    public int OrderCount { get; set; }

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
