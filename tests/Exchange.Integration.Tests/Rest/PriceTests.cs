using Xunit;

namespace Exchange.Integration.Tests;

/// <summary>Registered reporters sign prices; together they make index and mark.</summary>
[Collection(SharedExchange.Name)]
public sealed class PriceTests(ExchangeFixture fixture)
{
    private readonly Venue _venue = fixture.Venue;
    private readonly Reporters _reporters = new();

    [Fact]
    public async Task Three_signed_reports_make_an_index_and_a_mark_price()
    {
        var market = await SourcedMarketAsync();
        var api = (await _venue.TraderAsync()).Api;

        (await _reporters.ReportAsync(api, market, 0, "100.04")).Ok();
        (await _reporters.ReportAsync(api, market, 1, "100.08")).Ok();
        var before = (await api.GetAsync($"/v1/markets/{market}/index")).Ok();
        Assert.True(before.Flag("isDegraded"));
        (await _reporters.ReportAsync(api, market, 2, "100.0912345")).Ok();

        var index = (await api.GetAsync($"/v1/markets/{market}/index")).Ok();
        Assert.False(index.Flag("isDegraded"));
        Assert.Equal("100.0800000", index.Text("indexPrice"));
        Assert.Equal("100.1", index.Text("markPrice"));
        Assert.Equal(["used", "used", "used"], index.List("sources").Select(source => source.Text("state")));
        Assert.Equal("100.1", (await api.GetAsync($"/v1/markets/{market}")).Ok().Text("markPrice"));
    }

    [Fact]
    public async Task Nobody_else_sets_the_price_of_such_a_market()
    {
        var market = await SourcedMarketAsync();
        (await _venue.Operator.PostAsync($"/v1/admin/markets/{market}/mark", new { markPrice = "90.0" })).IsProblem(409, "price_from_sources");
    }

    [Fact]
    public async Task A_report_must_be_signed_by_its_source_and_be_of_now()
    {
        var market = await SourcedMarketAsync();
        var api = (await _venue.TraderAsync()).Api;

        (await _reporters.ReportAsync(api, market, 0, "100.0", signer: 1)).IsProblem(401, "signature_invalid");
        (await _reporters.ReportAsync(api, market, 0, "100.0", spoil: true)).IsProblem(401, "signature_invalid");
        (await _reporters.ReportAsync(api, market, 0, "100.0", age: TimeSpan.FromMinutes(1))).IsProblem(422, "report_out_of_date");
        (await _reporters.ReportAsync(api, market, 0, "100.0", age: TimeSpan.FromMinutes(-1))).IsProblem(422, "report_out_of_date");
        (await _reporters.ReportAsync(api, market, 0, "-1")).IsProblem(400, "invalid_price");
        (await _reporters.ReportAsync(api, market, 0, "100.00000001")).IsProblem(400, "invalid_price");
        (await _reporters.ReportAsync(api, "NOWHERE", 0, "100.0")).IsProblem(404, "market_unknown");
        (await api.PostAsync("/v1/reports", new { market, source = "ELSEWHERE", price = "1", confidence = "0", time = 1, signature = "00" })).IsProblem(404, "source_unknown");
        (await api.PostAsync("/v1/reports", new { market, source = "REPORTER-0", price = "1", confidence = "0", time = 1 })).IsProblem(400, "missing_field");
    }

    [Fact]
    public async Task Rules_that_make_no_sense_are_refused()
    {
        var market = await _venue.MarketAsync();
        (await _venue.Operator.PutAsync($"/v1/admin/markets/{market}/prices", _reporters.Rules(quorum: 2))).IsProblem(422, "parameters_invalid");
        (await _venue.Operator.PutAsync($"/v1/admin/markets/{market}/prices", _reporters.Rules(quorum: 3, publicKey: "00"))).IsProblem(400, "invalid_public_key");
        (await _venue.Operator.PutAsync($"/v1/admin/markets/{market}/prices", _reporters.Rules(quorum: 3, sources: 2))).IsProblem(400, "invalid_sources");
        (await _venue.Operator.GetAsync($"/v1/markets/{market}/index")).IsProblem(404, "index_unknown");
    }

    private Task<string> SourcedMarketAsync() => _reporters.MarketAsync(_venue);
}
