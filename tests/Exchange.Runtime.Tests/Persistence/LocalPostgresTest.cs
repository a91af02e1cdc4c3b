using Exchange.Persistence;
using Exchange.Testing;
using Npgsql;
using Xunit;

namespace Exchange.Runtime.Tests;

/// <summary>A data folder of its own for each test of the private cluster.</summary>
public abstract class LocalPostgresTest : IAsyncLifetime
{
    private protected LocalPostgresOptions Options { get; } = new() { DataDirectory = TestPostgres.NewDataDirectory(), SharedBuffers = "32MB" };

    private protected string ClusterPath => Path.Combine(Options.DataDirectory, "postgres");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        return TestPostgres.RemoveAsync(Options.DataDirectory);
    }

    private protected static async Task<string> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
