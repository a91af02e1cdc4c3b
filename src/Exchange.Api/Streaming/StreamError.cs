using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>Why a request, or one operation of it, was not done. The code is stable; the detail is for people.</summary>
internal sealed record StreamError(string Code, string Detail)
{
    public static readonly StreamError MalformedJson = new("malformed_json", "The message is not one JSON object in UTF-8.");
    public static readonly StreamError Unauthenticated = new("unauthenticated", "The connection is not authenticated, or its key is not valid any more.");
    public static readonly StreamError ScopeMissing = new("scope_missing", "The key has no scope for this.");
    public static readonly StreamError MarketUnknown = new("market_unknown", "No such market; GET /v1/markets lists them.");
    public static readonly StreamError OrderUnknown = new("order_unknown", "No open order of this account has that id.");
    public static readonly StreamError OperationUnknown = new("invalid_op", "op must be place, amend, cancel, cancelAll, batch, subscribe, unsubscribe, auth or ping; within a batch one of the first four.");
    public static readonly StreamError OutcomeUnknown = new("outcome_unknown", "The commands were applied but are not known to be durable. Repeat them with the same client order ids to learn.");
    public static readonly StreamError InternalError = new("internal_error", "The request failed; what became of it is not known.");
    public static readonly StreamError RateLimited = new("rate_limited", "Too many requests: wait until the budget has refilled.");

    public static StreamError ChannelUnknown(string channel) => new(
        "channel_unknown",
        $"No such channel: {(channel.Length > 64 ? channel[..64] : channel)}. There are book, trades, ticker and mark, each with a market (book:BTC-USDT-PERP), and orders, fills, positions and balances.");

    public static StreamError FieldUnknown(string name) => new("unknown_field", $"Unknown member: {(name.Length > 64 ? name[..64] : name)}");

    public static StreamError FieldForbidden(RequestFields fields) => new("unknown_field", $"The operation has no such member: {RequestField.Names(fields)}.");

    public static StreamError FieldRepeated(RequestFields field) => new("duplicate_field", $"A member is given twice: {RequestField.Names(field)}.");

    public static StreamError FieldMissing(RequestFields fields) => new("missing_field", $"The operation needs {RequestField.Names(fields)}.");

    public static StreamError FieldInvalid(RequestFields field, string expected) =>
        new($"invalid_{RequestField.Code(field)}", $"{RequestField.Names(field)} must be {expected}.");

    public static StreamError Unavailable(ExchangeUnavailableException error) => new(error.Code, error.Message);
}
