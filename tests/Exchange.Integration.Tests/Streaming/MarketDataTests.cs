using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Exchange.Integration.Tests;

[Collection(SharedExchange.Name)]
public sealed class MarketDataTests(ExchangeFixture fixture)
{
    private readonly Venue _venue = fixture.Venue;

    [Fact]
    public async Task A_book_rebuilt_from_snapshot_and_deltas_equals_the_one_that_rest_shows()
    {
        var (market, alice, bob) = (await _venue.MarketAsync(), await _venue.TraderAsync(), await _venue.TraderAsync());
        (await alice.PlaceAsync(market, "buy", "95.0", "1.000")).Ok();
        await using var stream = await StreamClient.ConnectAsync(fixture.Exchange);
        var book = new RebuiltBook();

        await stream.SubscribeAsync($"book:{market}");
        book.Take(await stream.NextAsync($"book:{market}"));
        Assert.Equal(["95.0:1.000"], book.Bids);
        await TradeAtRandomAsync(market, alice, bob);

        var shown = await alice.GetAsync($"/v1/markets/{market}/book");
        while (book.Sequence < shown.Number("sequence"))
        {
            book.Take(await stream.NextAsync($"book:{market}"));
        }

        Assert.Equal(shown.Number("sequence"), book.Sequence);
        Assert.Equal(shown.Levels("bids"), book.Bids);
        Assert.Equal(shown.Levels("asks"), book.Asks);
        Assert.True(book.Deltas > 10, $"{book.Deltas} deltas only");
        Assert.NotEmpty(book.Bids);
        Assert.NotEmpty(book.Asks);

        // Who comes later begins with the same book.
        await using var late = await StreamClient.ConnectAsync(fixture.Exchange);
        await late.SubscribeAsync($"book:{market}");
        var other = new RebuiltBook();
        other.Take(await late.NextAsync($"book:{market}"));
        Assert.Equal(book.Bids, other.Bids);
        Assert.Equal(book.Asks, other.Asks);
    }

    [Fact]
    public async Task Trades_top_of_book_and_mark_are_told_as_they_happen()
    {
        var (market, alice, bob) = (await _venue.MarketAsync(), await _venue.TraderAsync(), await _venue.TraderAsync());
        string[] channels = [$"trades:{market}", $"ticker:{market}", $"mark:{market}"];
        await using var stream = await StreamClient.ConnectAsync(fixture.Exchange);
        await stream.SubscribeAsync(channels);
        var (trades, ticker, mark) = (await stream.NextAsync(channels[0]), await stream.NextAsync(channels[1]), await stream.NextAsync(channels[2]));
        Assert.All([trades, ticker, mark], message => Assert.Equal("snapshot", message.Text("type")));
        Assert.Empty(trades.List("trades"));
        Assert.True(ticker.IsNull("bestBid"));
        Assert.Equal("100.0", mark.Text("markPrice"));

        (await alice.PlaceAsync(market, "buy", "99.5", "3.000")).Ok();
        ticker = await FollowAsync(stream, channels[1], ticker);
        Assert.Equal(["99.5", "3.000"], ticker.GetProperty("bestBid").Texts("price", "quantity"));

        (await bob.PlaceAsync(market, "sell", "99.5", "1.000")).Ok();
        ticker = await FollowAsync(stream, channels[1], ticker);
        Assert.Equal(["99.5", "2.000"], ticker.GetProperty("bestBid").Texts("price", "quantity"));
        trades = await FollowAsync(stream, channels[0], trades);
        var trade = Assert.Single(trades.List("trades"));
        var shown = Assert.Single((await alice.GetAsync($"/v1/markets/{market}/trades")).List());
        Assert.Equal(shown.Texts("tradeId", "price", "quantity", "takerSide"), trade.Texts("tradeId", "price", "quantity", "takerSide"));
        Assert.Equal(shown.Number("sequence"), trade.Number("sequence"));

        (await _venue.Operator.PostAsync($"/v1/admin/markets/{market}/mark", new { markPrice = "101.0" })).Ok();
        mark = await FollowAsync(stream, channels[2], mark);
        Assert.Equal("101.0", mark.Text("markPrice"));

        (await _venue.Operator.PostAsync($"/v1/admin/markets/{market}/state", new { state = "cancelOnly", reason = "test" })).Ok();
        ticker = await FollowAsync(stream, channels[1], ticker);
        Assert.Equal("cancelOnly", ticker.Text("state"));
    }

    [Fact]
    public async Task Nothing_more_comes_of_a_channel_that_was_left()
    {
        var (market, alice) = (await _venue.MarketAsync(), await _venue.TraderAsync());
        await using var stream = await StreamClient.ConnectAsync(fixture.Exchange);
        await stream.SubscribeAsync($"book:{market}", $"ticker:{market}");
        await stream.NextAsync($"book:{market}");
        await stream.NextAsync($"ticker:{market}");

        StreamClient.Done(await stream.RequestAsync(new { op = "unsubscribe", channels = (string[])[$"book:{market}"] }));
        (await alice.PlaceAsync(market, "buy", "99.5", "3.000")).Ok();
        await stream.NextAsync($"ticker:{market}"); // of the same batch, and told after the book
        await stream.SubscribeAsync($"book:{market}");

        Assert.Equal("snapshot", (await stream.NextAsync($"book:{market}")).Text("type"));
    }

    private static async Task<JsonElement> FollowAsync(StreamClient stream, string channel, JsonElement previous)
    {
        var next = await stream.NextAsync(channel);
        Assert.Equal("delta", next.Text("type"));
        Assert.Equal(previous.Number("sequence"), next.Number("previousSequence"));
        return next;
    }

    /// <summary>Orders on both sides, some crossing, some canceled again; then one on each side that stays.</summary>
    private static async Task TradeAtRandomAsync(string market, Trader alice, Trader bob)
    {
        var random = new Random(7);
        var pending = Enumerable.Range(0, 60).Select(async _ =>
        {
            var (trader, side) = random.Next(2) == 0 ? (alice, "buy") : (bob, "sell");
            var price = (95 + (random.Next(100) / 10m)).ToString("F1", CultureInfo.InvariantCulture);
            var order = (await trader.PlaceAsync(market, side, price, $"{random.Next(1, 5)}.000")).Ok();
            if (order.Text("status") == "open" && price.EndsWith('5'))
            {
                await trader.Api.DeleteAsync($"/v1/orders/{order.Text("orderId")}");
            }
        }).ToList();
        await Task.WhenAll(pending);
        (await alice.PlaceAsync(market, "buy", "91.0", "1.000")).Ok();
        (await bob.PlaceAsync(market, "sell", "109.0", "1.000")).Ok();
    }
}
