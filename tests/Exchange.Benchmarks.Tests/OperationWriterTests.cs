using System.Text;
using Exchange.Engine;
using Xunit;

namespace Exchange.Benchmarks.Tests;

/// <summary>Commands as the operations of a frame.</summary>
public sealed class OperationWriterTests
{
    [Fact]
    public void A_frame_says_in_decimals_what_its_commands_say_in_ticks_and_lots()
    {
        var market = new ReplayMarket("XYZ", new DecimalStep(5, 1), new DecimalStep(1, 3), MarkTicks: 200);
        var frames = new FrameList();
        var id = ClientOrderId.Parse("a1");
        frames.Add(
            new PlaceOrder { Side = Side.Buy, Type = OrderType.Limit, TimeInForce = TimeInForce.ImmediateOrCancel, LimitPrice = new Price(201), Quantity = new Quantity(1_500), ClientOrderId = id },
            new Timestamp(1));
        frames.Add(new AmendOrder { ClientOrderId = id, Quantity = new Quantity(20) }, new Timestamp(1));
        frames.Add(new CancelOrder { ClientOrderId = id }, new Timestamp(1));

        using var writer = new OperationWriter(market, "XYZ-1");
        writer.Begin(7);
        writer.Add(frames[0]);
        writer.Add(frames[1]);
        writer.Add(frames[2]);
        writer.End();

        Assert.Equal(
            """{"id":7,"op":"batch","operations":[{"op":"place","market":"XYZ-1","side":"buy","type":"limit","price":"100.5","quantity":"1.500","clientOrderId":"a1","timeInForce":"immediateOrCancel"},{"op":"amend","clientOrderId":"a1","quantity":"0.020"},{"op":"cancel","clientOrderId":"a1"}]}""",
            Encoding.UTF8.GetString(writer.Message.Span));
    }
}
