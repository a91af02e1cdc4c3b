using Exchange.Engine;
using Exchange.Tests;
using Xunit;

namespace Exchange.Benchmarks.Tests;

/// <summary>Days of a few messages, two levels a side. What a replay must not do is to find a book equal that is not.</summary>
public sealed class LobsterReplayTests : IDisposable
{
    // Ask price, ask shares, bid price, bid shares; then the second level.
    private const string Start = "1000500,50,1000100,40,1000600,60,1000000,70";

    private readonly string _folder = Directory.CreateTempSubdirectory("replay").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_book_goes_as_the_file_says()
    {
        var figures = Replay(
            ("34200.0,5,0,1,1000200,1", Start),
            ("34200.1,1,11,30,1000100,1", "1000500,50,1000100,70,1000600,60,1000000,70"),
            ("34200.2,2,11,10,1000100,1", "1000500,50,1000100,60,1000600,60,1000000,70"),
            ("34200.3,4,7,40,1000100,1", "1000500,50,1000100,20,1000600,60,1000000,70"),
            ("34200.4,4,11,5,1000100,1", "1000500,50,1000100,15,1000600,60,1000000,70"),
            ("34200.5,3,11,15,1000100,1", "1000500,50,1000000,70,1000600,60,999900,5")).Figures;

        Assert.Equal(5, figures.EqualRows);
        Assert.Equal(0, figures.UnequalRows);
        Assert.Equal((1, 1, 45), (figures.HitsOfSeeds, figures.HitsOfOrders, figures.SharesExecuted));
        Assert.Empty(figures.Missed);
        Assert.Equal((4, 1), (figures.SeededAtStart, figures.SeededOnEntry));
    }

    [Fact]
    public void A_row_that_differs_ends_the_replay_and_is_shown()
    {
        var replay = Replay(
            ("34200.0,5,0,1,1000200,1", Start),
            ("34200.1,1,11,30,1000100,1", "1000500,50,1000100,71,1000600,60,1000000,70"),
            ("34200.2,3,11,30,1000100,1", Start));

        Assert.Equal((0, 1), (replay.Figures.EqualRows, replay.Figures.UnequalRows));
        Assert.StartsWith("row 2", replay.FirstDifference, StringComparison.Ordinal);
    }

    [Fact]
    public void A_level_within_the_view_is_never_seeded()
    {
        var figures = Replay(
            ("34200.0,5,0,1,1000200,1", "1000500,50,1000100,40,1000700,60,1000000,70"),
            ("34200.1,1,11,30,1000600,-1", "1000400,30,1000100,40,1000500,50,1000000,70")).Figures;

        Assert.Equal(1, figures.UnequalRows);
        Assert.Equal(0, figures.SeededOnEntry);
    }

    [Fact]
    public void What_leaves_the_view_is_canceled_and_seeded_when_it_comes_back()
    {
        var figures = Replay(
            ("34200.0,5,0,1,1000200,1", Start),
            ("34200.1,1,11,30,1000700,-1", "1000500,50,1000100,40,1000600,60,1000000,70"),
            ("34200.2,1,12,5,1000200,-1", "1000200,5,1000100,40,1000500,50,1000000,70"),
            ("34200.3,3,12,5,1000200,-1", Start)).Figures;

        Assert.Equal((3, 0), (figures.EqualRows, figures.UnequalRows));
        Assert.Equal(2, figures.WindowCancels);
        Assert.Equal(1, figures.SeededOnEntry);
    }

    [Theory]
    [InlineData("34200.3,4,12,5,1000200,1", "1000500,50,1000200,35,1000600,60,1000100,40", ExecutionMiss.BehindEarlierOrder)]
    [InlineData("34200.3,4,7,5,1000100,1", "1000500,50,1000200,40,1000600,60,1000100,35", ExecutionMiss.BehindBetterPrice)]
    [InlineData("34200.3,4,11,31,1000200,1", "1000500,50,1000200,10,1000600,60,1000100,40", ExecutionMiss.MoreThanIsLeft)]
    internal void An_execution_that_breaks_price_time_priority_is_a_miss(string execution, string after, ExecutionMiss miss)
    {
        var figures = Replay(
            ("34200.0,5,0,1,1000200,1", Start),
            ("34200.1,1,11,30,1000200,1", "1000500,50,1000200,30,1000600,60,1000100,40"),
            ("34200.2,1,12,10,1000200,1", "1000500,50,1000200,40,1000600,60,1000100,40"),
            (execution, after)).Figures;

        Assert.Equal([miss], figures.Missed.Keys);
        Assert.Equal(0, figures.HitsOfOrders + figures.HitsOfSeeds);
    }

    [Fact]
    public void The_same_commands_lead_to_the_same_state()
    {
        var replay = Replay(("34200.0,5,0,1,1000200,1", Start), ("34200.1,1,11,30,1000100,1", "1000500,50,1000100,70,1000600,60,1000000,70"));

        Assert.True(ReplayClock.NanosecondsPerCommand(replay.Venue, rounds: 1) > 0);
    }

    [MarketDataFact("l3-equity-lobster")]
    public void A_whole_day_of_Amazon_is_row_by_row_the_published_book()
    {
        var figures = Replay(LobsterDay.Open(MarketData.PathOf("l3-equity-lobster"))).Figures;

        Assert.Equal((153_490, 0), (figures.EqualRows, figures.UnequalRows));
        Assert.Equal(8_974, figures.HitsOfOrders + figures.HitsOfSeeds + figures.Missed.Values.Sum());
        Assert.True(figures.Missed.Values.Sum() < 90, "More than 1 % of the executions did not meet their orders.");
    }

    private (LobsterFigures Figures, string? FirstDifference, ReplayVenue Venue) Replay(params (string Message, string Book)[] rows)
    {
        File.WriteAllLines(Path.Combine(_folder, "XYZ_2020-01-02_34200000_57600000_message_2.csv"), rows.Select(row => row.Message));
        File.WriteAllLines(Path.Combine(_folder, "XYZ_2020-01-02_34200000_57600000_orderbook_2.csv"), rows.Select(row => row.Book));
        return Replay(LobsterDay.Open(_folder));
    }

    private static (LobsterFigures Figures, string? FirstDifference, ReplayVenue Venue) Replay(LobsterDay day)
    {
        using (day)
        {
            var book = new BookLevels();
            Assert.True(day.Read(out var first, book));
            var market = new ReplayMarket(day.Symbol, new DecimalStep(1, 2), new DecimalStep(1, 0), book.Of(Side.Buy)[0].Ticks);
            var venue = new ReplayVenue(market, accounts: 2, first.Time);
            var replay = new LobsterReplay(day, venue);
            replay.Run(first, book, keepsGoing: false);
            return (replay.Figures, replay.FirstDifference, venue);
        }
    }
}
