using System.Diagnostics;
using Exchange.Engine;

namespace Exchange.Benchmarks;

/// <summary>The verb <c>binance</c>: captured depth and trades, played on the engine.</summary>
internal static class BinanceVerb
{
    private const int Rounds = 5;

    /// <summary>What the verb takes.</summary>
    private const string Usage = $"""
        binance PATH [--speed N] [--stream URL ...]
          PATH           a capture: gzip, each line a time of receipt and a message of Binance's market streams
          --speed N      N times as fast as it was captured; otherwise as fast as it goes
        {ReplayOptions.StreamUsage}
        """;

    /// <summary>Runs the verb.</summary>
    public static Task<int> RunAsync(string[] args) => ReplayVerb.RunAsync(args, Usage, RunAsync);

    /// <returns>Whether the engine's book was the captured one after every update, and the running exchange, if one was named, ended with the same.</returns>
    private static async Task<bool> RunAsync(ReplayOptions options)
    {
        var survey = CaptureSurvey.Of(options.Path);
        var market = survey.Market(Path.GetFileNameWithoutExtension(options.Path).ToUpperInvariant().Split('_')[1]);
        var venue = new ReplayVenue(market, BinanceReplay.AccountsFor(survey, market), new Timestamp(1));
        var replay = new BinanceReplay(venue, market);
        var pace = new ReplayPace(options.Stream is null ? options.Speed : null);
        var started = Stopwatch.GetTimestamp();
        replay.Run(BinanceCapture.Read(options.Path), pace);
        var elapsed = Stopwatch.GetElapsedTime(started);
        Report(survey, replay, venue, market);
        if (options.Speed is not null && options.Stream is null)
        {
            Console.WriteLine($"pace               {options.Speed} times the captured one: {elapsed.TotalSeconds:F1} s, at most {pace.MostBehind.TotalMilliseconds:F1} ms behind");
        }

        if (replay.FirstDifference is not null)
        {
            Console.WriteLine(replay.FirstDifference);
            return false;
        }

        return options.Stream is null || await StreamReport.RunAsync(venue, market, options);
    }

    private static void Report(CaptureSurvey survey, BinanceReplay replay, ReplayVenue venue, ReplayMarket market)
    {
        venue.Machine.CheckInvariants();
        var figures = replay.Figures;
        var book = new BookLevels();
        book.ReadFrom(venue.Book, int.MaxValue);
        var nanoseconds = ReplayClock.NanosecondsPerCommand(venue, Rounds);
        Console.WriteLine($"market             {market.Symbol}: tick {market.TickSize.Size()}, lot {market.LotSize.Size()}, mark {Decimals.Of(market.MarkTicks, market.TickSize)}; {venue.Accounts} accounts");
        Console.WriteLine($"messages           {survey.Messages.Values.Sum():N0} in {survey.Span.TotalSeconds:F1} s: {string.Join(", ", survey.Messages.Select(pair => $"{pair.Key} {pair.Value:N0}"))}");
        Console.WriteLine($"synchronization    {figures.BeforeSnapshot:N0} came before the snapshot; {replay.Book.Gaps} gaps after it");
        Console.WriteLine($"depth updates      {figures.DepthUpdates:N0}: {figures.Placed:N0} orders placed, {figures.Amended:N0} amended, {figures.Canceled:N0} canceled; {figures.Refills:N0} levels put back after takers");
        Console.WriteLine($"takers             {figures.Takers:N0}: {figures.FilledWhole:N0} filled whole, {figures.FilledInPart:N0} in part; {100.0 * figures.LotsFilled / Math.Max(1, figures.LotsAsked):F2} % of {Decimals.Of(figures.LotsAsked, market.LotSize)}");
        Console.WriteLine($"books compared     {figures.EqualBooks + figures.UnequalBooks:N0}: {figures.EqualBooks:N0} equal, {figures.UnequalBooks:N0} unequal; at the end all {book.Of(Side.Buy).Count:N0} bid and {book.Of(Side.Sell).Count:N0} ask levels");
        Console.WriteLine($"commands           {venue.Commands.Count:N0}, none rejected; {venue.Machine.State.LastTrade:N0} trades");
        Console.WriteLine($"captured rate      {venue.Commands.Count / survey.Span.TotalSeconds:N0} commands/s on average, {BusiestSecond(venue):N0} in the busiest second");
        Console.WriteLine($"state hash         {Convert.ToHexStringLower(venue.Machine.Hash())}");
        Console.WriteLine($"time               {nanoseconds:F1} ns per command (thread CPU time, median of {Rounds} replays to the same hash), {1e9 / nanoseconds:N0} commands/s");
    }

    /// <summary>The most commands in one second of the capture, after the snapshot.</summary>
    private static int BusiestSecond(ReplayVenue venue)
    {
        var (most, count, second) = (0, 0, 0L);
        var snapshot = venue.Commands[0].Header.Time;
        for (var i = 0; i < venue.Commands.Count; i++)
        {
            var time = venue.Commands[i].Header.Time;
            if (time == snapshot)
            {
                continue;
            }

            var now = time.Microseconds / 1_000_000;
            count = now == second ? count + 1 : 1;
            second = now;
            most = Math.Max(most, count);
        }

        return most;
    }
}
