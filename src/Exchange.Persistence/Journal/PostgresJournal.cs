using Exchange.Runtime;
using Npgsql;
using NpgsqlTypes;

namespace Exchange.Persistence;

/// <summary>
/// The journal in Postgres. Each row is one statement, and so one transaction: it goes in only as the next number after the row we believe to be
/// the last, which must be there, of our epoch, with our chain. A failed attempt proves nothing either way; the same row is then sent again on a
/// new connection, and what that finds settles it.
/// </summary>
internal sealed class PostgresJournal(JournalConnection connections) : IJournal
{
    private const string InsertSql = """
        INSERT INTO journal.batches (batch_number, kind, epoch, first_sequence, last_sequence, rules_version, commands, content_hash, chain_hash)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9
        FROM journal.batches AS last
        WHERE last.batch_number = $1 - 1 AND last.epoch = $3 AND last.chain_hash = $10
        ON CONFLICT (batch_number) DO NOTHING
        """;

    private const string FindSql = "SELECT epoch, content_hash, chain_hash FROM journal.batches WHERE batch_number = $1";

    private NpgsqlConnection? _connection;
    private NpgsqlCommand? _insert;

    public AppendResult Append(JournalRow row, JournalPosition previous)
    {
        try
        {
            Connect();
            return new AppendResult(Insert(row, previous) ? AppendStatus.Committed : Compare(row));
        }
        catch (Exception error) when (error is NpgsqlException || JournalConnection.IsUnreachable(error))
        {
            Disconnect();
            return new AppendResult(AppendStatus.Unknown, error);
        }
    }

    public void Dispose() => Disconnect();

    /// <summary>True if the row went in.</summary>
    private bool Insert(JournalRow row, JournalPosition previous)
    {
        var values = _insert!.Parameters;
        values[0].Value = row.Heading.BatchNumber;
        values[1].Value = (short)row.Heading.Kind;
        values[2].Value = row.Heading.Epoch;
        values[3].Value = row.Heading.FirstSequence;
        values[4].Value = row.Heading.LastSequence;
        values[5].Value = row.Heading.RulesVersion;
        values[6].Value = row.Commands;
        values[7].Value = row.ContentHash;
        values[8].Value = row.ChainHash;
        values[9].Value = previous.ChainHash;
        return _insert.ExecuteNonQuery() == 1;
    }

    /// <summary>
    /// The row did not go in. Either it is there already, from an attempt of which we heard nothing, or the number is another's, or what we
    /// believe to be the last row is not: then another leads.
    /// </summary>
    private AppendStatus Compare(JournalRow row)
    {
        using var find = new NpgsqlCommand(FindSql, _connection);
        find.Parameters.Add(new NpgsqlParameter<long> { TypedValue = row.Heading.BatchNumber });
        using var reader = find.ExecuteReader();
        return reader.Read()
            && reader.GetInt64(0) == row.Heading.Epoch
            && reader.GetFieldValue<byte[]>(1).AsSpan().SequenceEqual(row.ContentHash)
            && reader.GetFieldValue<byte[]>(2).AsSpan().SequenceEqual(row.ChainHash)
                ? AppendStatus.Committed
                : AppendStatus.Fenced;
    }

    private void Connect()
    {
        if (_connection is not null)
        {
            return;
        }

        _connection = connections.OpenUrgent();
        _insert = new NpgsqlCommand(InsertSql, _connection);
        foreach (var type in (ReadOnlySpan<NpgsqlDbType>)
        [
            NpgsqlDbType.Bigint, NpgsqlDbType.Smallint, NpgsqlDbType.Bigint, NpgsqlDbType.Bigint, NpgsqlDbType.Bigint,
            NpgsqlDbType.Integer, NpgsqlDbType.Bytea, NpgsqlDbType.Bytea, NpgsqlDbType.Bytea, NpgsqlDbType.Bytea,
        ])
        {
            _insert.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type });
        }

        _insert.Prepare();
    }

    private void Disconnect()
    {
        _insert?.Dispose();
        _insert = null;
        _connection?.Dispose();
        _connection = null;
    }
}
