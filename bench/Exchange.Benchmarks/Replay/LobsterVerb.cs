using Exchange.Engine;

namespace Exchange.Benchmarks;

/// <summary>The verb <c>lobster</c>: a day of real orders of a share, played on the engine.</summary>
internal static class LobsterVerb
{
    private const int Rounds = 5;

    /// <summary>What the verb takes.</summary>
    private const string Usage = $"""
        lobster PATH [--keep-going] [--stream URL ...]
          PATH           a folder with a LOBSTER message file and its order book file, or with their zip, or the zip
          --keep-going   go on after a row that differs
        {ReplayOptions.StreamUsage}
        """;

    /// <summary>Runs the verb.</summary>
    public static Task<int> RunAsync(string[] args) => ReplayVerb.RunAsync(args, Usage, RunAsync);

    /// <returns>Whether every row was the file's, and the running exchange, if one was named, ended with the same.</returns>
    private static async Task<bool> RunAsync(ReplayOptions options)
    {
        using var day = LobsterDay.Open(options.Path);
        var book = new BookLevels();
        if (!day.Read(out var first, book))
        {
            throw new InvalidDataException("The message file is empty.");
        }

        var market = new ReplayMarket(day.Symbol, new DecimalStep(1, 2), new DecimalStep(1, 0), book.Of(Side.Buy)[0].Ticks);
        var venue = new ReplayVenue(market, accounts: 2, first.Time);
        var replay = new LobsterReplay(day, venue);
        replay.Run(first, book, options.KeepsGoing);
        Report(replay.Figures, venue);
        if (replay.FirstDifference is not null)
        {
            Console.WriteLine(replay.FirstDifference);
            return false;
        }

        return options.Stream is null || await StreamReport.RunAsync(venue, market, options);
    }

    private static void Report(LobsterFigures figures, ReplayVenue venue)
    {
        venue.Machine.CheckInvariants();
        Console.WriteLine($"messages           {figures.Messages.Values.Sum():N0}: {Listed(figures.Messages)}");
        Console.WriteLine($"rows compared      {figures.EqualRows + figures.UnequalRows:N0}: {figures.EqualRows:N0} equal, {figures.UnequalRows:N0} unequal");
        Console.WriteLine($"seeded levels      {figures.SeededAtStart:N0} at the start, {figures.SeededOnEntry:N0} that came into view");
        Console.WriteLine($"window cancels     {figures.WindowCancels:N0}");
        Console.WriteLine($"cancels of seeds   {figures.CancelsOfSeeds:N0}");
        var (hits, missed) = (figures.HitsOfOrders + figures.HitsOfSeeds, figures.Missed.Values.Sum());
        Console.WriteLine($"executions hit     {hits:N0}: {figures.HitsOfOrders:N0} the very order, {figures.HitsOfSeeds:N0} the seed it is part of; {figures.SharesExecuted:N0} shares");
        Console.WriteLine($"executions missed  {missed:N0} ({100.0 * missed / Math.Max(1, hits + missed):F3} %){(missed > 0 ? ": " : "")}{Listed(figures.Missed)}");
        Console.WriteLine($"resting at most    {figures.MostResting:N0}");
        Console.WriteLine($"commands           {venue.Commands.Count:N0}, none rejected; {venue.Machine.State.LastTrade:N0} trades");
        Console.WriteLine($"state hash         {Convert.ToHexStringLower(venue.Machine.Hash())}");
        Console.WriteLine($"time               {ReplayClock.NanosecondsPerCommand(venue, Rounds):F1} ns per command (thread CPU time, median of {Rounds} replays to the same hash)");
    }

    private static string Listed<TKey>(SortedDictionary<TKey, int> counts)
        where TKey : struct, Enum => string.Join(", ", counts.Select(pair => $"{pair.Key} {pair.Value:N0}"));
}
