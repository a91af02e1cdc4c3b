using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>An account's hot record: one cache line of its own, then its first positions.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AccountRecord
{
    /// <summary>The owner's first account; 0 if there is no such account.</summary>
    public int Owner;

    /// <summary>Positions beyond the inline ones: first of the list in the overflow pool; 0 for none.</summary>
    public int FirstOverflow;

    /// <summary>Balances in assets 1 to 4.</summary>
    public InlineBalances Balances;

    /// <summary>Ended orders with client order ids, oldest first: places in the <see cref="RememberedOrders"/>.</summary>
    public int OldestEnded;

    public int NewestEnded;

    public int EndedCount;

    public int OpenOrders;

    /// <summary>The markets of the inline positions, together here, so that one line tells which position is wanted.</summary>
    public InlineMarkets Markets;

    public InlinePositions Positions;
}

/// <summary>What is only shown of an account.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AccountProfile
{
    public Text64 Label;
    public Timestamp OpenedAt;
}
