using System.IO.Compression;
using Exchange.Engine;
using Exchange.Tests;
using Xunit;

namespace Exchange.Benchmarks.Tests;

/// <summary>Captures of a few lines.</summary>
public sealed class BinanceReplayTests : IDisposable
{
    private const string Snapshot = """{"lastUpdateId":100,"E":1,"T":1,"bids":[["99.90","2.000"],["99.80","3.000"]],"asks":[["100.00","1.500"],["100.20","4.000"]]}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("replay").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Orders_follow_the_levels_and_takers_trade_with_them()
    {
        var replay = Replay(
            Snapshot,
            Depth(99, 105, 98, "[\"99.90\",\"1.250\"],[\"99.70\",\"1.000\"]", "[\"100.20\",\"0\"]"),
            Trade("100.00", "0.500", isBuyerMaker: false),
            Depth(106, 107, 105, "", "[\"100.00\",\"1.000\"]"));

        Assert.Equal((3, 0), (replay.Figures.EqualBooks, replay.Figures.UnequalBooks));
        Assert.Equal((5, 1, 1), (replay.Figures.Placed, replay.Figures.Amended, replay.Figures.Canceled));
        Assert.Equal((1, 1, 0), (replay.Figures.Takers, replay.Figures.FilledWhole, replay.Figures.Refills));
        Assert.Equal(0, replay.Book.Gaps);
    }

    [Fact]
    public void What_a_taker_took_and_no_update_tells_of_is_put_back()
    {
        var replay = Replay(
            Snapshot,
            Depth(101, 102, 100, "", "[\"100.00\",\"1.000\"]"),
            Trade("100.00", "3.000", isBuyerMaker: false),
            Depth(103, 104, 102, "[\"99.90\",\"0\"]", ""));

        Assert.Equal((3, 0), (replay.Figures.EqualBooks, replay.Figures.UnequalBooks));
        Assert.Equal((1, 1, 10L), (replay.Figures.FilledInPart, replay.Figures.Refills, replay.Figures.LotsFilled));
    }

    [Fact]
    public void Updates_that_came_before_the_snapshot_and_are_newer_count()
    {
        var replay = Replay(
            Depth(80, 90, 79, "[\"99.90\",\"7.000\"]", ""),
            Depth(98, 104, 90, "[\"99.90\",\"1.000\"]", ""),
            Snapshot,
            Depth(105, 106, 104, "[\"99.80\",\"0\"]", ""));

        Assert.Equal(1m, replay.Book.At(Side.Buy, 99.9m));
        Assert.Equal(0m, replay.Book.At(Side.Buy, 99.8m));
        Assert.Equal((0, 0), (replay.Book.Gaps, replay.Figures.UnequalBooks));
    }

    [Fact]
    public void A_missing_update_is_counted()
    {
        var replay = Replay(Snapshot, Depth(101, 102, 100, "", ""), Depth(105, 106, 104, "", ""));

        Assert.Equal(1, replay.Book.Gaps);
    }

    [Fact]
    public void A_crossed_capture_is_refused()
    {
        var refused = Assert.Throws<InvalidOperationException>(() => Replay(Snapshot, Depth(101, 102, 100, "[\"100.10\",\"1.000\"]", "")));

        Assert.Contains(nameof(RejectReason.PostOnlyWouldMatch), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ticks_and_lots_express_every_price_and_quantity()
    {
        Write(Snapshot, Depth(101, 102, 100, "[\"99.7500\",\"1.0050\"]", "[\"900.00\",\"1.000\"]"));
        var market = CaptureSurvey.Of(File).Market("XYZ");

        Assert.Equal((new DecimalStep(1, 2), new DecimalStep(1, 3)), (market.TickSize, market.LotSize));
        Assert.True(market.MarkTicks * 2 > 90_000, "The price band does not reach the farthest ask.");
    }

    [MarketDataFact("orderflow-binance/usdm_btcusdt_20230404.gz")]
    public void A_captured_minute_and_a_half_of_bitcoin_is_update_by_update_the_captured_book()
    {
        var replay = ReplayFile(MarketData.PathOf("orderflow-binance/usdm_btcusdt_20230404.gz"));

        Assert.Equal((4_323, 0, 0), (replay.Figures.EqualBooks, replay.Figures.UnequalBooks, replay.Book.Gaps));
        Assert.Equal(2_191, replay.Figures.Takers);
    }

    private string File => Path.Combine(_folder, "capture.gz");

    private static string Depth(long first, long last, long previous, string bids, string asks) =>
        $$$"""{"stream":"s","data":{"e":"depthUpdate","U":{{{first}}},"u":{{{last}}},"pu":{{{previous}}},"b":[{{{bids}}}],"a":[{{{asks}}}]}}""";

    private static string Trade(string price, string quantity, bool isBuyerMaker) =>
        $$$"""{"stream":"s","data":{"e":"trade","p":"{{{price}}}","q":"{{{quantity}}}","X":"MARKET","m":{{{(isBuyerMaker ? "true" : "false")}}}}}""";

    private void Write(params string[] lines)
    {
        using var writer = new StreamWriter(new GZipStream(System.IO.File.Create(File), CompressionLevel.Fastest));
        for (var i = 0; i < lines.Length; i++)
        {
            writer.WriteLine($"{1_700_000_000_000_000 + i} {lines[i]}");
        }
    }

    private BinanceReplay Replay(params string[] lines)
    {
        Write(lines);
        return ReplayFile(File);
    }

    private static BinanceReplay ReplayFile(string path)
    {
        var survey = CaptureSurvey.Of(path);
        var market = survey.Market("XYZ");
        var venue = new ReplayVenue(market, BinanceReplay.AccountsFor(survey, market), new Timestamp(1));
        var replay = new BinanceReplay(venue, market);
        replay.Run(BinanceCapture.Read(path), new ReplayPace(speed: null));
        return replay;
    }
}
