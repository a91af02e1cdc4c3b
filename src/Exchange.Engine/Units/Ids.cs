namespace Exchange.Engine;

/// <summary>An account. Ids below <see cref="FirstCustomer"/> are the venue's own ledger accounts and never trade; 0 is no account.</summary>
public readonly record struct AccountId(int Value) : IComparable<AccountId>
{
    /// <summary>The outside world: the other side of every deposit and withdrawal, so its balance is never positive.</summary>
    public static readonly AccountId External = new(1);

    /// <summary>Where trading fees are collected and maker rebates are paid from.</summary>
    public static readonly AccountId Fees = new(2);

    /// <summary>The insurance fund.</summary>
    public static readonly AccountId InsuranceFund = new(3);

    /// <summary>The clearing house: the other side of every realized profit and loss. Its balance is minus the sum of all open signed costs.</summary>
    public static readonly AccountId Clearing = new(4);

    /// <summary>Funding that payers have paid and receivers have not been paid yet, with the rest of the rounding until it is swept.</summary>
    public static readonly AccountId Funding = new(5);

    /// <summary>The margins of all isolated positions together; each position says what of it is its own.</summary>
    public static readonly AccountId IsolatedMargins = new(6);

    /// <summary>Withdrawals that were asked for and are neither approved nor rejected.</summary>
    public static readonly AccountId PendingWithdrawals = new(7);

    /// <summary>The backstop: takes over positions that the book does not take, within its limits, and works them off.</summary>
    public static readonly AccountId Backstop = new(8);

    /// <summary>The lowest id a customer's account can have.</summary>
    public const int FirstCustomer = 16;

    /// <summary>Whether the account belongs to a customer (it can hold positions and orders).</summary>
    public bool IsCustomer => Value >= FirstCustomer;

    public int CompareTo(AccountId other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A market, numbered from 1 in order of creation; 0 is no market.</summary>
public readonly record struct MarketId(int Value)
{
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>An asset of the ledger, numbered from 1 in order of registration; 0 is no asset.</summary>
public readonly record struct AssetId(int Value)
{
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A liquidation, numbered from 1 across the venue; 0 is none.</summary>
public readonly record struct LiquidationId(long Value)
{
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>An order, unique for ever. The low 24 bits are its slot in the engine's order pool, the rest a counter; 0 is no order.</summary>
public readonly record struct OrderId(long Value)
{
    /// <summary>Number of low bits that name the slot.</summary>
    public const int SlotBits = 24;

    public bool IsNone => Value == 0;

    internal int Slot => (int)(Value & ((1L << SlotBits) - 1));

    internal static OrderId From(long counter, int slot) => new((counter << SlotBits) | (long)slot);

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A withdrawal, numbered from 1 across the venue; 0 is none.</summary>
public readonly record struct WithdrawalId(long Value)
{
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A match between two orders, numbered from 1 across the venue.</summary>
public readonly record struct TradeId(long Value)
{
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
