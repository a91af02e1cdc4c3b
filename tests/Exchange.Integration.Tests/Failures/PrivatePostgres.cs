using System.Globalization;
using Exchange.Persistence;
using Exchange.Testing;
using Npgsql;

namespace Exchange.Integration.Tests;

/// <summary>A Postgres server of a test's own, to be taken away and given back.</summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private readonly LocalPostgresOptions _options;
    private PostgresInstance _server;
    private string _cluster = "";

    private PrivatePostgres(LocalPostgresOptions options, PostgresInstance server) => (_options, _server) = (options, server);

    public string ConnectionString => _server.ConnectionString;

    public static async Task<PrivatePostgres> StartAsync()
    {
        var options = new LocalPostgresOptions { DataDirectory = TestPostgres.NewDataDirectory(), SharedBuffers = "32MB" };
        var postgres = new PrivatePostgres(options, await LocalPostgres.EnsureAsync(options));
        await using var connection = new NpgsqlConnection(postgres.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SHOW data_directory", connection);
        postgres._cluster = (string)(await command.ExecuteScalarAsync())!;
        return postgres;
    }

    /// <summary>Every process of the server stands still: connections stay open and nothing answers, as with a network that has gone.</summary>
    public Task SuspendAsync() => Signals.SendAsync("STOP", Processes());

    public Task ResumeAsync() => Signals.SendAsync("CONT", Processes());

    /// <summary>The server crashes.</summary>
    public Task KillAsync() => Signals.SendAsync("KILL", Processes());

    /// <summary>Starts it again where it was.</summary>
    public async Task StartAgainAsync() => _server = await LocalPostgres.EnsureAsync(_options);

    public async ValueTask DisposeAsync()
    {
        if (Processes() is { Length: > 0 } processes)
        {
            await Signals.SendAsync("CONT", processes); // a test that failed may have left it standing
        }

        await _server.DisposeAsync();
        await TestPostgres.RemoveAsync(_options.DataDirectory);
    }

    /// <summary>Each has the cluster as its working folder.</summary>
    private int[] Processes() =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Where(process => int.TryParse(Path.GetFileName(process), out _) && new FileInfo(Path.Combine(process, "cwd")).LinkTarget == _cluster)
            .Select(process => int.Parse(Path.GetFileName(process), CultureInfo.InvariantCulture)),
    ];
}
