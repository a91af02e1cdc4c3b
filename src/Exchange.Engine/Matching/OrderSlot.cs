using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>An open order: one cache line. Links are slots; 0 is none.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct OrderSlot
{
    /// <summary>The order's id; 0 if the slot is free.</summary>
    public long Id;

    public long Quantity;
    public long Remaining;
    public int PriceTicks;
    public int Account;

    /// <summary>The order behind this one at its price; in a free slot the next free one.</summary>
    public int Next;

    public int Previous;

    /// <summary>The account's next newer order in this market.</summary>
    public int NewerOfAccount;

    public int OlderOfAccount;

    /// <summary>Where the client order id is remembered; 0 if it has none.</summary>
    public int Remembered;

    /// <summary>max(limit, mark) when entered: what an ask is margined at.</summary>
    public int MarginTicks;

    public ushort Market;
    public Side Side;
    public OrderFlags Flags;

    /// <summary>Place in the expiry queue; −1 for none.</summary>
    public int ExpiryPlace;

    /// <summary>Whether it has come to rest, and so is in its account's list.</summary>
    public readonly bool IsListed => MarginTicks != 0;

    public readonly bool IsReduceOnly => (Flags & OrderFlags.ReduceOnly) != 0;
}

/// <summary>What is rarely needed of an open order.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct OrderDetail
{
    /// <summary>Σ price × quantity of its fills.</summary>
    public long FilledTickLots;

    public Timestamp ExpiresAt;
    public Timestamp CreatedAt;
    public long CreatedSequence;
    public OrderType Type;
    public TimeInForce TimeInForce;
    public SelfTradePrevention SelfTradePrevention;
    private readonly byte _reserved0;
    private readonly int _reserved1;
}
