using Exchange.Persistence;
using Exchange.Runtime;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Exchange.Api;

/// <summary>What the program does besides serving, named by its first argument.</summary>
internal static class Verbs
{
    /// <summary>The verb's work, giving the exit code; null if the arguments name none.</summary>
    public static Task<int>? Find(string[] args) => args.FirstOrDefault() switch
    {
        "rebuild-projection" => WithDatabaseAsync(RebuildProjectionAsync),
        "verify-journal" => WithDatabaseAsync(VerifyJournalAsync),
        "create-admin-key" => WithDatabaseAsync(CreateAdminKeyAsync),
        "check-health" => CheckHealthAsync(),
        { } verb when !verb.StartsWith('-') => Task.FromResult(Unknown(verb)),
        _ => null,
    };

    private static async Task<int> RebuildProjectionAsync(IServiceProvider services)
    {
        var replayed = await services.GetRequiredService<ProjectionRebuild>().RunAsync(CancellationToken.None);
        Console.WriteLine($"The read side was rebuilt to sequence {replayed.End.LastSequence}.");
        return 0;
    }

    private static async Task<int> VerifyJournalAsync(IServiceProvider services)
    {
        try
        {
            var replayed = await services.GetRequiredService<JournalReplay>().RunAsync(afterSequence: 0, _ => ValueTask.CompletedTask, CancellationToken.None);
            Console.WriteLine(
                $"The journal is whole to batch {replayed.End.BatchNumber}, sequence {replayed.End.LastSequence}; state hash {Convert.ToHexStringLower(replayed.StateHash)}.");
            return 0;
        }
        catch (JournalCorruptException corrupt)
        {
            Console.Error.WriteLine(corrupt.Message);
            return ExitCodes.Failed;
        }
    }

    private static async Task<int> CreateAdminKeyAsync(IServiceProvider services)
    {
        var settings = services.GetRequiredService<HostSettings>();
        await FirstStart.MakeOperatorKeyAsync(services.GetRequiredService<KeyRing>(), settings, "operator, made on the machine", CancellationToken.None);
        Console.WriteLine($"A new operator's key is in {settings.AdminKeyPath}.");
        return 0;
    }

    /// <summary>For containers without a shell or curl: 0 if the server of this environment is ready.</summary>
    private static async Task<int> CheckHealthAsync()
    {
        var settings = HostSettings.From(Configuration());
        var address = new Uri(settings.Urls.Split(';')[0].Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal).Replace("+", "127.0.0.1", StringComparison.Ordinal));
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(4) };
        try
        {
            using var response = await client.GetAsync(new Uri(address, "/health/ready"));
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
    }

    private static async Task<int> WithDatabaseAsync(Func<IServiceProvider, Task<int>> work)
    {
        var configuration = Configuration();
        var settings = HostSettings.From(configuration);
        Directory.CreateDirectory(settings.DataDirectory);
        await using var postgres = await LocalPostgres.EnsureAsync(settings.Postgres);
        await DatabaseSchema.MigrateAsync(postgres.ConnectionString);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSerilog(logging => logging.MinimumLevel.Warning().WriteTo.Console(new CompactJsonFormatter(), standardErrorFromLevel: LogEventLevel.Verbose));
        services.AddSingleton(settings);
        services.AddPostgresJournal(postgres.ConnectionString);
        services.AddPostgresReadSide(postgres.ConnectionString);
        services.AddExchangeRuntime(settings.Runtime(configuration));
        services.AddSecurity(MasterKey.Load(settings.DataDirectory), new RateLimits());
        await using var provider = services.BuildServiceProvider();
        return await work(provider);
    }

    private static IConfigurationRoot Configuration() => new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
        .AddEnvironmentVariables()
        .Build();

    private static int Unknown(string verb)
    {
        Console.Error.WriteLine($"""
            There is no verb "{verb}". Without one the exchange is served; --demo adds simulated traders. The verbs:
              rebuild-projection   writes the read side anew from the journal, with the server stopped
              verify-journal       replays the journal and checks every hash
              create-admin-key     makes an operator's key and leaves it in the data folder
              check-health         exits with 0 if the server is ready
            """);
        return 2;
    }
}
