using System.Text.Json;
using Xunit;

namespace Exchange.Integration.Tests;

[Collection(SharedExchange.Name)]
public sealed class AccountStreamTests(ExchangeFixture fixture)
{
    private readonly Venue _venue = fixture.Venue;

    [Fact]
    public async Task An_account_is_told_of_its_orders_fills_positions_and_balances_and_of_nobody_elses()
    {
        var (market, alice, bob) = (await _venue.MarketAsync(), await _venue.TraderAsync("1000"), await _venue.TraderAsync("1000"));
        await using var stream = await StreamClient.ConnectAsync(alice);
        await stream.SubscribeAsync("orders", "fills", "positions", "balances");
        var orders = await SnapshotAsync(stream, "orders");
        var fills = await SnapshotAsync(stream, "fills");
        var positions = await SnapshotAsync(stream, "positions");
        var balances = await SnapshotAsync(stream, "balances");
        Assert.Equal("1000.000000", Assert.Single(balances.List("balances")).Text("balance"));

        var placed = (await alice.PlaceAsync(market, "buy", "100.0", "2.000", "mine")).Ok();
        (await bob.PlaceAsync(market, "buy", "95.0", "2.000")).Ok();
        orders = await FollowAsync(stream, "orders", orders);
        var order = Assert.Single(orders.List("orders"));
        Assert.Equal([placed.Text("orderId"), "mine", "open", "2.000"], order.Texts("orderId", "clientOrderId", "status", "remaining"));

        (await bob.PlaceAsync(market, "sell", "100.0", "2.000")).Ok();
        orders = await FollowAsync(stream, "orders", orders);
        Assert.Equal(["filled", "2.000"], Assert.Single(orders.List("orders")).Texts("status", "filled"));
        fills = await FollowAsync(stream, "fills", fills);
        var shown = Assert.Single((await alice.GetAsync("/v1/fills")).List("items"));
        string[] members = ["tradeId", "orderId", "market", "side", "liquidity", "price", "quantity", "fee", "realizedPnl"];
        Assert.Equal(shown.Texts(members), Assert.Single(fills.List("fills")).Texts(members));
        positions = await FollowAsync(stream, "positions", positions);
        Assert.Equal([market, "2.000", "200.000000"], Assert.Single(positions.List("positions")).Texts("market", "size", "cost"));
        balances = await FollowAsync(stream, "balances", balances);
        Assert.Equal("999.960000", Assert.Single(balances.List("balances")).Text("balance"));

        (await alice.PlaceAsync(market, "buy", "95.0", "1.000")).Ok();
        orders = await FollowAsync(stream, "orders", orders);
        (await alice.Api.DeleteAsync("/v1/orders")).Ok();
        orders = await FollowAsync(stream, "orders", orders);
        Assert.Equal(["canceled", "requested"], Assert.Single(orders.List("orders")).Texts("status", "cancelReason"));
    }

    [Fact]
    public async Task Orders_are_placed_amended_and_canceled_on_the_stream_and_found_over_rest()
    {
        var (market, alice, bob) = (await _venue.MarketAsync(), await _venue.TraderAsync(), await _venue.TraderAsync());
        await using var stream = await StreamClient.ConnectAsync(alice);

        var placed = Result(await PlaceAsync(stream, market, "99.0", "a"));
        Assert.Equal("open", placed.Text("status"));
        Assert.Equal("99.0", (await alice.GetAsync($"/v1/orders/{placed.Text("orderId")}")).Text("price"));
        var again = Result(await PlaceAsync(stream, market, "99.0", "a"));
        Assert.True(again.Flag("isRepeat"));
        StreamClient.IsRefused(await PlaceAsync(stream, market, "98.0", "a"), "client_order_id_reused");

        Result(await stream.RequestAsync(new { op = "amend", clientOrderId = "a", price = "98.0" }));
        Assert.Equal("98.0", (await alice.GetAsync("/v1/orders/by-client-id/a")).Text("price"));
        Assert.Equal("canceled", Result(await stream.RequestAsync(new { op = "cancel", orderId = placed.Text("orderId") })).Text("status"));
        Assert.Empty((await alice.GetAsync("/v1/orders")).List());

        (await bob.PlaceAsync(market, "sell", "99.0", "1.000")).Ok();
        var taken = Result(await stream.RequestAsync(new { op = "place", market, side = "buy", type = "market", quantity = "1.000" }));
        Assert.Equal(["filled", "1.000"], taken.Texts("status", "filled"));
        Assert.Single((await alice.GetAsync("/v1/fills")).List("items"));
    }

