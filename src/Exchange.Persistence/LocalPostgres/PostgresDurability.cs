using Microsoft.Extensions.Logging;
using Npgsql;

namespace Exchange.Persistence;

/// <summary>Refuses a Postgres that may forget what it has acknowledged.</summary>
public static class PostgresDurability
{
    private const string Sql = """
        SELECT current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit'),
               current_setting('data_checksums'), current_setting('server_encoding')
        """;

    /// <summary>Checks fsync, full_page_writes and synchronous_commit, which must be on; warns when data checksums are off.</summary>
    /// <exception cref="PostgresUnavailableException">One of the three is off, or the encoding is not UTF-8.</exception>
    public static async Task VerifyAsync(string connectionString, ILogger logger, CancellationToken cancellationToken)
    {
        // Unpooled: a pool may hold connections to the server as it was before a restart.
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        RequireOn("fsync", reader.GetString(0));
        RequireOn("full_page_writes", reader.GetString(1));
        RequireOn("synchronous_commit", reader.GetString(2));
        if (reader.GetString(4) != "UTF8")
        {
            throw new PostgresUnavailableException($"The database's encoding is {reader.GetString(4)}; it must be UTF8.");
        }

        if (reader.GetString(3) != "on")
        {
            logger.LogWarning("Postgres runs without data checksums: a damaged page would not be noticed. Enable them with pg_checksums.");
        }
    }

    private static void RequireOn(string setting, string value)
    {
        if (value == "off")
        {
            throw new PostgresUnavailableException(
                $"Postgres runs with {setting} = off, so it can lose what it has acknowledged. Turn it on; the exchange does not start without it.");
        }
    }
}
