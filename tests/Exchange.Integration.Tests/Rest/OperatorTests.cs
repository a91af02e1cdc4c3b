using System.Globalization;
using Xunit;

namespace Exchange.Integration.Tests;

[Collection(SharedExchange.Name)]
public sealed class OperatorTests(ExchangeFixture fixture)
{
    private readonly Venue _venue = fixture.Venue;

    [Fact]
    public async Task A_credit_or_debit_is_done_once_for_its_reference()
    {
        var alice = await _venue.TraderAsync("1000");
        var (credit, debit) = (Venue.NewName("credit-"), Venue.NewName("debit-"));

        Assert.False((await MoveAsync("credit", "250.5", credit)).Ok().Flag("isRepeat"));
        Assert.True((await MoveAsync("credit", "250.5", credit)).Ok().Flag("isRepeat"));
        (await MoveAsync("credit", "250.6", credit)).IsProblem(409, "reference_reused");
        Assert.False((await MoveAsync("debit", "0.5", debit)).Ok().Flag("isRepeat"));
        Assert.True((await MoveAsync("debit", "0.5", debit)).Ok().Flag("isRepeat"));
        (await MoveAsync("debit", "5000", Venue.NewName("debit-"))).IsProblem(422, "insufficient_balance");

        Assert.Equal("1250.000000", Assert.Single((await alice.GetAsync("/v1/account/balances")).List()).Text("balance"));
        Assert.Equal([$"{debit} -0.500000", $"{credit} 250.500000"],
            (await alice.GetAsync("/v1/ledger?limit=2")).List("items").Select(entry => $"{entry.Text("reference")} {entry.Text("amount")}"));

        Task<ApiAnswer> MoveAsync(string verb, string amount, string reference) =>
            _venue.Operator.PostAsync($"/v1/admin/accounts/{alice.Account}/{verb}", new { asset = "USDT", amount, reference });
    }

    [Fact]
    public async Task A_market_is_listed_halted_and_takes_orders_once_it_has_a_mark_and_is_active()
    {
        var (market, alice) = (await _venue.HaltedMarketAsync(), await _venue.TraderAsync());
        Assert.Equal("halted", (await alice.GetAsync($"/v1/markets/{market}")).Text("state"));
        (await alice.PlaceAsync(market, "buy", "99.0", "1.000")).IsProblem(422, "market_state_forbids");

        (await _venue.Operator.PostAsync($"/v1/admin/markets/{market}/state", new { state = "active", reason = "test" })).Ok();
        (await alice.PlaceAsync(market, "buy", "99.0", "1.000")).IsProblem(422, "mark_price_missing");
        (await _venue.Operator.PostAsync($"/v1/admin/markets/{market}/mark", new { markPrice = "100.0" })).Ok();
        (await alice.PlaceAsync(market, "buy", "99.0", "1.000")).Ok();
        (await alice.PlaceAsync(market, "buy", "80.0", "1.000")).IsProblem(422, "price_outside_band");

        (await _venue.Operator.PostAsync($"/v1/admin/markets/{market}/state", new { state = "cancelOnly", reason = "test" })).Ok();
        (await alice.PlaceAsync(market, "buy", "99.0", "1.000")).IsProblem(422, "market_state_forbids");
        Assert.Equal(1, (await alice.Api.DeleteAsync("/v1/orders")).Ok().Number("canceledOrders"));
    }

    [Fact]
    public async Task Changed_parameters_hold_at_once_and_their_history_is_kept()
    {
        var (market, alice) = (await _venue.MarketAsync(), await _venue.TraderAsync());

        var changed = (await _venue.Operator.PatchAsync($"/v1/admin/markets/{market}/parameters", new { maxOrderQuantity = "5", reason = "smaller" })).Ok();

        Assert.Equal("5.000", changed.GetProperty("market").GetProperty("parameters").Text("maxOrderQuantity"));
        Assert.Equal("0.000500000", changed.GetProperty("market").GetProperty("parameters").Text("takerFee"));
        (await alice.PlaceAsync(market, "buy", "99.0", "5.001")).IsProblem(422, "quantity_invalid");
        (await alice.PlaceAsync(market, "buy", "99.0", "5.000")).Ok();
        (await _venue.Operator.PatchAsync($"/v1/admin/markets/{market}/parameters", new { makerFee = "-0.001", reason = "more than the taker pays" }))
            .IsProblem(422, "parameters_invalid");
        var history = (await _venue.Operator.GetAsync($"/v1/admin/markets/{market}/parameters/history")).Ok().List("items");
        Assert.Equal(["5.000", "1000.000"], history.Select(change => change.GetProperty("parameters").Text("maxOrderQuantity")));
        Assert.Equal("smaller", history[0].Text("reason"));
    }

    [Fact]
    public async Task An_operator_cancels_the_orders_of_an_account()
    {
        var (market, alice) = (await _venue.MarketAsync(), await _venue.TraderAsync());
        var id = (await alice.PlaceAsync(market, "buy", "99.0", "1.000")).Ok().Text("orderId");

        Assert.Equal(1, (await _venue.Operator.PostAsync($"/v1/admin/accounts/{alice.Account}/cancel-all")).Ok().Number("canceledOrders"));

        Assert.Equal("operator", (await alice.GetAsync($"/v1/orders/{id}")).Text("cancelReason"));
    }

    [Fact]
    public async Task The_audit_names_what_was_done_by_whom_and_to_what()
    {
        var alice = await _venue.TraderAsync();
        var market = await _venue.MarketAsync();

        var audit = (await _venue.Operator.GetAsync("/v1/admin/audit?limit=20")).Ok().List("items");

        Assert.Contains(audit, entry => !entry.IsNull("market") && entry.Text("market") == market && entry.Text("reason") == "test");
        Assert.Contains(audit, entry => !entry.IsNull("accountId") && entry.Text("accountId") == alice.Account);
        Assert.All(audit, entry => Assert.Contains(_venue.Operator.Credentials.KeyId, entry.Text("author"), StringComparison.Ordinal));
        Assert.Equal(audit.Select(entry => entry.Number("sequence")).OrderDescending(), audit.Select(entry => entry.Number("sequence")));
    }

    [Fact]
    public async Task Accounts_are_listed_page_by_page()
    {
        var alice = await _venue.TraderAsync();
        var before = (int.Parse(alice.Account, CultureInfo.InvariantCulture) - 1).ToString(CultureInfo.InvariantCulture);

        var page = (await _venue.Operator.GetAsync($"/v1/admin/accounts?cursor={before}&limit=1")).Ok();

        Assert.Equal(alice.Account, Assert.Single(page.List("items")).Text("accountId"));
    }

    [Fact]
    public async Task A_symbol_an_asset_code_and_an_account_that_do_not_fit_are_refused()
    {
        var market = await _venue.MarketAsync();
        (await _venue.Operator.PostAsync("/v1/admin/assets", new { code = "USDT", decimals = 6 })).IsProblem(409, "already_exists");
        (await _venue.Operator.PostAsync("/v1/admin/accounts/2/credit", new { asset = "USDT", amount = "1", reference = Venue.NewName("x-") })).IsProblem(404, "account_unknown");
        (await _venue.Operator.PostAsync($"/v1/admin/markets/{market}/mark", new { markPrice = "100.05" })).IsProblem(400, "invalid_mark_price");
        (await _venue.Operator.PostAsync($"/v1/admin/markets/{market}/state", new { state = "open", reason = "x" })).IsProblem(400, "invalid_state");
    }
}
