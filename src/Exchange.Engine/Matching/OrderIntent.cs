namespace Exchange.Engine;

/// <summary>What an order would be if it were let in: a placement or an amendment, resolved to ticks and lots.</summary>
internal ref struct OrderIntent
{
    public Market Market;
    public AccountId Account;
    public Side Side;
    public OrderType Type;
    public TimeInForce TimeInForce;
    public OrderFlags Flags;

    /// <summary>The worst price it fills at; 0 for a market order while there is no mark price.</summary>
    public long LimitTicks;

    /// <summary>What would be worked: for an amendment the new remainder.</summary>
    public long Lots;

    /// <summary>The quantity asked for: for an amendment the new total, what is filled included.</summary>
    public long TotalLots;

    /// <summary>An amendment that changes nothing, or asks for no more than is filled already.</summary>
    public bool IsPointless;

    /// <summary>An amendment; its order is among the open ones already.</summary>
    public bool IsAmendment;

    public Timestamp ExpiresAt;
    public Rate MaxSlippage;

    /// <summary>The price that was given: none for a market order.</summary>
    public Price GivenPrice;

    /// <summary>The account's position without this order in its sums.</summary>
    public ref readonly Position Position;

    public readonly bool IsPostOnly => (Flags & OrderFlags.PostOnly) != 0;

    public readonly bool IsReduceOnly => (Flags & OrderFlags.ReduceOnly) != 0;

    public readonly bool MayRest => TimeInForce is TimeInForce.GoodTillCanceled or TimeInForce.GoodTillDate;

    /// <summary>Whether it could leave the account with more at risk. FORMULAS §4.6.</summary>
    public readonly bool RaisesRisk => !IsReduceOnly
        && (Lots > Quantity.MaxLots || Position.OpenLots(Side) + OwnReduceOnlyLots + Lots > Position.ClosableBy(Side));

    /// <summary>Lots of the position that are not spoken for by resting reduce-only orders.</summary>
    public readonly long Reducible => Position.ClosableBy(Side) - Position.ReduceOnlyLots;

    // Resting reduce-only orders are all on the closing side; on the other they do not stand beside this order.
    private readonly long OwnReduceOnlyLots => Position.ClosableBy(Side) > 0 ? Position.ReduceOnlyLots : 0;
}
