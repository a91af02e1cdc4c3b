using System.Diagnostics;
using Exchange.Persistence;
using Npgsql;
using Xunit;

namespace Exchange.Runtime.Tests;

/// <summary>A private cluster after a crash, an interruption or somebody's hand.</summary>
public sealed class LocalPostgresFaultTests : LocalPostgresTest
{
    [Fact]
    public async Task What_was_committed_is_there_after_the_server_was_killed()
    {
        await using var before = await LocalPostgres.EnsureAsync(Options);
        await ScalarAsync(before.ConnectionString, "CREATE TABLE kept AS SELECT 'kept' AS value; SELECT 'done'");
        var postmaster = Process.GetProcessById(int.Parse(File.ReadLines(PidFile).First(), System.Globalization.CultureInfo.InvariantCulture));
        postmaster.Kill();
        await postmaster.WaitForExitAsync();

        await using var after = await LocalPostgres.EnsureAsync(Options);

        NpgsqlConnection.ClearAllPools();
        Assert.Equal("kept", await ScalarAsync(after.ConnectionString, "SELECT value FROM kept"));
        Assert.Equal(before.ConnectionString, after.ConnectionString);
    }

    [Fact]
    public async Task A_pid_file_whose_number_belongs_to_another_process_does_not_keep_the_server_down()
    {
        await using (await LocalPostgres.EnsureAsync(Options))
        {
        }

        await File.WriteAllLinesAsync(PidFile, [Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), ClusterPath, "0", "1", "", "127.0.0.1", "  0  0", "ready"]);

        await using var again = await LocalPostgres.EnsureAsync(Options);

        Assert.Equal("up", await ScalarAsync(again.ConnectionString, "SELECT 'up'"));
    }

    [Fact]
    public async Task A_port_taken_by_somebody_else_is_replaced()
    {
        string first;
        await using (var postgres = await LocalPostgres.EnsureAsync(Options))
        {
            first = postgres.ConnectionString;
        }

        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, new NpgsqlConnectionStringBuilder(first).Port);
        taken.Start();

        await using var again = await LocalPostgres.EnsureAsync(Options);

        Assert.NotEqual(first, again.ConnectionString);
        Assert.Equal("up", await ScalarAsync(again.ConnectionString, "SELECT 'up'"));
    }

    [Fact]
    public async Task A_cluster_whose_folder_is_gone_is_an_error_and_not_an_empty_exchange()
    {
        await using (await LocalPostgres.EnsureAsync(Options))
        {
        }

        Directory.Move(ClusterPath, ClusterPath + ".away");

        var error = await Assert.ThrowsAsync<PostgresUnavailableException>(() => LocalPostgres.EnsureAsync(Options));

        Assert.Contains("Restore it", error.Message, StringComparison.Ordinal);
        Directory.Move(ClusterPath + ".away", ClusterPath);
    }

    [Fact]
    public async Task An_interrupted_creation_is_made_anew()
    {
        Directory.CreateDirectory(ClusterPath + ".new/half");

        await using var postgres = await LocalPostgres.EnsureAsync(Options);

        Assert.Equal("up", await ScalarAsync(postgres.ConnectionString, "SELECT 'up'"));
    }

    private string PidFile => Path.Combine(ClusterPath, "postmaster.pid");
}
