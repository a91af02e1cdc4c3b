using Exchange.Engine;

namespace Exchange.Runtime;

/// <summary>One order as its events tell it. Changed in place by the writer; readers get an <see cref="OrderInfo"/>.</summary>
internal sealed class OrderView
{
    private OrderAccepted _terms;
    private long _filled;
    private long _filledTickLots;
    private long _remaining;
    private OrderStatus _status = OrderStatus.Open;
    private CancelReason _cancelReason;
    private Timestamp _createdAt;
    private Timestamp _updatedAt;
    private long _createdSequence;
    private long _updatedSequence;

    /// <param name="header">Of the event.</param>
    /// <param name="accepted">The order.</param>
    /// <param name="market">Its market, at that moment.</param>
    public OrderView(in EventHeader header, in OrderAccepted accepted, MarketView market)
    {
        _terms = accepted;
        _remaining = accepted.Quantity.Lots;
        MarginTicks = Contract.MarginTicks(market.Info.ContractKind, accepted.LimitPrice.Ticks, market.Mark.Ticks);
        _createdAt = header.Time;
        _createdSequence = header.Sequence;
        Stamp(header);
    }

    /// <summary>An order that the engine holds; when it was last changed is not known any more.</summary>
    public OrderView(in OrderAccepted terms, in OrderSlot slot, in OrderDetail detail)
    {
        _terms = terms;
        _remaining = slot.Remaining;
        _filled = slot.Quantity - slot.Remaining;
        _filledTickLots = detail.FilledTickLots;
        _status = _filled == 0 ? OrderStatus.Open : OrderStatus.PartiallyFilled;
        MarginTicks = slot.MarginTicks;
        _createdAt = _updatedAt = detail.CreatedAt;
        _createdSequence = _updatedSequence = detail.CreatedSequence;
    }

    public OrderId Id => _terms.OrderId;

    public ClientOrderId ClientOrderId => _terms.ClientOrderId;

    public MarketId Market => _terms.Market;

    public bool HasEnded => _status is OrderStatus.Filled or OrderStatus.Canceled;

    /// <summary>The price that its side is margined at: <see cref="Contract.MarginTicks"/> when it was entered.</summary>
    public long MarginTicks { get; private set; }

    public void Apply(in EventHeader header, in OrderAmended amended, MarketView market)
    {
        _terms.LimitPrice = amended.LimitPrice;
        _terms.Quantity = amended.Quantity;
        _remaining = amended.Remaining.Lots;
        if (amended.KeptPriority == 0)
        {
            MarginTicks = Contract.MarginTicks(market.Info.ContractKind, amended.LimitPrice.Ticks, market.Mark.Ticks);
        }

        Stamp(header);
    }

    public void Apply(in EventHeader header, in OrderCanceled canceled)
    {
        _remaining = canceled.Remaining.Lots;
        if (_remaining == 0)
        {
            _status = OrderStatus.Canceled;
            _cancelReason = canceled.Reason;
        }
        else
        {
            _terms.Quantity -= canceled.CanceledQuantity;
        }

        Stamp(header);
    }

    public void Apply(in EventHeader header, Price price, Quantity quantity, Quantity remaining)
    {
        _filled += quantity.Lots;
        _filledTickLots += price.Ticks * quantity.Lots;
        _remaining = remaining.Lots;
        _status = remaining.IsZero ? OrderStatus.Filled : OrderStatus.PartiallyFilled;
        Stamp(header);
    }

    /// <summary>Counts the open order in the sums that margin is computed from.</summary>
    public void AddTo(ref Position position, MarginTerms terms) => OrderSums.Add(
        ref position, terms, _terms.Side, (_terms.Flags & OrderFlags.ReduceOnly) != 0, _terms.LimitPrice.Ticks, MarginTicks, _remaining);

    public OrderInfo ToInfo() => new(
        _terms.OrderId, _terms.ClientOrderId, _terms.Account, _terms.Market, _terms.Side, _terms.Type, _terms.TimeInForce, _terms.Flags,
        _terms.SelfTradePrevention, _terms.LimitPrice, _terms.Quantity, new Quantity(_filled), new Quantity(_remaining), _filledTickLots,
        _terms.ExpiresAt, _status, _cancelReason, _createdAt, _updatedAt, _createdSequence, _updatedSequence);

    private void Stamp(in EventHeader header)
    {
        _updatedAt = header.Time;
        _updatedSequence = header.Sequence;
    }
}