    [Fact]
    public async Task A_batch_is_answered_under_its_id_with_a_result_for_each_operation()
    {
        var (market, alice) = (await _venue.MarketAsync(), await _venue.TraderAsync());
        await using var stream = await StreamClient.ConnectAsync(alice);
        object Place(string clientOrderId, string price) => new { op = "place", market, side = "buy", type = "limit", price, quantity = "1.000", clientOrderId };

        var answer = StreamClient.Done(await stream.RequestAsync(new
        {
            op = "batch",
            operations = (object[])[Place("a", "99.0"), Place("b", "99.05"), Place("c", "98.0"), new { op = "cancel", clientOrderId = "c" }, new { op = "cancel", clientOrderId = "d" }],
        }));

        Assert.Equal(["open", "invalid_price", "open", "canceled", "order_unknown"], answer.List("results").Select(
            result => result.Flag("ok") ? result.GetProperty("result").Text("status") : result.GetProperty("error").Text("code")));
        Assert.Equal(1, Result(await stream.RequestAsync(new { op = "cancelAll", market })).Number("canceledOrders"));
    }

    [Fact]
    public async Task Requests_in_flight_are_answered_each_under_its_own_id()
    {
        var (market, alice) = (await _venue.MarketAsync(), await _venue.TraderAsync());
        await using var stream = await StreamClient.ConnectAsync(alice);

        var answers = await Task.WhenAll(Enumerable.Range(0, 150).Select(i => PlaceAsync(stream, market, "99.0", $"n{i}")));

        Assert.Equal(150, answers.Select(answer => Result(answer).Text("orderId")).Distinct().Count());
        for (var i = 0; i < answers.Length; i += 50)
        {
            Assert.Equal(Result(answers[i]).Text("orderId"), (await alice.GetAsync($"/v1/orders/by-client-id/n{i}")).Text("orderId"));
        }
    }

    [Fact]
    public async Task Who_does_not_prove_who_he_is_gets_nothing()
    {
        var alice = await _venue.TraderAsync();
        var reader = await _venue.KeyAsync(alice.Account, "read");
        await using var stream = await StreamClient.ConnectAsync(fixture.Exchange);
        var key = alice.Api.Credentials;

        StreamClient.IsRefused(await stream.AuthenticateAsync(new Credentials(key.KeyId, "wrong")), "signature_invalid");
        StreamClient.IsRefused(await stream.AuthenticateAsync(new Credentials("nobody", "x")), "key_unknown");
        StreamClient.IsRefused(await stream.AuthenticateAsync(key, "1700000000000"), "timestamp_outside_window");
        StreamClient.IsRefused(await stream.AuthenticateAsync(_venue.Operator.Credentials), "scope_missing");
        StreamClient.IsRefused(await stream.RequestAsync(new { op = "subscribe", channels = (string[])["orders"] }), "unauthenticated");

        var timestamp = key.NextTimestamp();
        StreamClient.Done(await stream.AuthenticateAsync(key, timestamp));
        await using var other = await StreamClient.ConnectAsync(fixture.Exchange);
        StreamClient.IsRefused(await other.AuthenticateAsync(key, timestamp), "request_replayed");
        StreamClient.Done(await other.AuthenticateAsync(reader));
        StreamClient.IsRefused(await other.RequestAsync(new { op = "cancelAll" }), "scope_missing");
    }

    [Fact]
    public async Task A_revoked_key_loses_its_session_and_public_channels_go_on()
    {
        var (market, alice) = (await _venue.MarketAsync(), await _venue.TraderAsync());
        await using var stream = await StreamClient.ConnectAsync(alice);

        (await _venue.Operator.DeleteAsync($"/v1/admin/keys/{alice.Api.Credentials.KeyId}")).Ok();

        Assert.Equal(["unauthenticated", "key_ended"], (await stream.NextAsync("")).Texts("event", "reason"));
        StreamClient.IsRefused(await PlaceAsync(stream, market, "99.0", "late"), "unauthenticated");
        await stream.SubscribeAsync($"book:{market}");
    }

    private static Task<JsonElement> PlaceAsync(StreamClient stream, string market, string price, string clientOrderId) =>
        stream.RequestAsync(new { op = "place", market, side = "buy", type = "limit", price, quantity = "1.000", clientOrderId });

    private static JsonElement Result(JsonElement answer) => StreamClient.Done(answer).GetProperty("result");

    private static async Task<JsonElement> SnapshotAsync(StreamClient stream, string channel)
    {
        var message = await stream.NextAsync(channel);
        Assert.Equal("snapshot", message.Text("type"));
        return message;
    }

    private static async Task<JsonElement> FollowAsync(StreamClient stream, string channel, JsonElement previous)
    {
        var next = await stream.NextAsync(channel);
        Assert.Equal("delta", next.Text("type"));
        Assert.Equal(previous.Number("sequence"), next.Number("previousSequence"));
        return next;
    }
}
