using Exchange.Engine;
using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>An order as it stands.</summary>
internal sealed record OrderAnswer(
    string OrderId,
    string? ClientOrderId,
    string Market,
    string Side,
    string Type,
    string TimeInForce,
    bool PostOnly,
    bool ReduceOnly,
    string SelfTradePrevention,
    string Price,
    string Quantity,
    string Filled,
    string Remaining,
    string? AveragePrice,
    long? ExpiresAt,
    string Status,
    string? CancelReason,
    long CreatedAt,
    long UpdatedAt,
    long Sequence)
{
    public static OrderAnswer Of(OrderInfo order, MarketInfo market) => new(
        order.Id.ToString(),
        order.ClientOrderId.IsEmpty ? null : order.ClientOrderId.ToString(),
        market.Symbol.ToString(),
        Words.Of(WireName.Of(order.Side)),
        Words.Of(WireName.Of(order.Type)),
        Words.Of(WireName.Of(order.TimeInForce)),
        (order.Flags & OrderFlags.PostOnly) != 0,
        (order.Flags & OrderFlags.ReduceOnly) != 0,
        Words.Of(WireName.Of(order.SelfTradePrevention)),
        Amount.Of(order.LimitPrice, market),
        Amount.Of(order.Quantity, market),
        Amount.Of(order.Filled, market),
        Amount.Of(order.Remaining, market),
        Amount.AveragePrice(order.FilledTickLots, order.Filled, market),
        order.ExpiresAt == default ? null : order.ExpiresAt.Microseconds,
        Words.Of(WireName.Of(order.Status)),
        order.CancelReason == default ? null : Words.Of(WireName.Of(order.CancelReason)),
        order.CreatedAt.Microseconds,
        order.UpdatedAt.Microseconds,
        order.UpdatedSequence);
}

/// <summary>What became of an order by the command that was just done.</summary>
/// <param name="Sequence">The command's place in the journal.</param>
/// <param name="Time">In microseconds since 1970.</param>
/// <param name="OrderId">The order.</param>
/// <param name="Market">Its market.</param>
/// <param name="Status">As it stands after the command.</param>
/// <param name="Filled">Filled so far.</param>
/// <param name="Remaining">Still open.</param>
/// <param name="AveragePrice">Of its fills; null without any.</param>
/// <param name="CancelReason">Why it was canceled; null if it was not.</param>
/// <param name="IsRepeat">Whether an earlier command with the same client order id was found, and nothing was done.</param>
internal sealed record OrderOutcomeAnswer(
    long Sequence,
    long Time,
    string OrderId,
    string Market,
    string Status,
    string Filled,
    string Remaining,
    string? AveragePrice,
    string? CancelReason,
    bool IsRepeat)
{
    public static OrderOutcomeAnswer Of(in CommandOutcome outcome, IVenueViews views)
    {
        var market = views.MarketOf(new MarketId(outcome.Entity));
        return new OrderOutcomeAnswer(
            outcome.Sequence,
            outcome.Time.Microseconds,
            outcome.OrderId.ToString(),
            market.Symbol.ToString(),
            Words.Of(WireName.Of(outcome.Status)),
            Amount.Of(outcome.Filled, market),
            Amount.Of(outcome.Remaining, market),
            Amount.AveragePrice(outcome.FilledTickLots, outcome.Filled, market),
            outcome.CancelReason == default ? null : Words.Of(WireName.Of(outcome.CancelReason)),
            outcome.IsRepeat);
    }
}
