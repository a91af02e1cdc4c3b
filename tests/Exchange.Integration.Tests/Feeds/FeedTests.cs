using System.Globalization;
using System.IO.Compression;
using Exchange.Testing;
using Xunit;

namespace Exchange.Integration.Tests;

/// <summary>Feeds of the running program, from sources that answer and from sources that misbehave.</summary>
public sealed class FeedTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Market = "BTC-USDT-PERP";
    private const string Other = "ETH-USDT-PERP";

    [Fact]
    public async Task Good_sources_make_an_index_whatever_bad_ones_do()
    {
        await using var sources = await SourceServer.StartAsync();
        var capture = WriteCapture();
        var feeds = new List<(string Name, string Value)>();
        AddHttp(feeds, sources, Market, "NESTED", "/good", ("PricePath", "/data/0/last"), ("TimePath", "/data/0/ts"), ("ConfidencePath", "/data/0/conf"));
        AddHttp(feeds, sources, Market, "UNTIMED", "/good", ("PricePath", "/data/0/last"));
        AddStream(feeds, sources, Market, "STREAM", "/stream");
        AddStream(feeds, sources, Market, "DROPPING", "/dropping");
        AddFeed(feeds, Market, "REPLAY-A", ("Kind", "Replay"), ("File", capture), ("TimeUnit", "Microseconds"), ("Speed", "10"));
        AddHttp(feeds, sources, Market, "FROZEN", "/frozen", ("PricePath", "/last"), ("TimePath", "/ts"));
        AddHttp(feeds, sources, Market, "THOUSANDFOLD", "/thousandfold", ("PricePath", "/last"), ("TimePath", "/ts"));
        AddHttp(feeds, sources, Market, "AHEAD", "/ahead", ("PricePath", "/last"), ("TimePath", "/ts"));
        AddHttp(feeds, sources, Other, "NAN", "/nan", ("PricePath", "/last"), ("TimePath", "/ts"));
        AddHttp(feeds, sources, Other, "HTML", "/html", ("PricePath", "/last"));
        AddHttp(feeds, sources, Other, "HUGE", "/huge", ("PricePath", "/last"));
        AddHttp(feeds, sources, Other, "BROKEN", "/broken", ("PricePath", "/last"));
        AddHttp(feeds, sources, Other, "MOVED", "/moved", ("PricePath", "/data/0/last"));
        AddHttp(feeds, sources, Other, "SILENT", "/silent", ("PricePath", "/last"));
        AddHttp(feeds, sources, Other, "LORIS", "/loris", ("PricePath", "/last"));
        AddHttp(feeds, sources, Other, "ELSEWHERE", "/good", ("PricePath", "/last"));
        AddHttp(feeds, sources, Other, "SIGNED", "/good", ("PricePath", "/data/0/last"));

        await using var exchange = await ExchangeProcess.StartReadyAsync(postgres.ConnectionString, [.. ExchangeFixture.AmpleBudgets, .. feeds]);
        var venue = new Venue(exchange);
        await SetSourcesAsync(venue, Market, "NESTED", "UNTIMED", "STREAM", "DROPPING", "REPLAY-A", "FROZEN", "THOUSANDFOLD", "AHEAD");
        await SetSourcesAsync(venue, Other, "NAN", "HTML", "HUGE", "BROKEN", "MOVED", "SILENT", "LORIS", "ELSEWHERE", "SIGNED");

        await Eventually.HoldsAsync(async () =>
        {
            var states = await SourcesAsync(venue, Market);
            return states["NESTED"] == "used" && states["UNTIMED"] == "used" && states["STREAM"] == "used" && states["DROPPING"] == "used" && states["REPLAY-A"] == "used"
                && states["THOUSANDFOLD"] == "deviating" && states["FROZEN"] == "silent" && states["AHEAD"] == "silent";
        });
        var index = (await venue.Operator.GetAsync($"/v1/markets/{Market}/index")).Ok();
        Assert.False(index.Flag("isDegraded"));
        Assert.Equal("6000.5000000", index.Text("indexPrice"));
        Assert.Equal("6000.5", index.Text("markPrice"));
        await Eventually.HoldsAsync(() => Task.FromResult(sources.Connections >= 3));

        await FailsWithAsync(venue, "FROZEN", "outOfDate");
        await FailsWithAsync(venue, "AHEAD", "outOfDate");
        await FailsWithAsync(venue, "NAN", "priceInvalid");
        await FailsWithAsync(venue, "HTML", "malformed");
        await FailsWithAsync(venue, "HUGE", "tooLarge");
        await FailsWithAsync(venue, "BROKEN", "statusNotOk");
        await FailsWithAsync(venue, "MOVED", "statusNotOk");
        await FailsWithAsync(venue, "SILENT", "timedOut");
        await FailsWithAsync(venue, "LORIS", "timedOut");
        await FailsWithAsync(venue, "ELSEWHERE", "fieldMissing");
        await FailsWithAsync(venue, "SIGNED", "sourceUnknown");
        Assert.True((await venue.Operator.GetAsync($"/v1/markets/{Other}/index")).Ok().Flag("isDegraded"));
        Assert.All(await SourcesAsync(venue, Other), source => Assert.Equal("silent", source.Value));

        var metrics = (await exchange.Client().GetAsync("/metrics")).Text;
        Assert.Contains($$"""exchange_feed_reports_total{market="{{Market}}",source="STREAM"}""", metrics, StringComparison.Ordinal);
        Assert.Contains($$"""exchange_feed_faults_total{market="{{Other}}",source="LORIS",fault="timedOut"}""", metrics, StringComparison.Ordinal);
        File.Delete(capture);
    }

    [Fact]
    public async Task A_feed_that_makes_no_sense_keeps_the_program_from_starting()
    {
        var error = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => ExchangeProcess.StartAsync(
            postgres.ConnectionString,
            ("Exchange__Feeds__0__Market", Market),
            ("Exchange__Feeds__0__Source", "A"),
            ("Exchange__Feeds__0__Url", "ftp://127.0.0.1/"),
            ("Exchange__Feeds__0__PricePath", "/p")));
        Assert.Contains("Exchange:Feeds:0: Url must be", error.Message, StringComparison.Ordinal);
    }

    private static async Task FailsWithAsync(Venue venue, string source, string fault) => await Eventually.HoldsAsync(async () =>
    {
        var feed = (await venue.Operator.GetAsync("/v1/admin/feeds")).Ok().List("items").Single(item => item.Text("source") == source);
        return feed.Number("faults") > 0 && feed.Text("lastFault") == fault;
    });

    private static async Task<Dictionary<string, string>> SourcesAsync(Venue venue, string market) =>
        (await venue.Operator.GetAsync($"/v1/markets/{market}/index")).Ok().List("sources").ToDictionary(source => source.Text("name"), source => source.Text("state"));

    private static async Task SetSourcesAsync(Venue venue, string market, params string[] names) =>
        (await venue.Operator.PutAsync($"/v1/admin/markets/{market}/prices", new
        {
            quorum = 3,
            maxDeviation = "0.05",
            maxVelocity = "0.1",
            markBand = "0.002",
            basisWindowMilliseconds = 30_000,
            tradeStaleAfterMilliseconds = 60_000,
            impactNotional = "20000",
            reason = "test",
            sources = names.Select(name => new
            {
                name,
                weight = 1,
                staleAfterMilliseconds = 3_000,
                maxConfidence = "0.01",
                publicKey = name == "SIGNED" ? new string('a', 64) : null,
            }),
        })).Ok();

    private static void AddHttp(List<(string Name, string Value)> feeds, SourceServer sources, string market, string source, string path, params (string Name, string Value)[] settings) =>
        AddFeed(feeds, market, source, [("Kind", "HttpJson"), ("Url", sources.Http + path), ("Interval", "00:00:00.1"), ("Timeout", "00:00:00.5"), .. settings]);

    private static void AddStream(List<(string Name, string Value)> feeds, SourceServer sources, string market, string source, string path) => AddFeed(
        feeds, market, source, ("Kind", "WebSocketJson"), ("Url", sources.WebSocket + path), ("Subscribe__0", """{"op":"subscribe"}"""), ("PricePath", "/p"), ("TimePath", "/t"), ("TimeUnit", "Iso8601"));

    private static void AddFeed(List<(string Name, string Value)> feeds, string market, string source, params (string Name, string Value)[] settings)
    {
        var number = feeds.Count(feed => feed.Name.EndsWith("__Source", StringComparison.Ordinal));
        foreach (var (name, value) in ((string Name, string Value)[])[("Market", market), ("Source", source), .. settings])
        {
            feeds.Add(($"Exchange__Feeds__{number.ToString(CultureInfo.InvariantCulture)}__{name}", value));
        }
    }

    /// <summary>Half an hour of the past, a price every second.</summary>
    private static string WriteCapture()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.csv.gz");
        using var writer = new StreamWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest));
        writer.WriteLine("id,timestamp,price");
        for (var i = 0; i < 1_800; i++)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{i},{1_600_000_000_000_000 + (i * 1_000_000L)},{SourceServer.Price}"));
        }

        return path;
    }
}
