using Xunit;

namespace Exchange.Integration.Tests;

/// <summary>States, their causes, and a market that comes back through an auction.</summary>
[Collection(SharedExchange.Name)]
public sealed class StateTests(ExchangeFixture fixture)
{
    private readonly Venue _venue = fixture.Venue;

    [Fact]
    public async Task A_market_reopens_through_an_auction_that_everybody_can_follow()
    {
        var (market, alice, bob) = (await _venue.HaltedMarketAsync(), await _venue.TraderAsync(), await _venue.TraderAsync());
        (await _venue.Operator.PutAsync($"/v1/admin/markets/{market}/breakers", Rules(auctionMilliseconds: 2_000))).Ok();
        (await _venue.Operator.PostAsync($"/v1/admin/markets/{market}/mark", new { markPrice = "100.0" })).Ok();
        (await _venue.Operator.PostAsync($"/v1/admin/markets/{market}/state", new { state = "active", reason = "test" })).Ok();
        await using var stream = await StreamClient.ConnectAsync(fixture.Exchange);
        await stream.SubscribeAsync($"state:{market}");
        Assert.Equal(["active", "active", "active"], (await stream.NextAsync($"state:{market}")).Texts("state", "operatorState", "automaticState"));

        (await alice.PlaceAsync(market, "buy", "99.0", "1.000")).Ok();
        (await _venue.Operator.PostAsync($"/v1/admin/markets/{market}/state", new { state = "halted", reason = "drill" })).Ok();
        (await _venue.Operator.PostAsync($"/v1/admin/markets/{market}/state", new { state = "active", reason = "drill over" })).Ok();
        var called = (await alice.GetAsync($"/v1/markets/{market}/state"));
        Assert.Equal(["preOpen", "active", "preOpen"], called.Texts("state", "operatorState", "automaticState"));
        Assert.Equal("reopening", Assert.Single(called.List("causes")).Text("cause"));
        Assert.Equal(["call", "reopening", "95.0", "105.0"], called.GetProperty("auction").Texts("phase", "cause", "collarLow", "collarHigh"));
        Assert.Equal(500_000, called.GetProperty("auction").Number("endsAt") - called.GetProperty("auction").Number("locksAt"));

        (await bob.PlaceAsync(market, "sell", "98.0", "0.400")).Ok();
        (await bob.Api.PostAsync("/v1/orders", new { market, side = "sell", type = "market", quantity = "0.100" })).IsProblem(422, "market_state_forbids");

        var (phases, told) = (new List<string>(), await stream.NextAsync($"state:{market}"));
        while (told.Text("state") != "active")
        {
            phases.Add(told.IsNull("auction") ? "-" : told.GetProperty("auction").Text("phase"));
            told = await stream.NextAsync($"state:{market}");
        }

        Assert.Equal(["-", "call", "locked"], phases.Distinct());
        Assert.True(told.IsNull("auction"));
        Assert.Empty(told.List("causes"));
        var trade = Assert.Single((await alice.Api.GetAsync($"/v1/markets/{market}/trades")).Ok().List());
        Assert.Equal(["99.0", "0.400", "sell"], trade.Texts("price", "quantity", "takerSide"));
        Assert.Equal("0.600", (await alice.GetAsync("/v1/orders")).List().Single(order => order.Text("market") == market).Text("remaining"));

        var history = (await alice.GetAsync($"/v1/markets/{market}/state/history?limit=5")).List("items");
        Assert.Equal(
            ["preOpen>active reopening", "halted>preOpen operator", "halted>halted reopening", "active>halted operator", "halted>active operator"],
            history.Select(change => $"{change.Text("from")}>{change.Text("to")} {change.Text("cause")}"));
        Assert.Equal("drill over", history[1].Text("reason"));
    }

    [Fact]
    public async Task Breaker_rules_beyond_the_bounds_in_code_are_refused()
    {
        var market = await _venue.MarketAsync();
        var path = $"/v1/admin/markets/{market}/breakers";
        (await _venue.Operator.PutAsync(path, Rules(maxMove: "0.31"))).IsProblem(422, "parameters_invalid");
        (await _venue.Operator.PutAsync(path, Rules(moves: 2))).IsProblem(400, "invalid_moves");
        (await _venue.Operator.PutAsync(path, Rules(maxMove: "0"))).IsProblem(400, "invalid_max_move");
        (await (await _venue.TraderAsync()).Api.PutAsync(path, Rules())).IsProblem(403, "scope_missing");
        (await _venue.Operator.GetAsync("/v1/markets/NOWHERE/state")).IsProblem(404, "market_unknown");
        (await _venue.Operator.PostAsync($"/v1/admin/markets/{market}/state", new { state = "settled", reason = "too early" })).IsProblem(422, "market_state_forbids");
    }

    private static object Rules(int auctionMilliseconds = 120_000, string maxMove = "0.1", int moves = 3) => new
    {
        moves = Enumerable.Range(1, moves).Select(i => new { windowMilliseconds = i * 60_000, maxMove, holdMilliseconds = 0 }),
        degradedAfterMilliseconds = 5_000,
        lostAfterMilliseconds = 30_000,
        maxSpread = "0.02",
        maxDepthLoss = "0.8",
        maxForcedFlow = "0.1",
        forcedFloor = "100000",
        maxFundDrawdown = "0.3",
        fundFloor = "10000",
        holdMilliseconds = 15_000,
        dwellMilliseconds = 120_000,
        reviewAfterMilliseconds = 3_600_000,
        auctionMilliseconds,
        extensionMilliseconds = 60_000,
        collarStep = "0.05",
        maxExtensions = 6,
        maxAuctionsPerHour = 3,
        regime = new[] { ("1.5", "1.25"), ("2.5", "1.5"), ("4", "2") }.Select(step => new { volatility = step.Item1, marginScale = step.Item2 }),
        volatilityWeight = "0.05",
        regimeDwellMilliseconds = 1_800_000,
        reason = "test",
    };
}
