using Npgsql;

namespace Exchange.Persistence;

/// <summary>A Postgres that answers. Disposing it is <see cref="StopAsync"/>.</summary>
public sealed class PostgresInstance : IAsyncDisposable
{
    private readonly PostgresCluster? _cluster;
    private FileLock? _presence;

    internal PostgresInstance(string connectionString, PostgresCluster? cluster, FileLock? presence)
    {
        ConnectionString = connectionString;
        _cluster = cluster;
        _presence = presence;
    }

    /// <summary>Leads to the program's database.</summary>
    public string ConnectionString { get; }

    /// <summary>Whether it is a cluster that this program started from server binaries.</summary>
    public bool IsPrivate => _cluster is not null;

    /// <summary>Creates another database on the same server and gives its connection string.</summary>
    /// <exception cref="PostgresException">It exists already, or the role may not create databases.</exception>
    public async Task<string> CreateDatabaseAsync(string name, CancellationToken cancellationToken = default)
    {
        await ExecuteInMaintenanceDatabaseAsync($"CREATE DATABASE {QuoteIdentifier(name)}", cancellationToken);
        return new NpgsqlConnectionStringBuilder(ConnectionString) { Database = name }.ConnectionString;
    }

    /// <summary>Drops a database, whoever is still connected to it.</summary>
    public Task DropDatabaseAsync(string name, CancellationToken cancellationToken = default) =>
        ExecuteInMaintenanceDatabaseAsync($"DROP DATABASE IF EXISTS {QuoteIdentifier(name)} WITH (FORCE)", cancellationToken);

    /// <summary>Leaves the server; a private cluster is stopped (fast, with a checkpoint) unless another program on the same data folder uses it.</summary>
    public async ValueTask StopAsync()
    {
        if (Interlocked.Exchange(ref _presence, null) is not { } presence || _cluster is null)
        {
            return;
        }

        using var starting = await FileLock.AcquireAsync(_cluster.Folder.StartLockPath, CancellationToken.None);
        presence.Dispose();
        if (FileLock.TryAcquire(_cluster.Folder.UsersLockPath) is { } alone)
        {
            using (alone)
            {
                await _cluster.StopAsync();
            }
        }
    }

    public ValueTask DisposeAsync() => StopAsync();

    internal async Task CreateDatabaseIfMissingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var probe = new NpgsqlConnection(WithoutPooling(ConnectionString));
            await probe.OpenAsync(cancellationToken);
            return;
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            // Created below.
        }
        catch (NpgsqlException unreachable)
        {
            throw new PostgresUnavailableException($"The configured Postgres does not answer: {unreachable.Message}", unreachable);
        }

        var name = new NpgsqlConnectionStringBuilder(ConnectionString).Database!;
        try
        {
            await CreateDatabaseAsync(name, cancellationToken);
        }
        catch (PostgresException race) when (race.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Another program created it at the same moment; that is as good.
        }
        catch (NpgsqlException refused)
        {
            throw new PostgresUnavailableException($"The database \"{name}\" does not exist and could not be created: {refused.Message}", refused);
        }
    }

    private async Task ExecuteInMaintenanceDatabaseAsync(string sql, CancellationToken cancellationToken)
    {
        var maintenance = new NpgsqlConnectionStringBuilder(WithoutPooling(ConnectionString)) { Database = "postgres" };
        await using var connection = new NpgsqlConnection(maintenance.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string WithoutPooling(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;

    private static string QuoteIdentifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
