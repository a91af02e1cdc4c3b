using System.Buffers;
using System.Text.Json;
using Exchange.Engine;

namespace Exchange.Benchmarks;

/// <summary>Writes commands of a replay as the operations of one frame.</summary>
internal sealed class OperationWriter(ReplayMarket market, string symbol) : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1 << 15);
    private readonly Utf8JsonWriter _json = new(Stream.Null, new JsonWriterOptions { SkipValidation = true });

    public ReadOnlyMemory<byte> Message => _buffer.WrittenMemory;

    public void Begin(long id)
    {
        _buffer.ResetWrittenCount();
        _json.Reset(_buffer);
        _json.WriteStartObject();
        _json.WriteNumber("id"u8, id);
        _json.WriteString("op"u8, "batch"u8);
        _json.WriteStartArray("operations"u8);
    }

    public void End()
    {
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Flush();
    }

    /// <exception cref="InvalidOperationException">A command that is no order operation of a client.</exception>
    public void Add(CommandFrame command)
    {
        _json.WriteStartObject();
        switch (command.Kind)
        {
            case CommandKind.PlaceOrder:
                Place(command.As<PlaceOrder>());
                break;
            case CommandKind.AmendOrder:
                ref readonly var amend = ref command.As<AmendOrder>();
                _json.WriteString("op"u8, "amend"u8);
                _json.WriteString("clientOrderId"u8, amend.ClientOrderId.ToString());
                _json.WriteString("quantity"u8, Decimals.Of(amend.Quantity.Lots, market.LotSize));
                break;
            case CommandKind.CancelOrder:
                _json.WriteString("op"u8, "cancel"u8);
                _json.WriteString("clientOrderId"u8, command.As<CancelOrder>().ClientOrderId.ToString());
                break;
            default:
                throw new InvalidOperationException($"A replay does not send {command.Kind}.");
        }

        _json.WriteEndObject();
    }

    public void Dispose() => _json.Dispose();

    private void Place(in PlaceOrder order)
    {
        _json.WriteString("op"u8, "place"u8);
        _json.WriteString("market"u8, symbol);
        _json.WriteString("side"u8, order.Side == Side.Buy ? "buy"u8 : "sell"u8);
        _json.WriteString("type"u8, "limit"u8);
        _json.WriteString("price"u8, Decimals.Of(order.LimitPrice.Ticks, market.TickSize));
        _json.WriteString("quantity"u8, Decimals.Of(order.Quantity.Lots, market.LotSize));
        _json.WriteString("clientOrderId"u8, order.ClientOrderId.ToString());
        if (order.TimeInForce == TimeInForce.ImmediateOrCancel)
        {
            _json.WriteString("timeInForce"u8, "immediateOrCancel"u8);
        }

        if (order.Flags == OrderFlags.PostOnly)
        {
            _json.WriteBoolean("postOnly"u8, value: true);
        }
    }
}
