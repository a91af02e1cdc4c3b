using System.Text.Json;
using Exchange.Testing;
using Xunit;

namespace Exchange.Integration.Tests;

/// <summary>Two operators change the rules of a running venue.</summary>
public sealed class GovernanceTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    /// <summary>A venue in which an approved loosening takes effect without anybody waiting for days.</summary>
    private static readonly (string Name, string Value)[] Quick =
        [.. ExchangeFixture.AmpleBudgets, ("Runtime__LooseningDelay", "00:00:00.2"), ("Runtime__RampDuration", "00:00:00.96")];

    [Fact]
    public async Task What_tightens_is_done_at_once_and_what_loosens_only_by_two_keys_and_in_steps()
    {
        await using var exchange = await ExchangeProcess.StartReadyAsync(postgres.ConnectionString, Quick);
        var venue = new Venue(exchange);
        var olga = venue.Operator;
        var (exitCode, text) = await exchange.RunVerbAsync("create-admin-key");
        Assert.True(exitCode == 0, text);
        var omar = exchange.Operator();
        var market = await venue.MarketAsync();
        var trader = await venue.TraderAsync();
        (await trader.PlaceAsync(market, "buy", "99.0", "600.000")).Ok();

        var preview = (await olga.PostAsync("/v1/admin/parameters/preview", new { market, parameters = new { maxOrderQuantity = "500" } })).Ok();
        Assert.Equal((1, 0), (preview.Number("ordersRefused"), preview.Number("endangeredCount")));
        Assert.Equal(preview.GetProperty("before").Text("initialMargin"), preview.GetProperty("after").Text("initialMargin"));

        var tightened = await ChangeAsync(olga, market, new { maxOrderQuantity = "500", reason = "Thin" }, status: 200);
        Assert.Equal("effective", tightened.Text("status"));
        Assert.Equal("maxOrderQuantity tightening", Assert.Single(tightened.List("fields").Select(field => string.Join(' ', field.Texts("name", "effect")))));

        var proposed = await ChangeAsync(olga, market, new { maxOrderQuantity = "1460", maxPositionQuantity = "20000", reason = "Deep" }, status: 202);
        Assert.Equal("proposed", proposed.Text("status"));
        var id = proposed.Number("proposalId");
        (await olga.PostAsync($"/v1/admin/proposals/{id}/approve")).IsProblem(409, "approver_is_author");
        Assert.Equal(202, (await omar.PostAsync($"/v1/admin/proposals/{id}/approve")).Status);
        (await omar.PostAsync($"/v1/admin/proposals/{id + 1}/approve")).IsProblem(404, "proposal_unknown");
        await Eventually.HoldsAsync(async () => await MaxOrderAsync(olga, market) == "1460.000");

        var listed = (await olga.GetAsync("/v1/admin/proposals?limit=1")).Ok().List("items")[0];
        Assert.Equal(["effective", $"key:{olga.Credentials.KeyId}", $"key:{omar.Credentials.KeyId}", "Deep"], listed.Texts("status", "author", "approver", "reason"));
        Assert.Equal("20000.000", listed.GetProperty("wanted").Text("maxPositionQuantity"));
        var history = (await olga.GetAsync($"/v1/admin/parameters/history?kind=market&market={market}&limit=200")).Ok().List("items");
        Assert.Equal([.. Enumerable.Range(1, 96).Reverse(), 0], history.Select(change => (int)change.Number("step")));
        Assert.Equal("510.000", history[95].GetProperty("after").Text("maxOrderQuantity"));
        Assert.Equal("500.000", history[95].GetProperty("before").Text("maxOrderQuantity"));

        var withdrawn = await ChangeAsync(olga, market, new { maxOpenOrders = 1_000, reason = "More" }, status: 202);
        (await omar.DeleteAsync($"/v1/admin/proposals/{withdrawn.Number("proposalId")}")).IsProblem(400, "missing_field");
        Assert.Equal("withdrawn", (await omar.DeleteAsync($"/v1/admin/proposals/{withdrawn.Number("proposalId")}?reason=Enough")).Ok().Text("status"));
        var audit = (await olga.GetAsync("/v1/admin/audit?limit=5")).Ok().List("items").Select(entry => entry.Text("action"));
        Assert.Equal(["proposal_withdrawn", "parameters_proposed", "proposal_approved", "parameters_proposed", "market_parameters_changed"], audit);

        Assert.Equal(200, (await olga.PatchAsync("/v1/admin/venue/rules", new { looseningDelaySeconds = 3_600, reason = "Slower" })).Status);
        Assert.Equal(202, (await olga.PatchAsync("/v1/admin/venue/rules", new { looseningDelaySeconds = 0, reason = "Faster" })).Status);
    }

    private static async Task<JsonElement> ChangeAsync(ApiClient client, string market, object body, int status)
    {
        var answer = await client.PatchAsync($"/v1/admin/markets/{market}/parameters", body);
        Assert.True(answer.Status == status, answer.ToString());
        return JsonDocument.Parse(answer.Text).RootElement.GetProperty("change");
    }

    private static async Task<string> MaxOrderAsync(ApiClient client, string market) =>
        (await client.GetAsync($"/v1/markets/{market}")).Ok().GetProperty("parameters").Text("maxOrderQuantity");
}
