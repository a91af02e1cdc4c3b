using Npgsql;
using NpgsqlTypes;

namespace Exchange.Persistence;

/// <summary>How a kind of row is copied into its table: its columns, and how to write them. One place per table, so that they cannot drift apart.</summary>
/// <param name="Table">The table.</param>
/// <param name="Key">Its primary key.</param>
/// <param name="Columns">All columns, in the order in which they are written.</param>
/// <param name="Write">Writes a row's values.</param>
internal sealed record TableCopy<TRow>(string Table, string Key, string[] Columns, Action<NpgsqlBinaryImporter, TRow> Write)
{
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

        await using var importer = await connection.BeginBinaryImportAsync($"COPY {target} ({List}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        do
        {
            importer.StartRow();
            Write(importer, enumerator.Current);
        }
        while (enumerator.MoveNext());

        await importer.CompleteAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>Values of a copied row, each as its column's type.</summary>
internal static class CopiedValues
{
    public static void Integer(this NpgsqlBinaryImporter importer, int value) => importer.Write(value, NpgsqlDbType.Integer);

    public static void Small(this NpgsqlBinaryImporter importer, short value) => importer.Write(value, NpgsqlDbType.Smallint);

    public static void Long(this NpgsqlBinaryImporter importer, long value) => importer.Write(value, NpgsqlDbType.Bigint);

    public static void Flag(this NpgsqlBinaryImporter importer, bool value) => importer.Write(value, NpgsqlDbType.Boolean);

    public static void Numeric(this NpgsqlBinaryImporter importer, decimal value) => importer.Write(value, NpgsqlDbType.Numeric);

    public static void Time(this NpgsqlBinaryImporter importer, DateTime value) => importer.Write(value, NpgsqlDbType.TimestampTz);

    public static void Text(this NpgsqlBinaryImporter importer, string? value)
    {
        if (value is null)
        {
            importer.WriteNull();
        }
        else
        {
            importer.Write(value, NpgsqlDbType.Text);
        }
    }

    public static void Json(this NpgsqlBinaryImporter importer, string? value)
    {
        if (value is null)
        {
            importer.WriteNull();
        }
        else
        {
            importer.Write(value, NpgsqlDbType.Jsonb);
        }
    }

    /// <summary>A value that may be missing.</summary>
    public static void Maybe<T>(this NpgsqlBinaryImporter importer, T? value, Action<NpgsqlBinaryImporter, T> write)
        where T : struct
    {
        if (value is { } present)
        {
            write(importer, present);
        }
        else
        {
            importer.WriteNull();
        }
    }
}
