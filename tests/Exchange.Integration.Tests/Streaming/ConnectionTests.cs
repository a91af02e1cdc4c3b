using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Exchange.Integration.Tests;

[Collection(SharedExchange.Name)]
public sealed class ConnectionTests(ExchangeFixture fixture)
{
    private const byte PingFrame = 0x89;

    [Fact]
    public async Task A_ping_is_answered_with_the_present_sequence()
    {
        await using var stream = await StreamClient.ConnectAsync(fixture.Exchange);
        var before = await fixture.Exchange.Client().GetAsync("/v1/markets");

        var pong = StreamClient.Done(await stream.RequestAsync(new { op = "ping" }));

        Assert.True(pong.Number("sequence") >= long.Parse(before.Headers.GetValues("X-Sequence").Single(), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task The_server_pings_and_lets_go_of_who_does_not_answer()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(fixture.Exchange.Address.Host, fixture.Exchange.Address.Port);
        var connection = client.GetStream();
        await connection.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /v1/stream HTTP/1.1\r\nHost: {fixture.Exchange.Address.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));

        var received = new MemoryStream();
        await connection.CopyToAsync(received).WaitAsync(TimeSpan.FromSeconds(30)).ContinueWith(
            ended => Assert.True(ended.IsCompletedSuccessfully || ended.Exception?.InnerException is IOException), TaskScheduler.Default);

        var bytes = received.ToArray();
        var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
        Assert.StartsWith("HTTP/1.1 101", Encoding.ASCII.GetString(bytes[..end]), StringComparison.Ordinal);
        Assert.Equal(PingFrame, bytes[end]);
    }

    [Fact]
    public async Task Who_never_reads_is_dropped_with_a_reason_and_others_go_on()
    {
        var (market, alice) = (await fixture.Venue.MarketAsync(), await fixture.Venue.TraderAsync());
        await using var reader = await StreamClient.ConnectAsync(fixture.Exchange);
        await reader.SubscribeAsync($"book:{market}");
        await reader.NextAsync($"book:{market}");
        using var sloth = new ClientWebSocket();
        await sloth.ConnectAsync(new UriBuilder(fixture.Exchange.Address) { Scheme = "ws", Path = "/v1/stream" }.Uri, CancellationToken.None);
        var pinging = PingUntilDroppedAsync(sloth);

        while (!pinging.IsCompleted)
        {
            var placed = (await alice.PlaceAsync(market, "buy", "99.0", "1.000")).Ok();
            Assert.Equal(placed.Number("sequence"), (await reader.NextAsync($"book:{market}")).Number("sequence"));
            (await alice.Api.DeleteAsync("/v1/orders")).Ok();
            await reader.NextAsync($"book:{market}");
        }

        await pinging;
        Assert.Equal("4008 slow_consumer", await CloseOfAsync(sloth));
    }

    /// <summary>Asks and asks, and does not read the answers.</summary>
    private async Task PingUntilDroppedAsync(ClientWebSocket sloth)
    {
        var ping = JsonSerializer.SerializeToUtf8Bytes(new { id = long.MaxValue, op = "ping" });
        while (!await IsDroppedAsync())
        {
            for (var i = 0; i < 10_000; i++)
            {
                await sloth.SendAsync(ping, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            }
        }
    }

    private async Task<bool> IsDroppedAsync() =>
        (await fixture.Exchange.Client().GetAsync("/metrics")).Text.Contains("exchange_stream_dropped_total{reason=\"slow_consumer\"} 1", StringComparison.Ordinal);

    private static async Task<string> CloseOfAsync(ClientWebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        while ((await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None)).MessageType != WebSocketMessageType.Close)
        {
            // What had been sent before.
        }

        return $"{(int)socket.CloseStatus!} {socket.CloseStatusDescription}";
    }
}
