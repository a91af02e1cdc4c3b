using System.Text.Json;
using Exchange.Engine;

namespace Exchange.Api;

/// <summary>The members of one order operation as they were read. Prices and quantities stay texts until the market is known.</summary>
internal struct OrderFields
{
    /// <summary>The members that an operation can have, the others being the request's own.</summary>
    public const RequestFields Members = ~(RequestFields.Id | RequestFields.Operations | RequestFields.Channels
        | RequestFields.Key | RequestFields.Timestamp | RequestFields.Signature);

    public RequestFields Seen;
    public StreamError? Error;
    public AccountId Account;
    public StreamOp Op;
    public Side Side;
    public OrderType Type;
    public TimeInForce TimeInForce;
    public SelfTradePrevention SelfTradePrevention;
    public OrderFlags Flags;
    public ClientOrderId ClientOrderId;
    public OrderId OrderId;
    public Timestamp ExpiresAt;
    public TextSlice Market;
    public TextSlice Price;
    public TextSlice Quantity;
    public TextSlice MaxSlippage;

    public readonly bool Has(RequestFields field) => (Seen & field) != 0;

    /// <summary>Reads the value of a member.</summary>
    public StreamError? Read(RequestFields field, ref Utf8JsonReader reader, Span<byte> frame)
    {
        switch (field)
        {
            case RequestFields.PostOnly:
                return ReadFlag(field, OrderFlags.PostOnly, ref reader);
            case RequestFields.ReduceOnly:
                return ReadFlag(field, OrderFlags.ReduceOnly, ref reader);
            case RequestFields.ExpiresAt:
                if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var time) || time <= 0)
                {
                    return StreamError.FieldInvalid(field, "microseconds since 1970 as a whole number");
                }

                ExpiresAt = new Timestamp(time);
                return null;
            default:
                if ((field & Members) == 0)
                {
                    return StreamError.FieldForbidden(field);
                }

                return reader.TokenType == JsonTokenType.String
                    ? ReadText(field, RequestParser.Text(ref reader, frame), frame)
                    : StreamError.FieldInvalid(field, "a string");
        }
    }

    private StreamError? ReadFlag(RequestFields field, OrderFlags flag, ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
        {
            return StreamError.FieldInvalid(field, "true or false");
        }

        Flags |= reader.TokenType == JsonTokenType.True ? flag : OrderFlags.None;
        return null;
    }

    private StreamError? ReadText(RequestFields field, TextSlice slice, ReadOnlySpan<byte> frame)
    {
        var text = slice.Of(frame);
        switch (field)
        {
            case RequestFields.Op:
                Op = RequestField.FindOp(text);
                return Op == StreamOp.None ? StreamError.OperationUnknown : null;
            case RequestFields.Market:
                Market = slice;
                return null;
            case RequestFields.Price:
                Price = slice;
                return null;
            case RequestFields.Quantity:
                Quantity = slice;
                return null;
            case RequestFields.MaxSlippage:
                MaxSlippage = slice;
                return null;
            case RequestFields.Side:
                return WireName.TryRead(text, out Side) ? null : StreamError.FieldInvalid(field, "buy or sell");
            case RequestFields.Type:
                return WireName.TryRead(text, out Type) ? null : StreamError.FieldInvalid(field, "limit or market");
            case RequestFields.TimeInForce:
                return WireName.TryRead(text, out TimeInForce)
                    ? null
                    : StreamError.FieldInvalid(field, "goodTillCanceled, goodTillDate, immediateOrCancel or fillOrKill");
            case RequestFields.SelfTradePrevention:
                return WireName.TryRead(text, out SelfTradePrevention)
                    ? null
                    : StreamError.FieldInvalid(field, "expireTaker, expireMaker or expireBoth");
            case RequestFields.ClientOrderId:
                return AsciiText.TryRead(text, out ClientOrderId)
                    ? null
                    : StreamError.FieldInvalid(field, "1 to 36 characters of A-Z a-z 0-9 . _ : -");
            default:
                return AsciiText.TryRead(text, out OrderId) ? null : StreamError.FieldInvalid(field, "an order id");
        }
    }
}
