using System.Net.WebSockets;
using System.Text;
using Xunit;

namespace Exchange.Integration.Tests;

/// <summary>Frames of the stream that are wrong as a whole.</summary>
[Collection(SharedExchange.Name)]
public sealed class BadFrameTests(ExchangeFixture fixture)
{
    [Theory]
    [InlineData("", "malformed_json")]
    [InlineData("{", "malformed_json")]
    [InlineData("null", "malformed_json")]
    [InlineData("[]", "malformed_json")]
    [InlineData("1e999", "malformed_json")]
    [InlineData("{} {}", "malformed_json")]
    [InlineData("{\"op\":\"pi\0ng\"}", "malformed_json")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]", "malformed_json")]
    [InlineData("{\"op\":[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]}", "malformed_json")]
    [InlineData("{}", "missing_field")]
    [InlineData("{\"id\":-1,\"op\":\"ping\"}", "invalid_id")]
    [InlineData("{\"id\":\"1\",\"op\":\"ping\"}", "invalid_id")]
    [InlineData("{\"id\":99999999999999999999,\"op\":\"ping\"}", "invalid_id")]
    [InlineData("{\"op\":99}", "invalid_op")]
    [InlineData("{\"op\":\"PING\"}", "invalid_op")]
    [InlineData("{\"op\":\"ping\",\"op\":\"ping\"}", "duplicate_field")]
    [InlineData("{\"op\":\"ping\",\"market\":\"X\"}", "unknown_field")]
    [InlineData("{\"op\":\"ping\",\"x\":{\"y\":[1]}}", "unknown_field")]
    [InlineData("{\"op\":\"subscribe\"}", "missing_field")]
    [InlineData("{\"op\":\"subscribe\",\"channels\":[]}", "invalid_channels")]
    [InlineData("{\"op\":\"subscribe\",\"channels\":[99]}", "invalid_channels")]
    [InlineData("{\"op\":\"subscribe\",\"channels\":\"orders\"}", "invalid_channels")]
    [InlineData("{\"op\":\"subscribe\",\"channels\":[\"orders\"]}", "unauthenticated")]
    [InlineData("{\"op\":\"subscribe\",\"channels\":[\"news\"]}", "channel_unknown")]
    [InlineData("{\"op\":\"subscribe\",\"channels\":[\"news:BTC-USDT-PERP\"]}", "channel_unknown")]
    [InlineData("{\"op\":\"subscribe\",\"channels\":[\"book:NOPE\"]}", "market_unknown")]
    [InlineData("{\"op\":\"subscribe\",\"channels\":[\"book:\"]}", "market_unknown")]
    [InlineData("{\"op\":\"subscribe\",\"channels\":[\"book:A\\u0000\"]}", "market_unknown")]
    [InlineData("{\"op\":\"cancel\",\"orderId\":\"1\"}", "unauthenticated")]
    [InlineData("{\"op\":\"auth\",\"key\":\"x\",\"timestamp\":\"now\",\"signature\":\"y\"}", "timestamp_outside_window")]
    public async Task A_bad_frame_gets_a_code_and_the_connection_goes_on(string frame, string code)
    {
        await using var stream = await StreamClient.ConnectAsync(fixture.Exchange);

        await stream.SendAsync(Encoding.UTF8.GetBytes(frame));

        StreamClient.IsRefused(await stream.NextAsync(""), code);
        StreamClient.Done(await stream.RequestAsync(new { op = "ping" }));
    }

    [Theory]
    [InlineData("{\"id\":7,\"op\":\"cancel\"}", "missing_field")]
    [InlineData("{\"id\":7,\"op\":\"cancel\",\"orderId\":\"1\",\"clientOrderId\":\"a\"}", "invalid_order_id")]
    [InlineData("{\"id\":7,\"op\":\"cancel\",\"orderId\":\"123456789012345678901234567890\"}", "invalid_order_id")]
    [InlineData("{\"id\":7,\"op\":\"cancel\",\"orderId\":1}", "invalid_order_id")]
    [InlineData("{\"id\":7,\"op\":\"cancel\",\"orderId\":\"1\"}", "order_unknown")]
    [InlineData("{\"id\":7,\"op\":\"cancel\",\"clientOrderId\":\"\"}", "invalid_client_order_id")]
    [InlineData("{\"id\":7,\"op\":\"amend\",\"clientOrderId\":\"resting\"}", "missing_field")]
    [InlineData("{\"id\":7,\"op\":\"amend\",\"clientOrderId\":\"resting\",\"price\":\"99.05\"}", "invalid_price")]
    [InlineData("{\"id\":7,\"op\":\"amend\",\"clientOrderId\":\"resting\",\"quantity\":\"1e-30\"}", "invalid_quantity")]
    [InlineData("{\"id\":7,\"op\":\"amend\",\"clientOrderId\":\"nobody\",\"quantity\":\"1\"}", "order_unknown")]
    [InlineData("{\"id\":7,\"op\":\"cancelAll\",\"market\":\"NOPE\"}", "market_unknown")]
    [InlineData("{\"id\":7,\"op\":\"cancelAll\",\"side\":99}", "invalid_side")]
    [InlineData("{\"id\":7,\"op\":\"cancelAll\",\"orderId\":\"1\"}", "unknown_field")]
    [InlineData("{\"id\":7,\"op\":\"batch\",\"operations\":[]}", "invalid_operations")]
    [InlineData("{\"id\":7,\"op\":\"batch\",\"operations\":[99]}", "invalid_operations")]
    [InlineData("{\"id\":7,\"op\":\"batch\",\"operations\":{}}", "invalid_operations")]
    public async Task A_bad_request_of_a_customer_gets_a_code_and_changes_nothing(string frame, string code)
    {
        var scene = await fixture.SceneAsync();
        await using var stream = await StreamClient.ConnectAsync(scene.Alice);
        var before = await AccountState.ReadAsync(scene.Alice, scene.Market);

        StreamClient.IsRefused(await stream.RequestAsync(7, frame), code);

        Assert.Equal(before, await AccountState.ReadAsync(scene.Alice, scene.Market));
    }

    [Fact]
    public async Task Ten_malformed_frames_close_the_connection_with_a_reason()
    {
        await using var stream = await StreamClient.ConnectAsync(fixture.Exchange);
        for (var i = 0; i < 10; i++)
        {
            await stream.SendAsync("{"u8.ToArray());
        }

        Assert.Equal("1007 malformed_json", await stream.Closed);
    }

    [Fact]
    public async Task A_binary_frame_closes_the_connection_with_a_reason()
    {
        await using var stream = await StreamClient.ConnectAsync(fixture.Exchange);
        await stream.SendAsync([1, 2, 3], WebSocketMessageType.Binary);
        Assert.Equal("1003 not_text", await stream.Closed);
    }

    [Fact]
    public async Task A_frame_that_is_too_large_closes_the_connection_with_a_reason()
    {
        await using var stream = await StreamClient.ConnectAsync(fixture.Exchange);
        await stream.SendAsync(new byte[70_000]);
        Assert.Equal("1009 message_too_big", await stream.Closed);
    }
}
