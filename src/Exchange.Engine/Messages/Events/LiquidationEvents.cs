using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>The liquidation rules of a market were replaced.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct LiquidationRulesChanged : IEvent
{
    public static EventKind Kind => EventKind.LiquidationRulesChanged;

    public MarketId Market { get; init; }

    private readonly int _reserved;

    public LiquidationRules Rules { get; init; }

    public Text64 Author { get; init; }

    public Text64 Reason { get; init; }
}

/// <summary>An account, or one of its isolated positions, fell below maintenance margin. Its positions and balances follow, each in an event of its own.</summary>
[StructLayout(LayoutKind.Sequential)]
public record struct LiquidationOpened : IEvent
{
    public static EventKind Kind => EventKind.LiquidationOpened;

    public LiquidationId Liquidation { get; set; }

    public AccountId Account { get; set; }

    /// <summary>The market of the isolated position; none for the cross positions.</summary>
    public MarketId Market { get; set; }

    /// <summary>What stands behind the positions, in the valuation asset; of an isolated position in its settlement asset, as are all sums here.</summary>
    public Money Collateral { get; set; }

    public Money UnrealizedPnl { get; set; }

    /// <summary>Below <see cref="MaintenanceMargin"/>.</summary>
    public Money Equity { get; set; }

    public Money MaintenanceMargin { get; set; }

    public Money Notional { get; set; }

    public int Positions { get; set; }

    public int Balances { get; set; }
}

/// <summary>A position of a liquidation when it was opened, with all that its margin was computed from.</summary>
[StructLayout(LayoutKind.Sequential)]
public record struct LiquidationPosition : IEvent
{
    public static EventKind Kind => EventKind.LiquidationPosition;

    public LiquidationId Liquidation { get; set; }

    public MarketId Market { get; set; }

    public int Leverage { get; set; }

    public PositionSize Size { get; set; }

    public Money Cost { get; set; }

    public Price MarkPrice { get; set; }

    /// <summary>The index at that moment; none if the mark price is set by hand.</summary>
    public FinePrice Index { get; set; }

    /// <summary>The basis leg of the mark price; none if it did not count.</summary>
    public FinePrice BasisLeg { get; set; }

    /// <summary>The trading leg of the mark price; none if it did not count.</summary>
    public FinePrice TradingLeg { get; set; }

    /// <summary>The sources that counted for the index, one bit each.</summary>
    public uint SourcesUsed { get; set; }

    /// <summary>The sources that were left out because they deviate.</summary>
    public uint SourcesDeviating { get; set; }

    public Money Notional { get; set; }

    public Money UnrealizedPnl { get; set; }

    /// <summary>The tier's: maintenance margin is notional × rate − amount.</summary>
    public Rate MaintenanceRate { get; set; }

    /// <summary>The tier's maintenance amount, rounded down to a unit.</summary>
    public Money MaintenanceAmount { get; set; }

    public Money MaintenanceMargin { get; set; }
}

/// <summary>A balance that stood behind a liquidation when it was opened.</summary>
[StructLayout(LayoutKind.Sequential)]
public record struct LiquidationBalance : IEvent
{
    public static EventKind Kind => EventKind.LiquidationBalance;

    public LiquidationId Liquidation { get; set; }

    public AssetId Asset { get; set; }

    private readonly int _reserved;

    public Money Balance { get; set; }

    /// <summary>The index of the asset in thousandths of a valuation unit per whole asset; 0 for the valuation asset itself.</summary>
    public long IndexPrice { get; set; }

    /// <summary>What it counted for.</summary>
    public Money Worth { get; set; }
}

/// <summary>What a step of a liquidation did.</summary>
public enum LiquidationAction : byte
{
    /// <summary>Canceled the orders that tied up margin.</summary>
    CancelOrders = 1,

    /// <summary>Offered a part of a position to the book.</summary>
    Reduce = 2,

    /// <summary>The backstop took a position over at the bankruptcy price.</summary>
    TakeOver = 3,

    /// <summary>Opposite positions were closed against it at the bankruptcy price.</summary>
    Deleverage = 4,

    /// <summary>The insurance fund paid what was left as debt.</summary>
    CoverDebt = 5,

    /// <summary>A part of the market's open interest bore what nobody else did.</summary>
    Socialize = 6,

    /// <summary>The backstop offered a part of its own position to the book.</summary>
    Unwind = 7,

    /// <summary>Collateral was exchanged for what is owed.</summary>
    ConvertCollateral = 8,
}

/// <summary>A step of a liquidation: what it was decided by, and what it did. Trades, transfers and position changes are events before it.</summary>
[StructLayout(LayoutKind.Sequential)]
public record struct LiquidationStepped : IEvent
{
    public static EventKind Kind => EventKind.LiquidationStepped;

    /// <summary>0 for a step of the backstop's own.</summary>
    public LiquidationId Liquidation { get; set; }

    public AccountId Account { get; set; }

    public MarketId Market { get; set; }

    /// <summary>From 1.</summary>
    public int Step { get; set; }

    public LiquidationAction Action { get; set; }

