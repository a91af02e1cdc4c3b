using Xunit;

namespace Exchange.Integration.Tests;

[Collection(SharedExchange.Name)]
public sealed class WithdrawalTests(ExchangeFixture fixture)
{
    private readonly Venue _venue = new(fixture.Exchange);

    [Fact]
    public async Task A_withdrawal_waits_until_an_operator_decides()
    {
        var trader = await _venue.TraderAsync("1000");
        var teller = fixture.Exchange.Client(await _venue.KeyAsync(trader.Account, "read", "transfer"));
        var body = new { asset = "USDT", amount = "250.5", destination = "somewhere", reference = Venue.NewName("payout-") };
        Assert.Equal(403, (await trader.Api.PostAsync("/v1/withdrawals", body)).Status);
        var first = (await teller.PostAsync("/v1/withdrawals", body)).Ok();
        var again = (await teller.PostAsync("/v1/withdrawals", body)).Ok();
        Assert.Equal(first.Text("withdrawalId"), again.Text("withdrawalId"));
        Assert.True(again.GetProperty("isRepeat").GetBoolean());
        (await teller.PostAsync("/v1/withdrawals", new { body.asset, amount = "1000", body.destination, body.reference })).IsProblem(409, "reference_reused");
        (await teller.PostAsync("/v1/withdrawals", new { body.asset, amount = "1000", body.destination, reference = Venue.NewName("payout-") })).IsProblem(422, "insufficient_balance");

        Assert.Equal("749.500000", Assert.Single((await teller.GetAsync("/v1/account/balances")).Ok().List()).Text("balance"));
        Assert.Contains((await _venue.Operator.GetAsync("/v1/admin/withdrawals?status=pending&limit=1000")).Ok().List("items"), row => row.Text("withdrawalId") == first.Text("withdrawalId"));
        string[] members = ["withdrawalId", "amount", "destination", "status"];
        Assert.Equal([first.Text("withdrawalId"), "250.500000", "somewhere", "pending"], Assert.Single((await teller.GetAsync("/v1/withdrawals")).Ok().List("items")).Texts(members));

        var address = $"/v1/admin/withdrawals/{first.Text("withdrawalId")}";
        (await _venue.Operator.PostAsync($"{address}/reject", new { reason = "test" })).Ok();
        Assert.True((await _venue.Operator.PostAsync($"{address}/reject", new { reason = "test" })).Ok().GetProperty("isRepeat").GetBoolean());
        (await _venue.Operator.PostAsync($"{address}/approve", new { reason = "test" })).IsProblem(409, "withdrawal_decided");
        (await _venue.Operator.PostAsync("/v1/admin/withdrawals/999999/approve", new { reason = "test" })).IsProblem(404, "withdrawal_unknown");
        Assert.Equal("1000.000000", Assert.Single((await teller.GetAsync("/v1/account/balances")).Ok().List()).Text("balance"));
        Assert.Equal("rejected", Assert.Single((await teller.GetAsync("/v1/withdrawals")).Ok().List("items")).Text("status"));

        var second = (await teller.PostAsync("/v1/withdrawals", new { body.asset, amount = "1000", body.destination, reference = Venue.NewName("payout-") })).Ok().Text("withdrawalId");
        (await _venue.Operator.PostAsync($"/v1/admin/withdrawals/{second}/approve", new { reason = "test" })).Ok();
        Assert.Equal("approved", (await teller.GetAsync("/v1/withdrawals")).Ok().List("items")[0].Text("status"));
    }

    [Fact]
    public async Task An_asset_is_shown_with_what_counts_of_it()
    {
        var code = Venue.NewName("COIN");
        (await _venue.Operator.PostAsync("/v1/admin/assets", new { code, decimals = 8 })).Ok();
        var source = new { weight = 1, staleAfterMilliseconds = 5_000, maxConfidence = "0.01" };
        var prices = (await _venue.Operator.PutAsync($"/v1/admin/assets/{code}/prices", new
        {
            quorum = 3, maxDeviation = "0.05", maxVelocity = "0.1", reason = "test",
            sources = Enumerable.Range(1, 3).Select(number => new { name = $"S{number}", source.weight, source.staleAfterMilliseconds, source.maxConfidence }),
        })).Ok();
        Assert.Equal(3, prices.GetProperty("sources").GetArrayLength());

        // Without a sound index nothing is listed.
        var rules = new { depositCap = "10", conversionPenalty = "0.02", debtLimit = "1000", tiers = new[] { new { floor = "0", weight = "0.95" } }, reason = "test" };
        (await _venue.Operator.PutAsync($"/v1/admin/assets/{code}/collateral", rules)).IsProblem(422, "parameters_invalid");
        var asset = Assert.Single((await fixture.Exchange.Client().GetAsync("/v1/assets")).Ok().List(), one => one.Text("code") == code);
        Assert.True(asset.GetProperty("isDegraded").GetBoolean());
        Assert.Empty(asset.List("tiers"));
    }
}
