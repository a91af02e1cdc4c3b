using Xunit;

namespace Exchange.Integration.Tests;

[Collection(SharedExchange.Name)]
public sealed class IsolatedMarginTests(ExchangeFixture fixture)
{
    private readonly Venue _venue = fixture.Venue;

    [Fact]
    public async Task An_isolated_position_has_its_own_margin_which_is_added_to_and_taken_from()
    {
        var (market, alice, bob) = (await _venue.MarketAsync(), await _venue.TraderAsync("1000"), await _venue.TraderAsync("1000"));
        Assert.Equal("isolated", (await alice.Api.PutAsync($"/v1/positions/{market}/mode", new { mode = "isolated" })).Ok().Text("mode"));
        (await alice.Api.PutAsync($"/v1/account/leverage/{market}", new { leverage = 10 })).Ok();
        (await alice.Api.PostAsync($"/v1/positions/{market}/margin", new { change = "1" })).IsProblem(422, "position_missing");
        (await alice.PlaceAsync(market, "buy", "100.0", "1.000")).Ok();
        (await bob.PlaceAsync(market, "sell", "100.0", "1.000")).Ok();

        // A tenth of 100 is set aside, and the fee of 0.02 paid.
        var position = Assert.Single((await alice.GetAsync("/v1/account/positions")).List());
        Assert.Equal(["isolated", "10.000000", "1.000"], position.Texts("marginMode", "isolatedMargin", "size"));
        Assert.Equal("989.980000", Assert.Single((await alice.GetAsync("/v1/account/balances")).List()).Text("balance"));
        Assert.Equal("0.000000", Assert.Single((await alice.GetAsync("/v1/account/margin")).List()).Text("initialMargin"));
        var drawn = (await alice.GetAsync("/v1/ledger")).List("items")[0];
        Assert.Equal(["isolatedMarginDrawn", "-10.000000"], drawn.Texts("kind", "amount"));

        Assert.Equal("15.500000", (await alice.Api.PostAsync($"/v1/positions/{market}/margin", new { change = "5.5" })).Ok().Text("isolatedMargin"));
        Assert.Equal("10.000000", (await alice.Api.PostAsync($"/v1/positions/{market}/margin", new { change = "-5.5" })).Ok().Text("isolatedMargin"));
        (await alice.Api.PostAsync($"/v1/positions/{market}/margin", new { change = "-0.000001" })).IsProblem(422, "insufficient_margin");
        (await alice.Api.PostAsync($"/v1/positions/{market}/margin", new { change = "10000" })).IsProblem(422, "insufficient_balance");
        (await alice.Api.PostAsync($"/v1/positions/{market}/margin", new { change = "x" })).IsProblem(400, "invalid_change");
        (await alice.Api.PutAsync($"/v1/positions/{market}/mode", new { mode = "cross" })).IsProblem(422, "position_or_orders_open");
        (await alice.Api.PutAsync($"/v1/positions/{market}/mode", new { mode = "both" })).IsProblem(400, "invalid_mode");
        (await bob.Api.PostAsync($"/v1/positions/{market}/margin", new { change = "1" })).IsProblem(422, "margin_not_isolated");

        // Closed at the same price, the margin comes back less the fee of 0.05.
        (await bob.PlaceAsync(market, "buy", "100.0", "1.000")).Ok();
        (await alice.PlaceAsync(market, "sell", "100.0", "1.000")).Ok();
        Assert.Equal("999.930000", Assert.Single((await alice.GetAsync("/v1/account/balances")).List()).Text("balance"));
        (await alice.Api.PutAsync($"/v1/positions/{market}/mode", new { mode = "cross" })).Ok();
    }

