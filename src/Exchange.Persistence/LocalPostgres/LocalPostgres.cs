using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Exchange.Persistence;

/// <summary>Where <see cref="LocalPostgres"/> finds or makes its database.</summary>
public sealed record LocalPostgresOptions
{
    /// <summary>The program's data folder; a private cluster lives in its <c>postgres</c> subfolder. Created if missing.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>A Postgres that somebody else runs. When given, no cluster is started.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>The database to use; created if missing. A database named in <see cref="ConnectionString"/> wins.</summary>
    public string Database { get; init; } = "exchange";

    /// <summary>Postgres' <c>shared_buffers</c> in a private cluster.</summary>
    public string SharedBuffers { get; init; } = "256MB";

    /// <summary>Where server binaries are, when they are not to be searched for.</summary>
    public string? BinaryDirectory { get; init; }
}

/// <summary>
/// Finds a Postgres: the configured one, else a private cluster made from the server binaries of this machine.
/// A private cluster outlives a killed program; the next start finds it running or starts it again, and
/// programs on the same data folder share it. The last one that leaves in order stops it.
/// </summary>
public static class LocalPostgres
{
    /// <inheritdoc cref="EnsureAsync(LocalPostgresOptions, ILogger, CancellationToken)"/>
    public static Task<PostgresInstance> EnsureAsync(LocalPostgresOptions options, CancellationToken cancellationToken = default) =>
        EnsureAsync(options, NullLogger.Instance, cancellationToken);

    /// <summary>A Postgres that answers, is durable and has the database.</summary>
    /// <exception cref="PostgresUnavailableException">None was found, it does not start, or it is configured to forget what it acknowledged.</exception>
    public static async Task<PostgresInstance> EnsureAsync(LocalPostgresOptions options, ILogger logger, CancellationToken cancellationToken = default)
    {
        var instance = string.IsNullOrWhiteSpace(options.ConnectionString)
            ? await StartPrivateAsync(options, logger, cancellationToken)
            : new PostgresInstance(WithDatabase(options.ConnectionString, options.Database), cluster: null, presence: null);
        try
        {
            await instance.CreateDatabaseIfMissingAsync(cancellationToken);
            await PostgresDurability.VerifyAsync(instance.ConnectionString, logger, cancellationToken);
        }
        catch
        {
            await instance.StopAsync();
            throw;
        }

        return instance;
    }

    /// <summary>Whether any program uses the private cluster of a data folder.</summary>
    public static bool IsInUse(string dataDirectory)
    {
        var usersLock = new ClusterFolder(dataDirectory, user: null).UsersLockPath;
        if (!File.Exists(usersLock) || FileLock.TryAcquire(usersLock) is not { } alone)
        {
            return File.Exists(usersLock);
        }

        alone.Dispose();
        return false;
    }

    /// <summary>Stops the private cluster of a data folder when it runs but nobody uses it any more: its program was killed.</summary>
    public static async Task StopAbandonedAsync(string dataDirectory, CancellationToken cancellationToken = default)
    {
        var folder = new ClusterFolder(dataDirectory, ServerUser.ForThisProcess());
        using var starting = await FileLock.AcquireAsync(folder.StartLockPath, cancellationToken);
        if (folder.ReadRecord() is not null && FileLock.TryAcquire(folder.UsersLockPath) is { } alone)
        {
            using (alone)
            {
                var cluster = await PostgresCluster.OpenAsync(folder, binaryDirectory: null, NullLogger.Instance, cancellationToken);
                await cluster.StopAsync();
            }
        }
    }

    private static async Task<PostgresInstance> StartPrivateAsync(LocalPostgresOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        var folder = new ClusterFolder(options.DataDirectory, ServerUser.ForThisProcess());
        using var starting = await FileLock.AcquireAsync(folder.StartLockPath, cancellationToken);

        // Taken before the server runs, so that nobody who leaves meanwhile stops it under us.
        var presence = FileLock.Share(folder.UsersLockPath);
        try
        {
            var cluster = await PostgresCluster.OpenAsync(folder, options.BinaryDirectory, logger, cancellationToken);
            var port = await cluster.EnsureRunningAsync(options.SharedBuffers, cancellationToken);
            return new PostgresInstance(cluster.ConnectionString(port, options.Database), cluster, presence);
        }
        catch
        {
            presence.Dispose();
            throw;
        }
    }

    private static string WithDatabase(string connectionString, string database)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        if (string.IsNullOrEmpty(builder.Database))
        {
            builder.Database = database;
        }

        return builder.ConnectionString;
    }
}

/// <summary>No usable Postgres; the message tells the operator what to do.</summary>
public sealed class PostgresUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
