using Exchange.Runtime;
using Npgsql;

namespace Exchange.Persistence;

/// <summary>Reads the journal's rows as they are stored.</summary>
internal sealed class PostgresJournalReader(JournalConnection connections) : IJournalReader
{
    private const string Sql = """
        SELECT kind, batch_number, epoch, first_sequence, last_sequence, rules_version, commands, content_hash, chain_hash
        FROM journal.batches WHERE batch_number > $1 ORDER BY batch_number
        """;

    public IAsyncEnumerable<JournalRow> ReadAfterAsync(long batchNumber, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = batchNumber });
        return connections.StreamAsync(command, ReadRow, cancellationToken);
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
