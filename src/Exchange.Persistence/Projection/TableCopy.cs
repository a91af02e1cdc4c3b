using Npgsql;

namespace Exchange.Persistence;

/// <summary>How a kind of row is copied into its table: its columns, and how to write them. One place per table, so that they cannot drift apart.</summary>
/// <param name="Table">The table.</param>
/// <param name="Key">Its primary key.</param>
/// <param name="Columns">All columns, in the order in which they are written.</param>
/// <param name="Write">Writes a row's values.</param>
internal sealed record TableCopy<TRow>(string Table, string Key, string[] Columns, Action<CopyBuffer, TRow> Write)
{
    /// <summary>Bytes that are sent at a time.</summary>
    private const int ChunkBytes = 64 * 1024;

    private string List => string.Join(", ", Columns);

    /// <summary>Adds rows.</summary>
    public Task AddAsync(NpgsqlConnection connection, IEnumerable<TRow> rows, CancellationToken cancellationToken) =>
        CopyAsync(connection, Table, rows, cancellationToken);

    /// <summary>Adds rows or replaces those of the same key.</summary>
    public async Task PutAsync(NpgsqlConnection connection, IReadOnlyCollection<TRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var updates = string.Join(", ", Columns.Select(column => $"{column} = EXCLUDED.{column}"));
        await ExecuteAsync(connection, $"CREATE TEMP TABLE IF NOT EXISTS {Table}_in (LIKE {Table}) ON COMMIT DELETE ROWS", cancellationToken);
        await CopyAsync(connection, $"{Table}_in", rows, cancellationToken);
        await ExecuteAsync(
            connection, $"INSERT INTO {Table} ({List}) SELECT {List} FROM {Table}_in ON CONFLICT ({Key}) DO UPDATE SET {updates}", cancellationToken);
    }

    private async Task CopyAsync(NpgsqlConnection connection, string target, IEnumerable<TRow> rows, CancellationToken cancellationToken)
    {
        using var enumerator = rows.GetEnumerator();
        if (!enumerator.MoveNext())
        {
            return;
        }

        // Whole rows only are sent: if one cannot be written, what is there ends the copy, and the transaction is not committed.
        await using var stream = await connection.BeginRawBinaryCopyAsync($"COPY {target} ({List}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        var buffer = new CopyBuffer();
        buffer.Begin();
        do
        {
            buffer.Row(Columns.Length);
            Write(buffer, enumerator.Current);
            if (buffer.Length >= ChunkBytes)
            {
                await stream.WriteAsync(buffer.Written, cancellationToken);
                buffer.Clear();
            }
        }
        while (enumerator.MoveNext());

        buffer.End();
        await stream.WriteAsync(buffer.Written, cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
