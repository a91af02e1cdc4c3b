namespace Exchange.Benchmarks;

/// <summary>The verb <c>crash-day</c>: 2025-10-10 on the engine, as it was and with a source that lies.</summary>
internal static class CrashDayVerb
{
    private const string FolderName = "crash-2025-10-10";

    /// <returns>0 if nobody was wronged in any variant, or there is no capture; else 1.</returns>
    public static int Run(string[] args)
    {
        var folder = args.Length > 0 ? args[0] : Path.Combine(Environment.GetEnvironmentVariable("EXCHANGE_MARKET_DATA") ?? Path.Combine("..", "shared", "data"), FolderName);
        if (!CrashCapture.IsIn(folder))
        {
            Console.WriteLine($"crash-day skipped: {folder} has no capture of the day.");
            return 0;
        }

        var prints = CrashCapture.Read(folder);
        Console.WriteLine($"{prints.Count:N0} prints: {string.Join(", ", prints.CountBy(print => print.Leg).Select(leg => $"{leg.Key} {leg.Value:N0}"))}");
        var isRight = true;
        foreach (var variant in Enum.GetValues<CrashVariant>())
        {
            var figures = new CrashDay(prints, variant).Run();
            Report(variant, figures);
            isRight &= figures is { Wronged: 0, SecondsFreshWhileAlone: 0 };
        }

        return isRight ? 0 : 1;
    }

    private static void Report(CrashVariant variant, CrashFigures figures)
    {
        Console.WriteLine();
        Console.WriteLine($"{variant}");
        Console.WriteLine($"  commands           {figures.Commands:N0}; rejected: {string.Join(", ", figures.Rejected.Select(pair => $"{pair.Key} {pair.Value:N0}"))}");
        Console.WriteLine($"  perpetual          {Price(figures.Perpetual.Low)} … {Price(figures.Perpetual.High)}");
        Console.WriteLine($"  index              {Price(figures.Index.Low)} … {Price(figures.Index.High)}; degraded {figures.DegradedSeconds:N0} of {figures.Seconds:N0} s");
        Console.WriteLine($"  mark               {Price(figures.Mark.Low)} … {Price(figures.Mark.High)}; from the index at most {figures.LargestMarkGapBillionths / 1e7:F3} %");
        Console.WriteLine($"  liquidatable       {figures.LiquidatableAtMark:N0} at the mark, {figures.LiquidatableAtIndex:N0} at the index alone, {figures.LiquidatableAtPerpetual:N0} at the market's own prints");
        Console.WriteLine($"  wronged            {figures.Wronged:N0} at the mark whom index and band would have spared");
        if (variant == CrashVariant.TwoLegsAlone)
        {
            Console.WriteLine($"  alone              {figures.SecondsFreshWhileAlone:N0} s with a fresh mark while the two real legs were alone: nobody could be liquidated");
        }

        Console.WriteLine($"  states             {string.Join(", ", figures.Transitions.Select(pair => $"{pair.Key} {pair.Value:N0}"))}");
        Console.WriteLine($"  events             {string.Join(", ", figures.Events.Select(pair => $"{pair.Key} {pair.Value:N0}"))}");
        Console.WriteLine($"  ledger             sums to zero, every invariant holds; {figures.NegativeAccounts:N0} accounts with a negative balance");
        Console.WriteLine($"  state hash         {figures.Hash}, and the same when replayed");
    }

    private static string Price(long microticks) => microticks is 0 or long.MaxValue ? "none" : $"{microticks / 1e9:F4}";
}
