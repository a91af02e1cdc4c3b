using Exchange.Engine;

namespace Exchange.Api;

/// <summary>Which order: by the exchange's id, or by the client's own.</summary>
internal readonly record struct OrderName(OrderId Id, ClientOrderId ClientOrderId)
{
    public static OrderName ById(string text) => new(Fields.OrderId("orderId", text), default);

    public static OrderName ByClientOrderId(string text) => new(default, Fields.ClientOrderId("clientOrderId", text));

    /// <summary>From a body, which must give one of the two.</summary>
    public static OrderName Of(string? orderId, string? clientOrderId) => (orderId, clientOrderId) switch
    {
        (not null, null) => ById(orderId),
        (null, not null) => ByClientOrderId(clientOrderId),
        (null, null) => throw Fields.Problem("missing_field", "orderId", "orderId or clientOrderId is needed."),
        _ => throw Fields.Invalid("orderId", "given, or clientOrderId, not both"),
    };
}
