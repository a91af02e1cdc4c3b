using Exchange.Testing;
using Xunit;

namespace Exchange.Integration.Tests;

/// <summary>A customer is liquidated, as the customer and everybody else see it.</summary>
[Collection(SharedExchange.Name)]
public sealed class LiquidationTests(ExchangeFixture fixture)
{
    [Fact]
    public async Task A_liquidation_is_worked_off_shown_to_all_and_explained_to_its_account()
    {
        var market = await fixture.Venue.MarketAsync();
        var (bold, other, buyer) = (await fixture.Venue.TraderAsync("1000"), await fixture.Venue.TraderAsync(), await fixture.Venue.TraderAsync());
        (await bold.Api.PutAsync($"/v1/account/leverage/{market}", new { leverage = 20 })).Ok();
        (await other.PlaceAsync(market, "sell", "100.0", "150.000")).Ok();
        (await bold.PlaceAsync(market, "buy", "100.0", "150.000")).Ok();
        (await buyer.PlaceAsync(market, "buy", "94.0", "500.000")).Ok();
        var before = await IdsAsync();

        (await fixture.Venue.Operator.PostAsync($"/v1/admin/markets/{market}/mark", new { markPrice = "94.0" })).Ok();

        await Eventually.HoldsAsync(async () => (await IdsAsync()).Except(before).Any());
        var id = Assert.Single((await IdsAsync()).Except(before));
        await Eventually.HoldsAsync(async () => (await bold.GetAsync($"/v1/liquidations/{id}/explain")).GetProperty("liquidation").Text("status") != "open");
        var explained = await bold.GetAsync($"/v1/liquidations/{id}/explain");
        var position = Assert.Single(explained.List("positions"));
        Assert.Equal((market, "150.000", "94.0", "14100.000000"), (position.Text("market"), position.Text("size"), position.Text("markPrice"), position.Text("notional")));
        Assert.True(decimal.Parse(explained.Text("equity"), System.Globalization.CultureInfo.InvariantCulture)
            < decimal.Parse(explained.Text("maintenanceMargin"), System.Globalization.CultureInfo.InvariantCulture));
        Assert.Contains(explained.GetProperty("liquidation").List("steps"), step => step.Text("action") == "reduce" && step.Text("done") != "0.000");
        (await other.Api.GetAsync($"/v1/liquidations/{id}/explain")).IsProblem(404, "liquidation_unknown");
        (await bold.Api.GetAsync("/v1/liquidations/0/explain")).IsProblem(400, "invalid_liquidation_id");
        Assert.DoesNotContain(bold.Account, (await fixture.Exchange.Client().GetAsync("/v1/liquidations")).Ok().GetRawText(), StringComparison.Ordinal);
    }

    private async Task<string[]> IdsAsync() =>
        [.. (await fixture.Exchange.Client().GetAsync("/v1/liquidations")).Ok().List().Select(liquidation => liquidation.Text("liquidationId"))];
}
