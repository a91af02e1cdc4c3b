using Exchange.Testing;
using Xunit;

namespace Exchange.Integration.Tests;

/// <summary>Whoever asks for more than a budget allows is told so, and nobody else is.</summary>
public sealed class BudgetTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const int Enough = 500;

    [Fact]
    public async Task A_budget_ends_and_is_its_own()
    {
        (string Name, string Value)[] settings =
        [
            ("Limits__Orders__PerSecond", "1"), ("Limits__Orders__Burst", "3"),
            ("Limits__Reports__PerSecond", "1"), ("Limits__Reports__Burst", "2"),
            ("Limits__ReportCallers__PerSecond", "1"), ("Limits__ReportCallers__Burst", "20"),
        ];
        await using var exchange = await ExchangeProcess.StartReadyAsync(postgres.ConnectionString, settings);
        var venue = new Venue(exchange);
        var (market, alice, bob) = (await venue.MarketAsync(), await venue.TraderAsync(), await venue.TraderAsync());

        var refused = await UntilRefusedAsync(() => alice.PlaceAsync(market, "buy", "99.0", "0.100"));
        refused.IsProblem(429, "rate_limited");
        Assert.True(int.Parse(Assert.Single(refused.Headers.GetValues("Retry-After")), System.Globalization.CultureInfo.InvariantCulture) >= 1);
        Assert.Equal("3", Assert.Single(refused.Headers.GetValues("X-RateLimit-Limit")));
        Assert.Equal("0", Assert.Single(refused.Headers.GetValues("X-RateLimit-Remaining")));
        Assert.Equal("orders", Assert.Single(refused.Headers.GetValues("X-RateLimit-Budget")));
        (await bob.PlaceAsync(market, "buy", "99.0", "0.100")).Ok();
        Assert.True((await alice.Api.DeleteAsync("/v1/orders")).Ok().Number("canceledOrders") >= 3);

        // A reporter's own budget; what is not signed does not touch it.
        var reporters = new Reporters();
        var (first, second) = (await reporters.MarketAsync(venue), await reporters.MarketAsync(venue));
        (await reporters.ReportAsync(alice.Api, first, 0, "100.0", spoil: true)).IsProblem(401, "signature_invalid");
        (await UntilRefusedAsync(() => reporters.ReportAsync(alice.Api, first, 0, "100.0"))).IsProblem(429, "rate_limited");
        (await reporters.ReportAsync(alice.Api, first, 1, "100.0")).Ok();
        (await reporters.ReportAsync(alice.Api, second, 0, "100.0")).Ok();

        // Whoever sends nothing but nonsense uses up the address's.
        var nonsense = await UntilRefusedAsync(() => exchange.Client().PostAsync("/v1/reports", new { market = "NOWHERE" }));
        nonsense.IsProblem(429, "rate_limited");
        Assert.Equal("reportCallers", Assert.Single(nonsense.Headers.GetValues("X-RateLimit-Budget")));
        (await exchange.Client().GetAsync("/v1/markets")).Ok();
    }

    private static async Task<ApiAnswer> UntilRefusedAsync(Func<Task<ApiAnswer>> send)
    {
        for (var i = 0; i < Enough; i++)
        {
            var answer = await send();
            if (answer.Status == 429)
            {
                return answer;
            }
        }

        throw new InvalidOperationException("Everything was let through.");
    }
}