    private readonly byte _reserved0;
    private readonly ushort _reserved1;

    /// <summary>Before the step, as are the margins and the mark price.</summary>
    public Money Equity { get; set; }

    public Money MaintenanceMargin { get; set; }

    /// <summary>What equity is to reach.</summary>
    public Money Target { get; set; }

    public Price MarkPrice { get; set; }

    /// <summary>At which the position's share of equity is used up, with the taker fee paid.</summary>
    public Price BankruptcyPrice { get; set; }

    /// <summary>The worst price the step may trade at.</summary>
    public Price LimitPrice { get; set; }

    /// <summary>How far from mark that was allowed to be.</summary>
    public Rate Collar { get; set; }

    public Quantity Wanted { get; set; }

    public Quantity Done { get; set; }

    /// <summary>What was done, valued: what changed hands for a position, or the debt that was covered, or the loss that was borne.</summary>
    public Money Value { get; set; }

    /// <summary>The liquidation fee.</summary>
    public Money Fee { get; set; }

    /// <summary>What the insurance fund paid.</summary>
    public Money FundPaid { get; set; }

    public Money EquityAfter { get; set; }

    public Money MaintenanceMarginAfter { get; set; }
}

/// <summary>Why a position changed hands outside the book.</summary>
public enum PositionTransferReason : byte
{
    TakeOver = 1,
    Deleverage = 2,
}

/// <summary>One account's part of a position that changed hands outside the book.</summary>
[StructLayout(LayoutKind.Sequential)]
public record struct TransferSide
{
    public AccountId Account { get; set; }

    /// <summary>The position's leverage.</summary>
    public int Leverage { get; set; }

    public Money RealizedPnl { get; set; }

    public PositionSize SizeAfter { get; set; }

    public Money CostAfter { get; set; }
}

/// <summary>Lots changed hands outside the book: from the account that is liquidated to the backstop, or against an opposite position.</summary>
[StructLayout(LayoutKind.Sequential)]
public record struct PositionTransferred : IEvent
{
    public static EventKind Kind => EventKind.PositionTransferred;

    public LiquidationId Liquidation { get; set; }

    public TradeId TradeId { get; set; }

    public MarketId Market { get; set; }

    public PositionTransferReason Reason { get; set; }

    /// <summary>The side of the account that is liquidated.</summary>
    public Side Side { get; set; }

    private readonly ushort _reserved;

    public Quantity Quantity { get; set; }

    /// <summary>What all the lots changed hands for; to the unit, so that no price in ticks expresses it.</summary>
    public Money Value { get; set; }

    public Price MarkPrice { get; set; }

    public TransferSide From;

    public TransferSide To;
}

/// <summary>How a liquidation ended.</summary>
public enum LiquidationEnd : byte
{
    /// <summary>Equity covers maintenance margin with its buffer again.</summary>
    Recovered = 1,

    /// <summary>Nothing is left, and nothing is owed.</summary>
    Closed = 2,
}

/// <summary>A liquidation ended.</summary>
[StructLayout(LayoutKind.Sequential)]
public record struct LiquidationClosed : IEvent
{
    public static EventKind Kind => EventKind.LiquidationClosed;

    public LiquidationId Liquidation { get; set; }

    public AccountId Account { get; set; }

    public MarketId Market { get; set; }

    public LiquidationEnd End { get; set; }

    private readonly byte _reserved0;
    private readonly ushort _reserved1;

    public int Steps { get; set; }

    public Money Equity { get; set; }

    public Money MaintenanceMargin { get; set; }
}

/// <summary>A market's open interest begins to bear a loss that nobody else could.</summary>
[StructLayout(LayoutKind.Sequential)]
public record struct LossAssigned : IEvent
{
    public static EventKind Kind => EventKind.LossAssigned;

    public LiquidationId Liquidation { get; set; }

    public MarketId Market { get; set; }

    public AssetId Asset { get; set; }

    public Money Loss { get; set; }

    /// <summary>Lots on one side; longs and shorts bear alike.</summary>
    public Quantity OpenInterest { get; set; }

    /// <summary>What each lot bears, in billionths of a unit, rounded up.</summary>
    public long LossPerLotBillionths { get; set; }
}

/// <summary>The insurance fund or the backstop was paid into from outside.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct ReserveFunded : IEvent
{
    public static EventKind Kind => EventKind.ReserveFunded;

    public AccountId Reserve { get; init; }

    public AssetId Asset { get; init; }

    public Money Amount { get; init; }

    public Text64 Reference { get; init; }

    public Text64 Author { get; init; }
}

/// <summary>Every account was looked at.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct LiquidationsAudited : IEvent
{
    public static EventKind Kind => EventKind.LiquidationsAudited;

    /// <summary>Accounts.</summary>
    public int Accounts { get; init; }

    /// <summary>How many were below maintenance margin without being liquidated, with fresh prices.</summary>
    public int Overlooked { get; init; }

    /// <summary>Open liquidations.</summary>
    public int Open { get; init; }

    private readonly int _reserved;
}
