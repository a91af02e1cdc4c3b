using System.Diagnostics;
using System.Runtime.Versioning;
using Exchange.Persistence;
using Exchange.Testing;
using Npgsql;
using Xunit;

namespace Exchange.Runtime.Tests;

public sealed class LocalPostgresTests : IAsyncLifetime
{
    private readonly LocalPostgresOptions _options = new() { DataDirectory = TestPostgres.NewDataDirectory(), SharedBuffers = "32MB" };

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        return TestPostgres.RemoveAsync(_options.DataDirectory);
    }

    [Fact]
    public async Task A_private_cluster_is_durable_and_listens_on_loopback_alone()
    {
        await using var postgres = await LocalPostgres.EnsureAsync(_options);

        Assert.True(postgres.IsPrivate);
        Assert.Equal("on|on|on|on|127.0.0.1||UTF8|C", await ScalarAsync(postgres.ConnectionString, """
            SELECT concat_ws('|', current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes'), current_setting('data_checksums'),
                             current_setting('listen_addresses'), current_setting('unix_socket_directories'), current_setting('server_encoding'), current_setting('lc_collate'))
            """));
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        await using var postgres = await LocalPostgres.EnsureAsync(_options);
        var wrong = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Password = "guess", Pooling = false };

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(wrong.ConnectionString, "SELECT 'in'"));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refusal.SqlState);
    }

    [Fact]
    public async Task Two_programs_on_one_data_folder_share_the_cluster_and_the_last_one_stops_it()
    {
        var both = await Task.WhenAll(LocalPostgres.EnsureAsync(_options), LocalPostgres.EnsureAsync(_options));
        var server = await ScalarAsync(both[0].ConnectionString, StartedAt);

        Assert.Equal(server, await ScalarAsync(both[1].ConnectionString, StartedAt));

        await both[0].StopAsync();
        Assert.Equal(server, await ScalarAsync(both[1].ConnectionString, StartedAt));

        await both[1].StopAsync();
        Assert.False(ClusterProcesses.Living(ClusterPath));
    }

    [Fact]
    public async Task What_was_committed_is_there_after_the_server_was_killed()
    {
        await using var before = await LocalPostgres.EnsureAsync(_options);
        await ScalarAsync(before.ConnectionString, "CREATE TABLE kept AS SELECT 'kept' AS value; SELECT 'done'");
        var postmaster = Process.GetProcessById(int.Parse(File.ReadLines(PidFile).First(), System.Globalization.CultureInfo.InvariantCulture));
        postmaster.Kill();
        await postmaster.WaitForExitAsync();

        await using var after = await LocalPostgres.EnsureAsync(_options);

        NpgsqlConnection.ClearAllPools();
        Assert.Equal("kept", await ScalarAsync(after.ConnectionString, "SELECT value FROM kept"));
        Assert.Equal(before.ConnectionString, after.ConnectionString);
    }

    [Fact]
    public async Task A_pid_file_whose_number_belongs_to_another_process_does_not_keep_the_server_down()
    {
        await using (await LocalPostgres.EnsureAsync(_options))
        {
        }

        await File.WriteAllLinesAsync(PidFile, [Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), ClusterPath, "0", "1", "", "127.0.0.1", "  0  0", "ready"]);

        await using var again = await LocalPostgres.EnsureAsync(_options);

        Assert.Equal("up", await ScalarAsync(again.ConnectionString, "SELECT 'up'"));
    }

    [Fact]
    public async Task A_port_taken_by_somebody_else_is_replaced()
    {
        string first;
        await using (var postgres = await LocalPostgres.EnsureAsync(_options))
        {
            first = postgres.ConnectionString;
        }

        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, new NpgsqlConnectionStringBuilder(first).Port);
        taken.Start();

        await using var again = await LocalPostgres.EnsureAsync(_options);

        Assert.NotEqual(first, again.ConnectionString);
        Assert.Equal("up", await ScalarAsync(again.ConnectionString, "SELECT 'up'"));
    }

    [Fact]
    public async Task A_cluster_whose_folder_is_gone_is_an_error_and_not_an_empty_exchange()
    {
        await using (await LocalPostgres.EnsureAsync(_options))
        {
        }

        Directory.Move(ClusterPath, ClusterPath + ".away");

        var error = await Assert.ThrowsAsync<PostgresUnavailableException>(() => LocalPostgres.EnsureAsync(_options));

        Assert.Contains("Restore it", error.Message, StringComparison.Ordinal);
        Directory.Move(ClusterPath + ".away", ClusterPath);
    }

    [Fact]
    public async Task An_interrupted_creation_is_made_anew()
    {
        Directory.CreateDirectory(ClusterPath + ".new/half");

        await using var postgres = await LocalPostgres.EnsureAsync(_options);

        Assert.Equal("up", await ScalarAsync(postgres.ConnectionString, "SELECT 'up'"));
    }

    [RootFact]
    [UnsupportedOSPlatform("windows")]
    public async Task Root_may_keep_its_data_where_the_server_cannot_enter()
    {
        Directory.CreateDirectory(_options.DataDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        await using var postgres = await LocalPostgres.EnsureAsync(_options);
        var cluster = await ScalarAsync(postgres.ConnectionString, "SHOW data_directory");

        Assert.StartsWith("/var/lib/exchange/cluster-", cluster, StringComparison.Ordinal);
        await postgres.StopAsync();
        await using (var again = await LocalPostgres.EnsureAsync(_options))
        {
            NpgsqlConnection.ClearAllPools();
            Assert.Equal(cluster, await ScalarAsync(again.ConnectionString, "SHOW data_directory"));
        }

        await TestPostgres.RemoveAsync(_options.DataDirectory);
        Directory.Delete(cluster, recursive: true);
        Directory.CreateDirectory(_options.DataDirectory);
    }

    [Fact]
    public async Task A_server_that_may_forget_is_refused()
    {
        await using var postgres = await LocalPostgres.EnsureAsync(_options);
        await ScalarAsync(postgres.ConnectionString, "ALTER SYSTEM SET full_page_writes = off; SELECT pg_reload_conf()::text");
        var configured = new LocalPostgresOptions { DataDirectory = _options.DataDirectory, ConnectionString = postgres.ConnectionString };

        await Eventually.HoldsAsync(async () => await ScalarAsync(postgres.ConnectionString, "SHOW full_page_writes") == "off");
        var error = await Assert.ThrowsAsync<PostgresUnavailableException>(() => LocalPostgres.EnsureAsync(configured));

        Assert.Contains("full_page_writes = off", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_binaries_the_message_names_the_three_ways()
    {
        var nowhere = _options with { BinaryDirectory = "/nowhere" };

        var error = await Assert.ThrowsAsync<PostgresUnavailableException>(() => LocalPostgres.EnsureAsync(nowhere));

        Assert.Contains("connection string", error.Message, StringComparison.Ordinal);
        Assert.Contains("apt-get install postgresql", error.Message, StringComparison.Ordinal);
        Assert.Contains("docker compose", error.Message, StringComparison.Ordinal);
    }

    private const string StartedAt = "SELECT pg_postmaster_start_time()::text";

    private string ClusterPath => Path.Combine(_options.DataDirectory, "postgres");

    private string PidFile => Path.Combine(ClusterPath, "postmaster.pid");

    private static async Task<string> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Runs where the process is root, as in containers; elsewhere the server runs as the same user and nothing differs.</summary>
    private sealed class RootFactAttribute : FactAttribute
    {
        public RootFactAttribute() => Skip = Environment.IsPrivilegedProcess ? null : "Needs root.";
    }
}
