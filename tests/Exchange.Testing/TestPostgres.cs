using Exchange.Persistence;
using Npgsql;
using Testcontainers.PostgreSql;

namespace Exchange.Testing;

/// <summary>
/// One real Postgres per test process, durable like the one in production: what <c>EXCHANGE_TEST_POSTGRES</c> names, else a throwaway
/// cluster from this machine's server binaries, else a container. Gone when the process ends; what a killed test run left is removed by the next.
/// </summary>
public static class TestPostgres
{
    private const string ConfiguredBy = "EXCHANGE_TEST_POSTGRES";
    private static readonly string Root = Path.Combine(Path.GetTempPath(), "exchange-tests");
    private static readonly Lazy<Task<PostgresInstance>> Server = new(StartAsync, LazyThreadSafetyMode.ExecutionAndPublication);
    private static int _databases;

    /// <summary>The server, for tests that need more than a database.</summary>
    public static Task<PostgresInstance> InstanceAsync() => Server.Value;

    /// <summary>A new, empty database; its connection string.</summary>
    public static async Task<string> CreateDatabaseAsync()
    {
        var server = await Server.Value;
        var name = $"test_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}_{Guid.NewGuid():N}";
        return await server.CreateDatabaseAsync(name);
    }

    public static async Task DropDatabaseAsync(string connectionString)
    {
        await using (var pool = new NpgsqlConnection(connectionString))
        {
            NpgsqlConnection.ClearPool(pool);
        }

        var server = await Server.Value;
        await server.DropDatabaseAsync(new NpgsqlConnectionStringBuilder(connectionString).Database!);
    }

    /// <summary>A folder of its own, with room for a private cluster, that the next test run removes if this one cannot.</summary>
    public static string NewDataDirectory()
    {
        Directory.CreateDirectory(Root);
        return Path.Combine(Root, Guid.NewGuid().ToString("N"));
    }

    /// <summary>Stops whatever runs in a data folder that nobody uses, and removes it.</summary>
    public static async Task RemoveAsync(string dataDirectory)
    {
        try
        {
            await LocalPostgres.StopAbandonedAsync(dataDirectory);
        }
        catch (PostgresUnavailableException)
        {
            // A run that was killed while it removed its cluster left a part of one; nothing can run in that.
        }

        Directory.Delete(dataDirectory, recursive: true);
    }

    private static async Task<PostgresInstance> StartAsync()
    {
        var configured = Environment.GetEnvironmentVariable(ConfiguredBy);
        var options = new LocalPostgresOptions { DataDirectory = NewDataDirectory(), ConnectionString = configured, SharedBuffers = "64MB" };
        if (!string.IsNullOrEmpty(configured))
        {
            return await LocalPostgres.EnsureAsync(options);
        }

        await RemoveLeftoversAsync();
        try
        {
            var server = await LocalPostgres.EnsureAsync(options);
            AppDomain.CurrentDomain.ProcessExit += (_, _) => StopAndRemoveAsync(server, options.DataDirectory).GetAwaiter().GetResult();
            return server;
        }
        catch (PostgresUnavailableException missing)
        {
            return await StartContainerAsync(options, missing);
        }
    }

    private static async Task<PostgresInstance> StartContainerAsync(LocalPostgresOptions options, PostgresUnavailableException noBinaries)
    {
        try
        {
            // Testcontainers' own reaper removes it when the process is gone.
            var container = new PostgreSqlBuilder("postgres:17").Build();
            await container.StartAsync();
            return await LocalPostgres.EnsureAsync(options with { ConnectionString = container.GetConnectionString() });
        }
        catch (Exception noDocker) when (noDocker is not PostgresUnavailableException)
        {
            throw new PostgresUnavailableException($"The tests need a Postgres. {noBinaries.Message} Or set {ConfiguredBy}. (Docker: {noDocker.Message})", noBinaries);
        }
    }

    private static async Task StopAndRemoveAsync(PostgresInstance server, string dataDirectory)
    {
        NpgsqlConnection.ClearAllPools();
        await server.StopAsync();
        Directory.Delete(dataDirectory, recursive: true);
    }

    private static async Task RemoveLeftoversAsync()
    {
        var old = DateTime.UtcNow - TimeSpan.FromMinutes(1);
        foreach (var leftover in Directory.EnumerateDirectories(Root).Where(folder => Directory.GetCreationTimeUtc(folder) < old))
        {
            if (!LocalPostgres.IsInUse(leftover))
            {
                await RemoveAsync(leftover);
            }
        }
    }
}
