using Exchange.Benchmarks;

return args switch
{
    ["engine", .. var rest] => EngineBenchmark.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        usage: dotnet run -c Release --project bench/Exchange.Benchmarks -- VERB

          engine [commands]    nanoseconds per command, beside a sorted-dictionary book
        """);
    return 2;
}
