using Exchange.Testing;
using Xunit;

namespace Exchange.Integration.Tests;

/// <summary>A venue that was begun without a word about tests.</summary>
public sealed class LiveVenueTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Market = "BTC-USDT-PERP";

    [Fact]
    public async Task In_a_live_venue_no_key_sets_a_price_and_it_stays_one()
    {
        (string Name, string Value)[] settings = [.. ExchangeFixture.AmpleBudgets, ("EXCHANGE_MASTER_KEY", new string('a', 64))];
        await using var exchange = await ExchangeProcess.StartReadyAsync(postgres.ConnectionString, [.. settings, ("Exchange__Trial", "false")]);
        var venue = new Venue(exchange);

        var info = (await exchange.Client().GetAsync("/v1/venue")).Ok();
        Assert.Equal("live", info.Text("profile"));
        Assert.False(info.Flag("allowsSetMarkPrices"));
        Assert.All((await venue.Operator.GetAsync("/v1/markets")).Ok().List(), market => Assert.True(market.IsNull("markPrice") && market.Text("state") == "halted"));
        Assert.Equal(404, (await venue.Operator.PostAsync($"/v1/admin/markets/{Market}/mark", new { markPrice = "60000.0" })).Status);
        Assert.DoesNotContain("/mark\"", (await exchange.Client().GetAsync("/swagger/v1/swagger.json")).Text, StringComparison.Ordinal);
        var credentials = venue.Operator.Credentials;
        await exchange.KillAsync();

        // Another program with the address does not make it a trial venue.
        await using var second = await ExchangeProcess.StartAsync(postgres.ConnectionString, settings);
        await second.ReadyAsync();
        var operators = second.Client(credentials);
        Assert.Equal("live", (await operators.GetAsync("/v1/venue")).Ok().Text("profile"));
        (await operators.PostAsync($"/v1/admin/markets/{Market}/mark", new { markPrice = "60000.0" })).IsProblem(409, "not_a_trial_venue");
        Assert.True((await operators.GetAsync($"/v1/markets/{Market}")).Ok().IsNull("markPrice"));
    }
}
