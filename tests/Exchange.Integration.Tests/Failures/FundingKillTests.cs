using System.Globalization;
using Exchange.Testing;
using Xunit;

namespace Exchange.Integration.Tests;

/// <summary>The process is killed with SIGKILL on the funding time; <c>EXCHANGE_FUNDING_KILLS</c> says how often.</summary>
public sealed class FundingKillTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("EXCHANGE_FUNDING_KILLS") ?? "2", CultureInfo.InvariantCulture);

    private readonly Reporters _reporters = new();
    private DateTime _reportedAt;

    [Fact]
    public async Task Each_funding_is_paid_exactly_once_across_kills_on_the_funding_time()
    {
        await using var exchange = await ExchangeProcess.StartReadyAsync(postgres.ConnectionString, ExchangeFixture.AmpleBudgets);
        var venue = new Venue(exchange);
        var market = await FundedMarketAsync(venue);
        var (buyer, seller) = (await venue.TraderAsync(), await venue.TraderAsync());
        await ReportAsync(buyer, market);
        (await seller.PlaceAsync(market, "sell", "100.0", "7.123")).Ok();
        (await buyer.PlaceAsync(market, "buy", "100.0", "7.123")).Ok();

        for (var i = 0; i < Kills; i++)
        {
            var due = await NextAsync(buyer, market);
            await Eventually.HoldsAsync(async () =>
            {
                await ReportAsync(buyer, market);
                return (DateTime.UtcNow - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond >= due;
            });
            await exchange.KillAsync();
            await exchange.StartAgainAsync();
            await exchange.ReadyAsync();
            await Eventually.HoldsAsync(async () =>
            {
                await ReportAsync(buyer, market);
                var payments = (await buyer.GetAsync("/v1/account/funding")).List("items");
                return payments.Any(payment => payment.Number("fundingTime") == due);
            });
        }

        await Eventually.HoldsAsync(async () => !(await buyer.GetAsync($"/v1/markets/{market}/funding")).Flag("isSettling"));
        await IsPaidOnceAsync(market, buyer, seller);
    }

    private static async Task IsPaidOnceAsync(string market, Trader buyer, Trader seller)
    {
        var charged = (await buyer.GetAsync($"/v1/markets/{market}/funding/history?limit=1000")).List("items");
        var (paid, received) = (await PaymentsAsync(buyer), await PaymentsAsync(seller));
        Assert.True(charged.Length >= Kills);
        Assert.Equal(charged.Select(funding => funding.Number("fundingTime")), paid.Select(payment => payment.Number("fundingTime")));
        Assert.Equal(charged.Select(funding => funding.Number("fundingTime")), received.Select(payment => payment.Number("fundingTime")));
        foreach (var (payment, receipt) in paid.Zip(received))
        {
            var sum = Amount(payment) + Amount(receipt);
            Assert.InRange(sum, 0, 0.000001m); // what rounding left is the insurance fund's
            Assert.True(Amount(payment) > 0);
        }

        var explained = await buyer.GetAsync($"/v1/funding/{paid[0].Text("paymentId")}/explain");
        Assert.True(explained.Flag("isEqual"), explained.GetRawText());
        (await seller.Api.GetAsync($"/v1/funding/{paid[0].Text("paymentId")}/explain")).IsProblem(404, "payment_unknown");
    }

    private static async Task<System.Text.Json.JsonElement[]> PaymentsAsync(Trader trader) =>
        (await trader.GetAsync("/v1/account/funding?limit=1000")).List("items");

    private static decimal Amount(System.Text.Json.JsonElement payment) => decimal.Parse(payment.Text("payment"), CultureInfo.InvariantCulture);

    private static async Task<long> NextAsync(Trader trader, string market) => (await trader.GetAsync($"/v1/markets/{market}/funding")).Number("nextFundingTime");

    private async Task<string> FundedMarketAsync(Venue venue)
    {
        var market = await venue.HaltedMarketAsync();
        (await venue.Operator.PutAsync($"/v1/admin/markets/{market}/funding", new
        {
            intervalSeconds = 10, sampleMaxAgeSeconds = 10, interest = "0.001", clamp = "0.005", capFactor = "1", impactNotional = "1000", minSamples = 1, reason = "test",
        })).Ok();
        (await venue.Operator.PutAsync($"/v1/admin/markets/{market}/prices", _reporters.Rules(quorum: 3))).Ok();
        (await venue.Operator.PostAsync($"/v1/admin/markets/{market}/state", new { state = "active", reason = "test" })).Ok();
        return market;
    }

    /// <summary>All sources report, once in half a second.</summary>
    private async Task ReportAsync(Trader trader, string market)
    {
        if (DateTime.UtcNow - _reportedAt < TimeSpan.FromSeconds(0.5))
        {
            return;
        }

        _reportedAt = DateTime.UtcNow;
        for (var source = 0; source < 3; source++)
        {
            (await _reporters.ReportAsync(trader.Api, market, source, "100.0")).Ok();
        }
    }
}
