using Exchange.Benchmarks;

return args switch
{
    ["engine", .. var rest] => EngineBenchmark.Run(rest),
    ["lobster", .. var rest] => await LobsterVerb.RunAsync(rest),
    ["binance", .. var rest] => await BinanceVerb.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        usage: dotnet run -c Release --project bench/Exchange.Benchmarks -- VERB

          engine [commands]    nanoseconds per command, beside a sorted-dictionary book
          lobster PATH ...     a day of a share's real orders on the engine, its book against the published one (docs/REPLAYING.md)
          binance PATH ...     captured depth and trades of a futures market on the engine, its book against the captured one
        """);
    return 2;
}
