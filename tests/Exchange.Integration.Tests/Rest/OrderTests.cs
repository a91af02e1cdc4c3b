using System.Text.Json;
using Xunit;

namespace Exchange.Integration.Tests;

[Collection(SharedExchange.Name)]
public sealed class OrderTests(ExchangeFixture fixture)
{
    private readonly Venue _venue = fixture.Venue;

    [Fact]
    public async Task An_order_is_found_by_either_id_and_among_the_open_ones_as_soon_as_it_is_acknowledged()
    {
        var (market, alice) = (await _venue.MarketAsync(), await _venue.TraderAsync());

        var placed = (await alice.PlaceAsync(market, "buy", "99.5", "0.010", "mine")).Ok();

        Assert.Equal("open", placed.Text("status"));
        Assert.Equal("0.010", placed.Text("remaining"));
        var order = await alice.GetAsync($"/v1/orders/{placed.Text("orderId")}");
        Assert.Equal(["mine", market, "buy", "limit", "goodTillCanceled", "99.5", "0.010", "0.000", "open"], order.Texts("clientOrderId", "market", "side", "type", "timeInForce", "price", "quantity", "filled", "status"));
        Assert.Equal(order.GetRawText(), (await alice.GetAsync("/v1/orders/by-client-id/mine")).GetRawText());
        Assert.Equal(order.GetRawText(), Assert.Single((await alice.GetAsync("/v1/orders")).List()).GetRawText());
        Assert.Equal(placed.Text("orderId"), Assert.Single((await alice.GetAsync("/v1/orders/history")).List("items")).Text("orderId"));
        Assert.Equal(["99.5:0.010"], (await alice.GetAsync($"/v1/markets/{market}/book")).Levels("bids"));
    }

    [Fact]
    public async Task A_client_order_id_sent_again_gives_the_same_answer_and_no_second_order()
    {
        var (market, alice) = (await _venue.MarketAsync(), await _venue.TraderAsync());
        var first = (await alice.PlaceAsync(market, "buy", "99.5", "0.010", "once")).Ok();

        var again = (await alice.PlaceAsync(market, "buy", "99.5", "0.010", "once")).Ok();

        Assert.True(again.Flag("isRepeat"));
        Assert.Equal(first.Text("orderId"), again.Text("orderId"));
        Assert.Single((await alice.GetAsync("/v1/orders")).List());
        (await alice.PlaceAsync(market, "buy", "99.5", "0.011", "once")).IsProblem(409, "client_order_id_reused");
        Assert.Single((await alice.GetAsync("/v1/orders")).List());
    }

    [Fact]
    public async Task An_amendment_changes_price_and_quantity_in_place()
    {
        var (market, alice) = (await _venue.MarketAsync(), await _venue.TraderAsync());
        var id = (await alice.PlaceAsync(market, "buy", "99.5", "0.010", "moving")).Ok().Text("orderId");

        (await alice.Api.PatchAsync($"/v1/orders/{id}", new { price = "98.0" })).Ok();
        Assert.Equal(["98.0:0.010"], (await alice.GetAsync($"/v1/markets/{market}/book")).Levels("bids"));

        (await alice.Api.PatchAsync("/v1/orders/by-client-id/moving", new { quantity = "0.004" })).Ok();
        Assert.Equal(["98.0:0.004"], (await alice.GetAsync($"/v1/markets/{market}/book")).Levels("bids"));
        Assert.Equal(id, Assert.Single((await alice.GetAsync("/v1/orders")).List()).Text("orderId"));
    }

    [Fact]
    public async Task A_canceled_order_is_off_the_book_and_says_why_it_ended()
    {
        var (market, alice) = (await _venue.MarketAsync(), await _venue.TraderAsync());
        var id = (await alice.PlaceAsync(market, "sell", "101.0", "0.010")).Ok().Text("orderId");
        (await alice.PlaceAsync(market, "sell", "102.0", "0.010", "second")).Ok();

        Assert.Equal("canceled", (await alice.Api.DeleteAsync($"/v1/orders/{id}")).Ok().Text("status"));
        Assert.Equal("canceled", (await alice.Api.DeleteAsync("/v1/orders/by-client-id/second")).Ok().Text("status"));

        Assert.Empty((await alice.GetAsync($"/v1/markets/{market}/book")).Levels("asks"));
        Assert.Empty((await alice.GetAsync("/v1/orders")).List());
        Assert.Equal("requested", (await alice.GetAsync($"/v1/orders/{id}")).Text("cancelReason"));
        (await alice.Api.DeleteAsync($"/v1/orders/{id}")).IsProblem(404, "order_unknown");
    }

