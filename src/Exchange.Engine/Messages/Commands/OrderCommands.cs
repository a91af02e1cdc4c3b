using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>Places an order.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct PlaceOrder : ICommand
{
    public static CommandKind Kind => CommandKind.PlaceOrder;

    public AccountId Account { get; init; }

    public MarketId Market { get; init; }

    /// <summary>The worst price a limit order fills at; none for a market order.</summary>
    public Price LimitPrice { get; init; }

    public Quantity Quantity { get; init; }

    /// <summary>When a good-till-date order ends; none otherwise.</summary>
    public Timestamp ExpiresAt { get; init; }

    /// <summary>How far from the mark price a market order may fill; zero means the market's own cap, which it may not exceed.</summary>
    public Rate MaxSlippage { get; init; }

    public ClientOrderId ClientOrderId { get; init; }

    public Side Side { get; init; }

    public OrderType Type { get; init; }

    public TimeInForce TimeInForce { get; init; }

    public OrderFlags Flags { get; init; }

    public SelfTradePrevention SelfTradePrevention { get; init; }

    private readonly byte _reserved0;
    private readonly ushort _reserved1;
}

/// <summary>
/// Changes a resting order in place. A smaller quantity at the same price keeps priority; anything else loses it.
/// Named by order id, or by client order id when the order id is none.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct AmendOrder : ICommand
{
    public static CommandKind Kind => CommandKind.AmendOrder;

    public AccountId Account { get; init; }

    private readonly int _reserved;

    public OrderId OrderId { get; init; }

    public ClientOrderId ClientOrderId { get; init; }

    /// <summary>The new limit price; none leaves it.</summary>
    public Price LimitPrice { get; init; }

    /// <summary>The new total quantity, what is filled already included; zero leaves it.</summary>
    public Quantity Quantity { get; init; }
}

/// <summary>Cancels one order, named by order id, or by client order id when the order id is none.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct CancelOrder : ICommand
{
    public static CommandKind Kind => CommandKind.CancelOrder;

    public AccountId Account { get; init; }

    private readonly int _reserved;

    public OrderId OrderId { get; init; }

    public ClientOrderId ClientOrderId { get; init; }
}

/// <summary>Cancels all of an account's orders, in one market or in all, on one side or both.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct CancelAllOrders : ICommand
{
    public static CommandKind Kind => CommandKind.CancelAllOrders;

    public AccountId Account { get; init; }

    /// <summary>The market, or none for all of them.</summary>
    public MarketId Market { get; init; }

    /// <summary>The side, or 0 for both.</summary>
    public Side Side { get; init; }

    /// <summary>Whether an operator asked, rather than the account.</summary>
    public CancelReason Reason { get; init; }

    private readonly ushort _reserved0;
    private readonly int _reserved1;
}

/// <summary>Sets the leverage an account chooses in a market: initial margin is notional ÷ leverage, never less than its tier's.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct SetLeverage : ICommand
{
    public static CommandKind Kind => CommandKind.SetLeverage;

    public AccountId Account { get; init; }

    public MarketId Market { get; init; }

    public int Leverage { get; init; }

    private readonly int _reserved;
}

/// <summary>Chooses what stands behind an account's position in a market; only without a position and without orders there.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct SetMarginMode : ICommand
{
    public static CommandKind Kind => CommandKind.SetMarginMode;

    public AccountId Account { get; init; }

    public MarketId Market { get; init; }

    public MarginMode Mode { get; init; }

    private readonly byte _reserved0;
    private readonly ushort _reserved1;
    private readonly int _reserved2;
}

/// <summary>Moves money between an account's balance and the margin of its isolated position.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct AdjustIsolatedMargin : ICommand
{
    public static CommandKind Kind => CommandKind.AdjustIsolatedMargin;

    public AccountId Account { get; init; }

    public MarketId Market { get; init; }

    /// <summary>Positive adds, negative takes; in units of the market's settlement asset.</summary>
    public Money Change { get; init; }
}

/// <summary>Lets time pass: expires what is due. The clock worker sends it; every other command does the same on its way.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct AdvanceTime : ICommand
{
    public static CommandKind Kind => CommandKind.AdvanceTime;

    private readonly long _reserved;
}
