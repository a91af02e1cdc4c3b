using Exchange.Engine;
using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>Makes commands of order operations: finds the market, turns texts into ticks and lots, exactly or not at all. One per connection.</summary>
internal sealed class OrderBuilder(IVenueViews views)
{
    private static readonly DecimalStep Billionth = new(1, 9);

    private readonly byte[] _lastSymbol = new byte[Symbol.MaxLength];
    private int _lastSymbolLength;
    private MarketInfo? _lastMarket;

    /// <summary>Adds the operation's command to the frame, or its error. Its members are the ones it needs; nothing else of them is checked yet.</summary>
    public void Add(ReadOnlySpan<byte> frame, ref OrderFields fields, OrderFrame target)
    {
        var error = fields.Account == default ? StreamError.Unauthenticated : fields.Op switch
        {
            StreamOp.Place => Place(frame, fields, target),
            StreamOp.Amend => Amend(frame, fields, target),
            StreamOp.Cancel => Cancel(fields, target),
            StreamOp.CancelAll => CancelAll(frame, fields, target),
            _ => StreamError.OperationUnknown,
        };
        if (error is null)
        {
            target.Submitted();
        }
        else
        {
            target.Failed(error);
        }
    }

    private StreamError? Place(ReadOnlySpan<byte> frame, in OrderFields fields, OrderFrame target)
    {
        if (FindMarket(fields.Market.Of(frame), out var market) is { } unknown)
        {
            return unknown;
        }

        long price = 0, slippage = 0;
        var error = ReadSteps(RequestFields.Quantity, fields.Quantity.Of(frame), market.LotSize, out var quantity)
            ?? (fields.Has(RequestFields.Price) ? ReadSteps(RequestFields.Price, fields.Price.Of(frame), market.TickSize, out price) : null)
            ?? (fields.Has(RequestFields.MaxSlippage) ? ReadSteps(RequestFields.MaxSlippage, fields.MaxSlippage.Of(frame), Billionth, out slippage) : null);
        if (error is not null)
        {
            return error;
        }

        if (fields.Type == OrderType.Limit && !fields.Has(RequestFields.Price))
        {
            return StreamError.FieldMissing(RequestFields.Price);
        }

        target.Batch.Add(new PlaceOrder
        {
            Account = fields.Account,
            Market = market.Id,
            LimitPrice = new Price(price),
            Quantity = new Quantity(quantity),
            ExpiresAt = fields.ExpiresAt,
            MaxSlippage = new Rate(slippage),
            ClientOrderId = fields.ClientOrderId,
            Side = fields.Side,
            Type = fields.Type,
            TimeInForce = fields.Has(RequestFields.TimeInForce) ? fields.TimeInForce
                : fields.Type == OrderType.Market ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCanceled,
            Flags = fields.Flags,
            SelfTradePrevention = fields.Has(RequestFields.SelfTradePrevention) ? fields.SelfTradePrevention : SelfTradePrevention.ExpireTaker,
        });
        return null;
    }

    private StreamError? Amend(ReadOnlySpan<byte> frame, in OrderFields fields, OrderFrame target)
    {
        if (CheckName(fields) is { } nameless)
        {
            return nameless;
        }

        if (!fields.Has(RequestFields.Price | RequestFields.Quantity))
        {
            return StreamError.FieldMissing(RequestFields.Price | RequestFields.Quantity);
        }

        // The command has no market of its own, so the texts are read by the order's: an order can be amended once its placement is answered.
        var order = fields.OrderId.IsNone ? views.FindOrder(fields.Account, fields.ClientOrderId) : views.FindOrder(fields.Account, fields.OrderId);
        if (order is null || order.Remaining.IsZero || views.FindMarket(order.Market) is not { } market)
        {
            return StreamError.OrderUnknown;
        }

        long price = 0, quantity = 0;
        var error = (fields.Has(RequestFields.Price) ? ReadSteps(RequestFields.Price, fields.Price.Of(frame), market.TickSize, out price) : null)
            ?? (fields.Has(RequestFields.Quantity) ? ReadSteps(RequestFields.Quantity, fields.Quantity.Of(frame), market.LotSize, out quantity) : null);
        if (error is null)
        {
            target.Batch.Add(new AmendOrder
            {
                Account = fields.Account,
                OrderId = fields.OrderId,
                ClientOrderId = fields.ClientOrderId,
                LimitPrice = new Price(price),
                Quantity = new Quantity(quantity),
            });
        }

        return error;
    }

    private static StreamError? Cancel(in OrderFields fields, OrderFrame target)
    {
        if (CheckName(fields) is { } nameless)
        {
            return nameless;
        }

        target.Cancels++;
        target.Batch.Add(new CancelOrder { Account = fields.Account, OrderId = fields.OrderId, ClientOrderId = fields.ClientOrderId });
        return null;
    }

    private StreamError? CancelAll(ReadOnlySpan<byte> frame, in OrderFields fields, OrderFrame target)
    {
        MarketInfo? market = null;
        if (fields.Has(RequestFields.Market) && FindMarket(fields.Market.Of(frame), out market) is { } unknown)
        {
            return unknown;
        }

        target.Cancels++;
        target.Batch.Add(new CancelAllOrders
        {
            Account = fields.Account,
            Market = market?.Id ?? default,
            Side = fields.Side,
            Reason = CancelReason.Requested,
        });
        return null;
    }

    private static StreamError? CheckName(in OrderFields fields) => (fields.Seen & (RequestFields.OrderId | RequestFields.ClientOrderId)) switch
    {
        RequestFields.OrderId or RequestFields.ClientOrderId => null,
        RequestFields.None => new StreamError("missing_field", "The operation needs orderId or clientOrderId."),
        _ => new StreamError("invalid_order_id", "The operation takes orderId or clientOrderId, not both."),
    };

    private static StreamError? ReadSteps(RequestFields field, ReadOnlySpan<byte> text, DecimalStep step, out long steps) =>
        DecimalText.TryRead(text, step, out steps) switch
        {
            DecimalParse.Exact => steps > 0 ? null : StreamError.FieldInvalid(field, "positive"),
            DecimalParse.Malformed => StreamError.FieldInvalid(field, "a plain decimal number in a string"),
            DecimalParse.OffStep => StreamError.FieldInvalid(field, $"a multiple of {DecimalText.Of(step)}"),
            DecimalParse.OutOfRange => StreamError.FieldInvalid(field, "a smaller number"),
        };

    private StreamError? FindMarket(ReadOnlySpan<byte> text, out MarketInfo market)
    {
        market = _lastMarket!;
        if (_lastMarket is not null && text.SequenceEqual(_lastSymbol.AsSpan(0, _lastSymbolLength)))
        {
            return null; // symbols and steps never change
        }

        if (!AsciiText.TryRead(text, out Symbol symbol))
        {
            return StreamError.FieldInvalid(RequestFields.Market, "1 to 24 characters of A-Z 0-9 - _ .");
        }

        if (views.FindMarket(symbol) is not { } found)
        {
            return StreamError.MarketUnknown;
        }

        text.CopyTo(_lastSymbol);
        _lastSymbolLength = text.Length;
        _lastMarket = market = found;
        return null;
    }
}
