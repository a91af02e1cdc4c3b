using Exchange.Benchmarks;

return args switch
{
    ["engine", .. var rest] => EngineBenchmark.Run(rest),
    ["auction", .. var rest] => AuctionBenchmark.Run(rest),
    ["lobster", .. var rest] => await LobsterVerb.RunAsync(rest),
    ["binance", .. var rest] => await BinanceVerb.RunAsync(rest),
    ["crash-day", .. var rest] => CrashDayVerb.Run(rest),
    ["end-to-end", .. var rest] => await EndToEndBenchmark.RunAsync(rest),
    ["kills", .. var rest] => await KillsBenchmark.RunAsync(rest),
    ["bare-kestrel"] => await BareKestrel.ServeAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        usage: dotnet run -c Release --project bench/Exchange.Benchmarks -- VERB

          engine [commands]    nanoseconds per command, beside a sorted-dictionary book
          auction [orders]     milliseconds from the price of a call auction to its end
          end-to-end [part]    durable orders over REST and the stream, beside a bare web server and bare commits; rest, stream, projection
          kills [count]        kills the exchange with -9 under load, starts it again, and looks for everything that was acknowledged
          lobster PATH ...     a day of a share's real orders on the engine, its book against the published one (docs/REPLAYING.md)
          crash-day [PATH]     2025-10-10 on the engine: what index and mark made of it, also with a source that is silent, frozen or lies
          binance PATH ...     captured depth and trades of a futures market on the engine, its book against the captured one
        """);
    return 2;
}
