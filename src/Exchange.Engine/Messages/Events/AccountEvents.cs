using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>A customer's account was opened.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct AccountOpened : IEvent
{
    public static EventKind Kind => EventKind.AccountOpened;

    public AccountId Account { get; init; }

    /// <summary>The owner's first account; accounts that share it never trade with each other.</summary>
    public AccountId Owner { get; init; }

    public Text64 Label { get; init; }

    public Text64 Author { get; init; }
}

/// <summary>One double entry: <see cref="Amount"/> left <see cref="From"/> and came to <see cref="To"/>. Money moves in no other way.</summary>
[StructLayout(LayoutKind.Sequential)]
public record struct MoneyTransferred : IEvent
{
    public static EventKind Kind => EventKind.MoneyTransferred;

    /// <summary>Numbered from 1 across the venue.</summary>
    public long TransferId { get; set; }

    public AccountId From { get; set; }

    public AccountId To { get; set; }

    public AssetId Asset { get; set; }

    public MarketId Market { get; set; }

    /// <summary>Always positive.</summary>
    public Money Amount { get; set; }

    public Money FromBalanceAfter { get; set; }

    public Money ToBalanceAfter { get; set; }

    /// <summary>The trade it settles; none for deposits and withdrawals.</summary>
    public TradeId TradeId { get; set; }

    public TransferKind TransferKind { get; set; }

    private readonly byte _reserved0;
    private readonly ushort _reserved1;

    /// <summary>
    /// Whose position in <see cref="Market"/> it is about, if one leg is <see cref="AccountId.IsolatedMargins"/>: its margin went up or down by
    /// the amount. Otherwise none.
    /// </summary>
    public AccountId Beneficiary { get; set; }
}

/// <summary>An account was credited from the outside world; the transfer follows in the same command.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct FundsCredited : IEvent
{
    public static EventKind Kind => EventKind.FundsCredited;

    public AccountId Account { get; init; }

    public AssetId Asset { get; init; }

    public Money Amount { get; init; }

    public Text64 Reference { get; init; }

    public Text64 Author { get; init; }
}

/// <summary>An account was debited to the outside world; the transfer follows in the same command.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct FundsDebited : IEvent
{
    public static EventKind Kind => EventKind.FundsDebited;

    public AccountId Account { get; init; }

    public AssetId Asset { get; init; }

    public Money Amount { get; init; }

    public Text64 Reference { get; init; }

    public Text64 Author { get; init; }
}

/// <summary>An account chose what stands behind its position in a market.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct MarginModeChanged : IEvent
{
    public static EventKind Kind => EventKind.MarginModeChanged;

    public AccountId Account { get; init; }

    public MarketId Market { get; init; }

    public MarginMode Mode { get; init; }

    private readonly byte _reserved0;
    private readonly ushort _reserved1;
    private readonly int _reserved2;
}

/// <summary>An account added to, or took from, the margin of its isolated position; the transfer follows in the same command.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct IsolatedMarginAdjusted : IEvent
{
    public static EventKind Kind => EventKind.IsolatedMarginAdjusted;

    public AccountId Account { get; init; }

    public MarketId Market { get; init; }

    /// <summary>Positive added, negative taken.</summary>
    public Money Change { get; init; }

    public Money MarginAfter { get; init; }
}

/// <summary>An account chose another leverage in a market.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct LeverageChanged : IEvent
{
    public static EventKind Kind => EventKind.LeverageChanged;

    public AccountId Account { get; init; }

    public MarketId Market { get; init; }

    public int Leverage { get; init; }

    private readonly int _reserved;
}