    [Fact]
    public async Task The_risk_answer_says_what_would_liquidate_and_from_which_inputs()
    {
        var (market, alice, bob) = (await _venue.MarketAsync(), await _venue.TraderAsync("100"), await _venue.TraderAsync("1000"));
        Assert.True((await alice.GetAsync("/v1/account/risk")).IsNull("healthFactor"));
        (await bob.Api.PutAsync($"/v1/positions/{market}/mode", new { mode = "isolated" })).Ok();
        (await bob.Api.PutAsync($"/v1/account/leverage/{market}", new { leverage = 10 })).Ok();
        (await alice.PlaceAsync(market, "buy", "100.0", "10.000")).Ok();
        (await bob.PlaceAsync(market, "sell", "100.0", "10.000")).Ok();

        // 99.8 left of 100 against a maintenance margin of 10: 900.2 ÷ 0.99 of notional, and 900.2 ÷ 0.9995 rounded up to a tick.
        var risk = await alice.GetAsync("/v1/account/risk");
        Assert.Equal(["99.800000", "20.000000", "10.000000", "79.800000", "9.9800"], risk.Texts("equity", "initialMargin", "maintenanceMargin", "freeCollateral", "healthFactor"));
        var position = Assert.Single(risk.List("positions"));
        Assert.Equal(
            [market, "cross", "10.000", "1000.000000", "10.000000", "9.9800", "90.9292930", "90.1"],
            position.Texts("market", "marginMode", "size", "notional", "maintenanceMargin", "healthFactor", "liquidationPrice", "bankruptcyPrice"));
        Assert.Equal(["99.800000", "10.000000", "99.800000", "0.000500000"], position.GetProperty("inputs").Texts("unitEquity", "unitMaintenanceMargin", "equityShare", "takerFee"));
        Assert.Equal(1, position.GetProperty("inputs").Number("formulaVersion"));

        // The short has 100 of its own: 1,100 ÷ 1.01, and 1,100 ÷ 1.0005 rounded down to a tick.
        var isolated = Assert.Single((await bob.GetAsync("/v1/account/risk")).List("positions"));
        Assert.Equal(
            ["isolated", "-10.000", "10.0000", "108.9108910", "109.9"],
            isolated.Texts("marginMode", "size", "healthFactor", "liquidationPrice", "bankruptcyPrice"));
    }

    [Fact]
    public async Task A_preview_says_what_the_order_then_does_and_does_nothing_itself()
    {
        var (market, alice, bob) = (await _venue.MarketAsync(), await _venue.TraderAsync("100"), await _venue.TraderAsync("1000"));
        (await bob.PlaceAsync(market, "sell", "100.0", "1.000")).Ok();
        (await bob.PlaceAsync(market, "sell", "101.0", "1.000")).Ok();
        var order = new { market, side = "buy", type = "limit", price = "101.0", quantity = "3.000" };

        var preview = (await alice.Api.PostAsync("/v1/orders/preview", order)).Ok();
        var too = (await alice.Api.PostAsync("/v1/orders/preview", new { market, side = "buy", type = "limit", price = "101.0", quantity = "100.000" })).Ok();

        Assert.True(preview.IsNull("rejectCode"));
        Assert.Equal(["partiallyFilled", "2.000", "1.000", "100.5"], preview.Texts("status", "filled", "remaining", "averagePrice"));
        Assert.Equal(["100.0", "101.0"], preview.List("fills").Select(fill => fill.Text("price")));
        Assert.Equal(["insufficient_margin", "none"], too.Texts("rejectCode", "status"));
        Assert.Empty((await alice.GetAsync("/v1/account/positions")).List());
        Assert.Empty((await alice.GetAsync("/v1/fills")).List("items"));

        // Then done: the same fills, and the same margins and prices.
        (await alice.Api.PostAsync("/v1/orders", order)).Ok();
        var risk = await alice.GetAsync("/v1/account/risk");
        string[] members = ["equity", "initialMargin", "maintenanceMargin", "freeCollateral"];
        Assert.Equal(risk.Texts(members), preview.GetProperty("after").Texts(members));
        Assert.Equal("100.000000", preview.GetProperty("before").Text("equity"));
        var position = Assert.Single(risk.List("positions"));
        Assert.Equal(position.Texts("size", "liquidationPrice", "bankruptcyPrice"), preview.GetProperty("position").Texts("size", "liquidationPrice", "bankruptcyPrice"));
    }
}
