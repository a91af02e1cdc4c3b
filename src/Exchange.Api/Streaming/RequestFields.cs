namespace Exchange.Api;

/// <summary>The members a request can have.</summary>
[Flags]
internal enum RequestFields : uint
{
    None = 0,
    Id = 1 << 0,
    Op = 1 << 1,
    Market = 1 << 2,
    Side = 1 << 3,
    Type = 1 << 4,
    Price = 1 << 5,
    Quantity = 1 << 6,
    TimeInForce = 1 << 7,
    PostOnly = 1 << 8,
    ReduceOnly = 1 << 9,
    ClientOrderId = 1 << 10,
    SelfTradePrevention = 1 << 11,
    ExpiresAt = 1 << 12,
    MaxSlippage = 1 << 13,
    OrderId = 1 << 14,
    Operations = 1 << 15,
    Channels = 1 << 16,
    Key = 1 << 17,
    Timestamp = 1 << 18,
    Signature = 1 << 19,
}

/// <summary>What a request asks for.</summary>
internal enum StreamOp : byte
{
    None = 0,
    Place,
    Amend,
    Cancel,
    CancelAll,
    Batch,
    Subscribe,
    Unsubscribe,
    Auth,
    Ping,
}

/// <summary>Names of members and operations, and which belong together.</summary>
internal static class RequestField
{
    private const RequestFields OrderName = RequestFields.OrderId | RequestFields.ClientOrderId;

    private const RequestFields PlaceRequired = RequestFields.Market | RequestFields.Side | RequestFields.Type | RequestFields.Quantity;

    private const RequestFields PlaceAllowed = PlaceRequired | RequestFields.Price | RequestFields.TimeInForce | RequestFields.PostOnly
        | RequestFields.ReduceOnly | RequestFields.ClientOrderId | RequestFields.SelfTradePrevention | RequestFields.ExpiresAt | RequestFields.MaxSlippage;

    public static RequestFields Find(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 => name.SequenceEqual("id"u8) ? RequestFields.Id : name.SequenceEqual("op"u8) ? RequestFields.Op : RequestFields.None,
        3 => name.SequenceEqual("key"u8) ? RequestFields.Key : RequestFields.None,
        4 => name.SequenceEqual("side"u8) ? RequestFields.Side : name.SequenceEqual("type"u8) ? RequestFields.Type : RequestFields.None,
        5 => name.SequenceEqual("price"u8) ? RequestFields.Price : RequestFields.None,
        6 => name.SequenceEqual("market"u8) ? RequestFields.Market : RequestFields.None,
        7 => name.SequenceEqual("orderId"u8) ? RequestFields.OrderId : RequestFields.None,
        8 => name.SequenceEqual("quantity"u8) ? RequestFields.Quantity
            : name.SequenceEqual("postOnly"u8) ? RequestFields.PostOnly
            : name.SequenceEqual("channels"u8) ? RequestFields.Channels : RequestFields.None,
        9 => name.SequenceEqual("expiresAt"u8) ? RequestFields.ExpiresAt
            : name.SequenceEqual("timestamp"u8) ? RequestFields.Timestamp
            : name.SequenceEqual("signature"u8) ? RequestFields.Signature : RequestFields.None,
        10 => name.SequenceEqual("reduceOnly"u8) ? RequestFields.ReduceOnly
            : name.SequenceEqual("operations"u8) ? RequestFields.Operations : RequestFields.None,
        11 => name.SequenceEqual("timeInForce"u8) ? RequestFields.TimeInForce
            : name.SequenceEqual("maxSlippage"u8) ? RequestFields.MaxSlippage : RequestFields.None,
        13 => name.SequenceEqual("clientOrderId"u8) ? RequestFields.ClientOrderId : RequestFields.None,
        19 => name.SequenceEqual("selfTradePrevention"u8) ? RequestFields.SelfTradePrevention : RequestFields.None,
        _ => RequestFields.None,
    };

    public static StreamOp FindOp(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("place"u8) ? StreamOp.Place
        : name.SequenceEqual("cancel"u8) ? StreamOp.Cancel
        : name.SequenceEqual("amend"u8) ? StreamOp.Amend
        : name.SequenceEqual("batch"u8) ? StreamOp.Batch
        : name.SequenceEqual("cancelAll"u8) ? StreamOp.CancelAll
        : name.SequenceEqual("subscribe"u8) ? StreamOp.Subscribe
        : name.SequenceEqual("unsubscribe"u8) ? StreamOp.Unsubscribe
        : name.SequenceEqual("ping"u8) ? StreamOp.Ping
        : name.SequenceEqual("auth"u8) ? StreamOp.Auth
        : StreamOp.None;

    /// <summary>The members an operation can have besides <c>id</c> and <c>op</c>.</summary>
    public static RequestFields Allowed(StreamOp op) => op switch
    {
        StreamOp.Place => PlaceAllowed,
        StreamOp.Amend => OrderName | RequestFields.Price | RequestFields.Quantity,
        StreamOp.Cancel => OrderName,
        StreamOp.CancelAll => RequestFields.Market | RequestFields.Side,
        _ => Required(op),
    };

    /// <summary>The members an operation must have.</summary>
    public static RequestFields Required(StreamOp op) => op switch
    {
        StreamOp.Place => PlaceRequired,
        StreamOp.Batch => RequestFields.Operations,
        StreamOp.Subscribe or StreamOp.Unsubscribe => RequestFields.Channels,
        StreamOp.Auth => RequestFields.Key | RequestFields.Timestamp | RequestFields.Signature,
        _ => RequestFields.None,
    };

    /// <summary>The members by their names in JSON.</summary>
    public static string Names(RequestFields fields) =>
        string.Join(", ", Enum.GetValues<RequestFields>().Where(field => field != RequestFields.None && fields.HasFlag(field)).Select(Name));

    /// <summary>The member as part of an error code: <c>time_in_force</c>.</summary>
    public static string Code(RequestFields field) => SnakeCase.Of(field.ToString());

    private static string Name(RequestFields field)
    {
        var text = field.ToString();
        return char.ToLowerInvariant(text[0]) + text[1..];
    }
}
