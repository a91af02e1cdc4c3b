using System.Runtime.Versioning;
using Exchange.Persistence;
using Exchange.Testing;
using Npgsql;
using Xunit;

namespace Exchange.Runtime.Tests;

public sealed class LocalPostgresTests : LocalPostgresTest
{
    [Fact]
    public async Task A_private_cluster_is_durable_and_listens_on_loopback_alone()
    {
        await using var postgres = await LocalPostgres.EnsureAsync(Options);

        Assert.True(postgres.IsPrivate);
        Assert.Equal("on|on|on|on|127.0.0.1||UTF8|C", await ScalarAsync(postgres.ConnectionString, """
            SELECT concat_ws('|', current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes'), current_setting('data_checksums'),
                             current_setting('listen_addresses'), current_setting('unix_socket_directories'), current_setting('server_encoding'), current_setting('lc_collate'))
            """));
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        await using var postgres = await LocalPostgres.EnsureAsync(Options);
        var wrong = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Password = "guess", Pooling = false };

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(wrong.ConnectionString, "SELECT 'in'"));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refusal.SqlState);
    }

    [Fact]
    public async Task Two_programs_on_one_data_folder_share_the_cluster_and_the_last_one_stops_it()
    {
        var both = await Task.WhenAll(LocalPostgres.EnsureAsync(Options), LocalPostgres.EnsureAsync(Options));
        var server = await ScalarAsync(both[0].ConnectionString, StartedAt);

        Assert.Equal(server, await ScalarAsync(both[1].ConnectionString, StartedAt));

        await both[0].StopAsync();
        Assert.Equal(server, await ScalarAsync(both[1].ConnectionString, StartedAt));

        await both[1].StopAsync();
        Assert.False(ClusterProcesses.Living(ClusterPath));
    }

    [RootFact]
    [UnsupportedOSPlatform("windows")]
    public async Task Root_may_keep_its_data_where_the_server_cannot_enter()
    {
        Directory.CreateDirectory(Options.DataDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        await using var postgres = await LocalPostgres.EnsureAsync(Options);
        var cluster = await ScalarAsync(postgres.ConnectionString, "SHOW data_directory");

        Assert.StartsWith("/var/lib/exchange/cluster-", cluster, StringComparison.Ordinal);
        await postgres.StopAsync();
        await using (var again = await LocalPostgres.EnsureAsync(Options))
        {
            NpgsqlConnection.ClearAllPools();
            Assert.Equal(cluster, await ScalarAsync(again.ConnectionString, "SHOW data_directory"));
        }

        await TestPostgres.RemoveAsync(Options.DataDirectory);
        Directory.Delete(cluster, recursive: true);
        Directory.CreateDirectory(Options.DataDirectory);
    }

    [Fact]
    public async Task A_server_that_may_forget_is_refused()
    {
        await using var postgres = await LocalPostgres.EnsureAsync(Options);
        await ScalarAsync(postgres.ConnectionString, "ALTER SYSTEM SET full_page_writes = off; SELECT pg_reload_conf()::text");
        var configured = new LocalPostgresOptions { DataDirectory = Options.DataDirectory, ConnectionString = postgres.ConnectionString };

        await Eventually.HoldsAsync(async () => await ScalarAsync(postgres.ConnectionString, "SHOW full_page_writes") == "off");
        var error = await Assert.ThrowsAsync<PostgresUnavailableException>(() => LocalPostgres.EnsureAsync(configured));

        Assert.Contains("full_page_writes = off", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_binaries_the_message_names_the_three_ways()
    {
        var nowhere = Options with { BinaryDirectory = "/nowhere" };

        var error = await Assert.ThrowsAsync<PostgresUnavailableException>(() => LocalPostgres.EnsureAsync(nowhere));

        Assert.Contains("connection string", error.Message, StringComparison.Ordinal);
        Assert.Contains("apt-get install postgresql", error.Message, StringComparison.Ordinal);
        Assert.Contains("docker compose", error.Message, StringComparison.Ordinal);
    }

    private const string StartedAt = "SELECT pg_postmaster_start_time()::text";

    /// <summary>Runs where the process is root, as in containers; elsewhere the server runs as the same user and nothing differs.</summary>
    private sealed class RootFactAttribute : FactAttribute
    {
        public RootFactAttribute() => Skip = Environment.IsPrivilegedProcess ? null : "Needs root.";
    }
}
