using Exchange.Runtime;
using Npgsql;

namespace Exchange.Persistence;

/// <summary>Reads the journal's rows as they are stored. By pages: a replay can take longer over the rows than any one statement may last.</summary>
internal sealed class PostgresJournalReader(JournalConnection connections) : IJournalReader
{
    /// <summary>Rows of a page at most.</summary>
    public const int PageRows = 256;

    /// <summary>A page ends with the row that brings it to so many bytes of commands.</summary>
    private const int PageBytes = 16 * 1024 * 1024;

    private const string Sql = """
        SELECT kind, batch_number, epoch, first_sequence, last_sequence, rules_version, commands, content_hash, chain_hash
        FROM journal.batches WHERE batch_number > $1 ORDER BY batch_number LIMIT $2
        """;

    public IAsyncEnumerable<JournalRow> ReadAfterAsync(long batchNumber, CancellationToken cancellationToken)
    {
        var last = batchNumber;
        return connections.PagesAsync<JournalRow>(
            async connection =>
            {
                var page = await ReadPageAsync(connection, last, cancellationToken).ConfigureAwait(false);
                last = page.Count > 0 ? page[^1].Heading.BatchNumber : last;
                return page;
            },
            cancellationToken);
    }

    private static async Task<List<JournalRow>> ReadPageAsync(NpgsqlConnection connection, long after, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql, connection) { Parameters = { new NpgsqlParameter<long> { TypedValue = after }, new NpgsqlParameter<int> { TypedValue = PageRows } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var page = new List<JournalRow>();
        var bytes = 0;
        while (bytes < PageBytes && await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            page.Add(ReadRow(reader));
            bytes += page[^1].Commands.Length;
        }

        return page;
    }

    private static JournalRow ReadRow(NpgsqlDataReader reader) => new()
    {
        Heading = new JournalHeading(
            Kind: (JournalRowKind)reader.GetInt16(0),
            BatchNumber: reader.GetInt64(1),
            Epoch: reader.GetInt64(2),
            FirstSequence: reader.GetInt64(3),
            LastSequence: reader.GetInt64(4),
            RulesVersion: reader.GetInt32(5)),
        Commands = reader.GetFieldValue<byte[]>(6),
        ContentHash = reader.GetFieldValue<byte[]>(7),
        ChainHash = reader.GetFieldValue<byte[]>(8),
    };
}
