using Exchange.Testing;
using Xunit;

namespace Exchange.Integration.Tests;

public sealed class PostgresGoneTests
{
    /// <summary>Far below the minute that a dead connection could cost, and far above the three seconds that are promised: machines can be slow.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    [Theory]
    [InlineData("stands still")]
    [InlineData("crashes")]
    public async Task Requests_are_refused_or_their_outcome_is_unknown_until_postgres_is_back_and_a_retry_settles_them(string how)
    {
        await using var postgres = await PrivatePostgres.StartAsync();
        await using var exchange = await ExchangeProcess.StartReadyAsync(postgres.ConnectionString, ExchangeFixture.AmpleBudgets);
        var venue = new Venue(exchange);
        var (market, alice) = (await venue.MarketAsync(), await venue.TraderAsync());
        (await alice.PlaceAsync(market, "buy", "99.0", "1.000", "before")).Ok();

        await (how == "crashes" ? postgres.KillAsync() : postgres.SuspendAsync());
        var unknown = new List<string>();
        await Eventually.HoldsAsync(async () =>
        {
            var clientOrderId = $"during-{unknown.Count}";
            var answer = await alice.PlaceAsync(market, "buy", "98.0", "1.000", clientOrderId).WaitAsync(Patience);
            if (answer.Status == 504)
            {
                answer.IsProblem(504, "outcome_unknown");
                unknown.Add(clientOrderId);
                return false;
            }

            answer.IsProblem(503, "journal_unavailable");
            Assert.NotNull(answer.Headers.RetryAfter?.Delta);
            return true;
        });

        Assert.NotEmpty(unknown); // what was applied and then could not be written
        (await alice.Api.DeleteAsync("/v1/orders").WaitAsync(Patience)).IsProblem(503, "journal_unavailable");
        Assert.False(await exchange.IsReadyAsync());
        var read = await alice.Api.GetAsync("/v1/fills").WaitAsync(Patience);
        Assert.Equal(503, read.Status);
        Assert.NotNull(read.Headers.RetryAfter?.Delta);

        await (how == "crashes" ? postgres.StartAgainAsync() : postgres.ResumeAsync());
        await exchange.ReadyAsync();

        foreach (var clientOrderId in unknown)
        {
            (await alice.PlaceAsync(market, "buy", "98.0", "1.000", clientOrderId)).Ok();
        }

        (await alice.PlaceAsync(market, "buy", "97.0", "1.000", "after")).Ok();
        Assert.Equal(["before", .. unknown, "after"], (await alice.GetAsync("/v1/orders")).List().Select(order => order.Text("clientOrderId")));
        Assert.Equal(unknown.Count + 2, (await alice.GetAsync("/v1/orders/history")).List("items").Length);
    }
}
