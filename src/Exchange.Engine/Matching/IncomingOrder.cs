namespace Exchange.Engine;

/// <summary>An order on its way through the book.</summary>
internal struct IncomingOrder
{
    public OrderId Id;
    public AccountId Account;

    /// <summary>The account's owner: never matched with itself.</summary>
    public int Owner;

    public Side Side;
    public SelfTradePrevention SelfTradePrevention;
    public OrderFlags Flags;

    /// <summary>The worst price it fills at.</summary>
    public int LimitTicks;

    public long Remaining;

    /// <summary>Σ price × quantity of its fills so far.</summary>
    public long FilledTickLots;

    /// <summary>Why matching ended with the remainder to be canceled; 0 if it may rest.</summary>
    public CancelReason CancelReason;

    public readonly bool Crosses(int ticks) => Side == Side.Buy ? ticks <= LimitTicks : ticks >= LimitTicks;
}
