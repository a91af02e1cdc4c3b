using Exchange.Testing;
using Xunit;

namespace Exchange.Integration.Tests;

public sealed class StandbyTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const int Fenced = 72;

    [Fact]
    public async Task A_standby_takes_over_from_a_leader_that_stood_still_and_the_old_one_cannot_write()
    {
        (string Name, string Value)[] settings =
            [.. ExchangeFixture.AmpleBudgets, ("EXCHANGE_MASTER_KEY", new string('a', 64)), ("Runtime__Lease", "00:00:03"), ("Runtime__LeaseRenewal", "00:00:00.5")];
        await using var first = await ExchangeProcess.StartReadyAsync(postgres.ConnectionString, settings);
        var venue = new Venue(first);
        var (market, alice) = (await venue.MarketAsync(), await venue.TraderAsync());
        (await alice.PlaceAsync(market, "buy", "99.0", "1.000", "before")).Ok();

        await using var second = await ExchangeProcess.StartAsync(postgres.ConnectionString, settings);
        var there = alice with { Api = second.Client(alice.Api.Credentials) };
        Assert.False(await second.IsReadyAsync());
        (await there.Api.GetAsync("/v1/orders")).IsProblem(503, "not_leader");
        (await there.PlaceAsync(market, "buy", "98.0", "1.000")).IsProblem(503, "not_leader");
        (await second.Client().GetAsync($"/v1/markets/{market}/book")).IsProblem(503, "not_leader");
        (await alice.PlaceAsync(market, "buy", "98.0", "1.000", "still the first")).IsProblem(400, "invalid_client_order_id");
        (await alice.PlaceAsync(market, "buy", "98.0", "1.000", "still-the-first")).Ok();

        await first.SuspendAsync();
        await second.ReadyAsync();

        Assert.Equal(["before", "still-the-first"], (await there.GetAsync("/v1/orders")).List().Select(order => order.Text("clientOrderId")));
        Assert.True((await there.PlaceAsync(market, "buy", "99.0", "1.000", "before")).Ok().Flag("isRepeat"));
        (await there.PlaceAsync(market, "buy", "97.0", "1.000", "after")).Ok();

        await first.ResumeAsync();
        Assert.Equal(Fenced, await first.ExitCodeAsync());

        (await there.PlaceAsync(market, "buy", "96.0", "1.000", "later")).Ok();
        Assert.Equal(4, (await there.GetAsync("/v1/orders")).List().Length);
        Assert.Empty(await postgres.RowsAsync(
            "SELECT b.batch_number FROM journal.batches AS a JOIN journal.batches AS b ON b.batch_number = a.batch_number + 1 WHERE b.epoch < a.epoch"));
        Assert.Equal(["1", "2"], await postgres.RowsAsync("SELECT DISTINCT epoch FROM journal.batches ORDER BY epoch"));
    }
}
