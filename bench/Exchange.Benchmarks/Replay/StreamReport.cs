using Exchange.Engine;

namespace Exchange.Benchmarks;

/// <summary>A replay on an exchange that runs: sends it, and compares what came of it with what the engine alone made of the same commands.</summary>
internal static class StreamReport
{
    private const int WholeBook = 5_000;

    /// <returns>Whether book and fills are the engine's.</returns>
    public static async Task<bool> RunAsync(ReplayVenue venue, ReplayMarket market, ReplayOptions options)
    {
        using var client = new SignedClient(options.Stream!);
        var running = await RunningMarket.OpenAsync(client, options.Operator!, market, venue.Accounts);
        var pace = new ReplayPace(options.Speed);
        var replay = await StreamReplay.RunAsync(venue, market, running, client.Stream, pace);
        var frames = replay.Acknowledgements;
        Console.WriteLine();
        Console.WriteLine($"over the stream    {running.Symbol}: {venue.Commands.Count:N0} commands in {replay.Frames:N0} frames, {replay.Waits:N0} waits for another account; every answer is the engine's");
        Console.WriteLine($"rate               {venue.Commands.Count / replay.Elapsed.TotalSeconds:N0} commands/s over {replay.Elapsed.TotalSeconds:F1} s");
        Console.WriteLine($"acknowledgement    p50 {frames.GetValueAtPercentile(50) / 1000.0:F2} ms, p99 {frames.GetValueAtPercentile(99) / 1000.0:F2} ms, most {frames.GetValueAtPercentile(100) / 1000.0:F2} ms (a frame, until it is in the journal and answered)");
        if (options.Speed is not null)
        {
            Console.WriteLine($"pace               {options.Speed} times the original's, at most {pace.MostBehind.TotalMilliseconds:F1} ms behind");
        }

        var isSame = await CompareBookAsync(venue, running);
        return await CompareFillsAsync(venue, running) && isSame;
    }

    private static async Task<bool> CompareBookAsync(ReplayVenue venue, RunningMarket running)
    {
        var own = new BookLevels();
        own.ReadFrom(venue.Book, WholeBook);
        var theirs = await running.BookAsync(WholeBook);
        var isSame = own.SameAs(theirs);
        Console.WriteLine($"book at the end    {(isSame ? "the engine's" : "NOT the engine's")}: {own.Of(Side.Buy).Count:N0} bid and {own.Of(Side.Sell).Count:N0} ask levels");
        if (!isSame)
        {
            Console.WriteLine($"the engine's book:\n{own}the exchange's book:\n{theirs}");
        }

        return isSame;
    }

    /// <summary>Each trade must be in Postgres twice, once for either side.</summary>
    private static async Task<bool> CompareFillsAsync(ReplayVenue venue, RunningMarket running)
    {
        var (count, lots) = (0L, 0L);
        for (var i = 0; i < venue.Accounts; i++)
        {
            var (fills, filled) = await running.FillsAsync(i);
            count += fills;
            lots += filled;
        }

        var isSame = count == 2 * venue.Machine.State.LastTrade && lots == 2 * venue.TradedLots;
        Console.WriteLine($"fills in Postgres  {count:N0} of {lots:N0} lots; {(isSame ? "two" : "NOT two")} for each of the engine's {venue.Machine.State.LastTrade:N0} trades of {venue.TradedLots:N0} lots");
        return isSame;
    }
}