    [Fact]
    public async Task Cancel_all_takes_the_orders_of_one_side_of_one_market_or_all()
    {
        var (market, other, alice) = (await _venue.MarketAsync(), await _venue.MarketAsync(), await _venue.TraderAsync());
        (await alice.PlaceAsync(market, "buy", "99.0", "0.010")).Ok();
        (await alice.PlaceAsync(market, "buy", "98.0", "0.010")).Ok();
        (await alice.PlaceAsync(market, "sell", "101.0", "0.010")).Ok();
        (await alice.PlaceAsync(other, "buy", "99.0", "0.010")).Ok();

        Assert.Equal(2, (await alice.Api.DeleteAsync($"/v1/orders?market={market}&side=buy")).Ok().Number("canceledOrders"));
        Assert.Equal(1, (await alice.Api.DeleteAsync($"/v1/orders?market={market}")).Ok().Number("canceledOrders"));
        Assert.Single((await alice.GetAsync("/v1/orders")).List());
        Assert.Equal(1, (await alice.Api.DeleteAsync("/v1/orders")).Ok().Number("canceledOrders"));
        Assert.Empty((await alice.GetAsync("/v1/orders")).List());
    }

    [Fact]
    public async Task A_batch_does_its_operations_in_order_and_answers_each()
    {
        var (market, alice) = (await _venue.MarketAsync(), await _venue.TraderAsync());

        var results = (await alice.Api.PostAsync("/v1/orders/batch", $$"""
            {"operations":[
              {"op":"place","market":"{{market}}","side":"sell","type":"limit","price":"101.0","quantity":"0.010","clientOrderId":"a"},
              {"op":"place","market":"{{market}}","side":"sell","type":"limit","price":"101.05","quantity":"0.010"},
              {"op":"amend","clientOrderId":"a","quantity":"0.005"},
              {"op":"place","market":"{{market}}","side":"sell","type":"limit","price":"102.0","quantity":"0.010","clientOrderId":"b"},
              {"op":"cancel","clientOrderId":"b"},
              {"op":"cancel","clientOrderId":"nobody"}]}
            """)).Ok().List("results");

        // The amendment is read by the market of an order that exists already; a's does not yet when the batch is read.
        Assert.Equal(["open", "invalid_price", "order_unknown", "open", "canceled", "order_unknown"], results.Select(Outcome));
        Assert.Equal("a", Assert.Single((await alice.GetAsync("/v1/orders")).List()).Text("clientOrderId"));
        (await alice.Api.PostAsync("/v1/orders/batch", """{"operations":[{"op":"cancelAll"}]}""")).Ok();
        Assert.Empty((await alice.GetAsync("/v1/orders")).List());
    }

    [Fact]
    public async Task The_open_orders_of_others_cannot_be_seen_amended_or_canceled()
    {
        var (market, alice, mallory) = (await _venue.MarketAsync(), await _venue.TraderAsync(), await _venue.TraderAsync());
        var id = (await alice.PlaceAsync(market, "buy", "99.0", "0.010", "hers")).Ok().Text("orderId");

        (await mallory.Api.GetAsync($"/v1/orders/{id}")).IsProblem(404, "order_unknown");
        (await mallory.Api.GetAsync("/v1/orders/by-client-id/hers")).IsProblem(404, "order_unknown");
        (await mallory.Api.PatchAsync($"/v1/orders/{id}", new { price = "95.0" })).IsProblem(404, "order_unknown");
        (await mallory.Api.DeleteAsync($"/v1/orders/{id}")).IsProblem(404, "order_unknown");
        (await mallory.Api.DeleteAsync("/v1/orders/by-client-id/hers")).IsProblem(404, "order_unknown");
        Assert.Equal(0, (await mallory.Api.DeleteAsync("/v1/orders")).Ok().Number("canceledOrders"));

        Assert.Equal("open", (await alice.GetAsync($"/v1/orders/{id}")).Text("status"));
    }

    private static string Outcome(JsonElement result) => result.Flag("ok") ? result.GetProperty("result").Text("status") : result.GetProperty("error").Text("code");
}
