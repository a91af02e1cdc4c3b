using Exchange.Engine;
using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>Makes commands of valid bodies: finds the market, turns texts into ticks and lots.</summary>
/// <exception cref="ApiProblemException">A text is none of the market's, or names nothing.</exception>
internal static class OrderCommands
{
    public static PlaceOrder Place(AccountId account, PlaceOrderBody body, IVenueViews views)
    {
        var market = views.Market(body.Market!);
        Words.TryRead(body.Side!, out Side side);
        Words.TryRead(body.Type!, out OrderType type);
        var timeInForce = type == OrderType.Market ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCanceled;
        if (body.TimeInForce is { } timeInForceText)
        {
            Words.TryRead(timeInForceText, out timeInForce);
        }

        var prevention = SelfTradePrevention.ExpireTaker;
        if (body.SelfTradePrevention is { } preventionText)
        {
            Words.TryRead(preventionText, out prevention);
        }

        return new PlaceOrder
        {
            Account = account,
            Market = market.Id,
            LimitPrice = body.Price is null ? Price.None : new Price(Fields.PositiveSteps("price", body.Price, market.TickSize)),
            Quantity = new Quantity(Fields.PositiveSteps("quantity", body.Quantity!, market.LotSize)),
            ExpiresAt = new Timestamp(body.ExpiresAt ?? 0),
            MaxSlippage = body.MaxSlippage is null ? default : new Rate(Fields.PositiveSteps("maxSlippage", body.MaxSlippage, Amount.Billionth)),
            ClientOrderId = body.ClientOrderId is null ? default : Fields.ClientOrderId("clientOrderId", body.ClientOrderId),
            Side = side,
            Type = type,
            TimeInForce = timeInForce,
            Flags = (body.PostOnly == true ? OrderFlags.PostOnly : OrderFlags.None) | (body.ReduceOnly == true ? OrderFlags.ReduceOnly : OrderFlags.None),
            SelfTradePrevention = prevention,
        };
    }

    public static AmendOrder Amend(AccountId account, OrderName name, string? price, string? quantity, IVenueViews views)
    {
        if (price is null && quantity is null)
        {
            throw Fields.Problem("missing_field", "price", "price or quantity is needed.");
        }

        // The command has no market of its own, so the texts are read by the order's.
        var order = name.Id.IsNone ? views.FindOrder(account, name.ClientOrderId) : views.FindOrder(account, name.Id);
        if (order is null || order.Remaining.IsZero)
        {
            throw Venue.NotFound("order_unknown", "No open order of this account has that id.");
        }

        var market = views.MarketOf(order.Market);
        return new AmendOrder
        {
            Account = account,
            OrderId = name.Id,
            ClientOrderId = name.ClientOrderId,
            LimitPrice = price is null ? Price.None : new Price(Fields.PositiveSteps("price", price, market.TickSize)),
            Quantity = quantity is null ? Quantity.Zero : new Quantity(Fields.PositiveSteps("quantity", quantity, market.LotSize)),
        };
    }

    public static CancelOrder Cancel(AccountId account, OrderName name) => new() { Account = account, OrderId = name.Id, ClientOrderId = name.ClientOrderId };

    public static CancelAllOrders CancelAll(AccountId account, string? market, string? side, CancelReason reason, IVenueViews views)
    {
        Side onSide = default;
        if (side is not null && !Words.TryRead(side, out onSide))
        {
            throw Fields.Invalid("side", Words.Sides);
        }

        return new CancelAllOrders { Account = account, Market = market is null ? default : views.Market(market).Id, Side = onSide, Reason = reason };
    }
}
