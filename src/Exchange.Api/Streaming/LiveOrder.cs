using Exchange.Engine;
using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>An open order of a followed account, carried on by its events.</summary>
internal sealed class LiveOrder
{
    public LiveOrder(OrderInfo order, MarketInfo market)
    {
        Order = order;
        Market = market;
    }

    public LiveOrder(in EventHeader header, in OrderAccepted accepted, MarketInfo market)
    {
        Market = market;
        Order = new OrderInfo(
            accepted.OrderId, accepted.ClientOrderId, accepted.Account, accepted.Market, accepted.Side, accepted.Type, accepted.TimeInForce,
            accepted.Flags, accepted.SelfTradePrevention, accepted.LimitPrice, accepted.Quantity, Filled: Quantity.Zero,
            Remaining: accepted.Quantity, FilledTickLots: 0, accepted.ExpiresAt, OrderStatus.Open, CancelReason: default,
            CreatedAt: header.Time, UpdatedAt: header.Time, CreatedSequence: header.Sequence, UpdatedSequence: header.Sequence);
    }

    /// <summary>How it stands.</summary>
    public OrderInfo Order { get; private set; }

    public MarketInfo Market { get; }

    /// <summary>Whether the command at hand changed it; kept by its feed.</summary>
    public bool IsTouched { get; set; }

    public bool HasEnded => Order.Status is OrderStatus.Filled or OrderStatus.Canceled;

    public void Apply(in EventHeader header, in OrderAmended amended)
    {
        Order = Order with { LimitPrice = amended.LimitPrice, Quantity = amended.Quantity, Remaining = amended.Remaining };
        Stamp(header);
    }

    public void Apply(in EventHeader header, in OrderCanceled canceled)
    {
        Order = canceled.Remaining.IsZero
            ? Order with { Remaining = Quantity.Zero, Status = OrderStatus.Canceled, CancelReason = canceled.Reason }
            : Order with { Quantity = Order.Quantity - canceled.CanceledQuantity, Remaining = canceled.Remaining };
        Stamp(header);
    }

    public void Apply(in EventHeader header, Price price, Quantity quantity, in FillSide fill)
    {
        Order = Order with
        {
            Filled = Order.Filled + quantity,
            FilledTickLots = Order.FilledTickLots + (price.Ticks * quantity.Lots),
            Remaining = fill.Remaining,
            Status = fill.Remaining.IsZero ? OrderStatus.Filled : OrderStatus.PartiallyFilled,
        };
        Stamp(header);
    }

    public void Write(MessageWriter writer)
    {
        writer
            .BeginObject()
            .Name("orderId"u8).NumberText(Order.Id.Value)
            .Name("clientOrderId"u8);
        WriteClientOrderId(writer);
        writer
            .Name("market"u8).Text(Market.Symbol.ToString())
            .Name("side"u8).Text(WireName.Of(Order.Side))
            .Name("type"u8).Text(WireName.Of(Order.Type))
            .Name("timeInForce"u8).Text(WireName.Of(Order.TimeInForce))
            .Name("postOnly"u8).Boolean((Order.Flags & OrderFlags.PostOnly) != 0)
            .Name("reduceOnly"u8).Boolean((Order.Flags & OrderFlags.ReduceOnly) != 0)
            .Name("price"u8).Decimal(Order.LimitPrice.Ticks, Market.TickSize)
            .Name("quantity"u8).Decimal(Order.Quantity.Lots, Market.LotSize)
            .Name("filled"u8).Decimal(Order.Filled.Lots, Market.LotSize)
            .Name("remaining"u8).Decimal(Order.Remaining.Lots, Market.LotSize)
            .Name("status"u8).Text(WireName.Of(Order.Status))
            .Name("cancelReason"u8);
        WriteReason(writer, Order.CancelReason);
        writer
            .Name("sequence"u8).Number(Order.UpdatedSequence)
            .Name("time"u8).Number(Order.UpdatedAt.Microseconds)
            .EndObject();
    }

    public void WriteClientOrderId(MessageWriter writer)
    {
        if (Order.ClientOrderId.IsEmpty)
        {
            writer.Null();
        }
        else
        {
            writer.Text(Order.ClientOrderId.ToString());
        }
    }

    private void Stamp(in EventHeader header) =>
        Order = Order with { UpdatedAt = header.Time, UpdatedSequence = header.Sequence };

    private static void WriteReason(MessageWriter writer, CancelReason reason)
    {
        if (reason == default)
        {
            writer.Null();
        }
        else
        {
            writer.Text(WireName.Of(reason));
        }
    }
}
