using Exchange.Runtime;
using Npgsql;

namespace Exchange.Persistence;

/// <summary>The quarantine in Postgres.</summary>
internal sealed class PostgresQuarantine(JournalConnection connections) : IQuarantine
{
    private const string KeepSql = """
        INSERT INTO journal.quarantine (quarantine_id, epoch, first_sequence, commands, reason) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (quarantine_id) DO NOTHING
        """;

    private const string CountSql = "SELECT count(*) FROM journal.quarantine WHERE acknowledged_at IS NULL";

    private const string AcknowledgeSql = """
        UPDATE journal.quarantine SET acknowledged_at = clock_timestamp(), acknowledged_by = $1 WHERE acknowledged_at IS NULL
        """;

    public Task KeepAsync(QuarantinedBatch batch, CancellationToken cancellationToken) => connections.UrgentlyAsync(
        async connection =>
        {
            await using var command = new NpgsqlCommand(KeepSql, connection)
            {
                Parameters = { Of(batch.Id), Of(batch.Epoch), Of(batch.FirstSequence), Of(batch.Commands.ToArray()), Of(batch.Reason) },
            };
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    public Task<int> CountUnacknowledgedAsync(CancellationToken cancellationToken) => connections.UrgentlyAsync(
        async connection =>
        {
            await using var command = new NpgsqlCommand(CountSql, connection);
            return (int)(long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        },
        cancellationToken);

    public Task<int> AcknowledgeAsync(string author, CancellationToken cancellationToken) => connections.UrgentlyAsync(
        async connection =>
        {
            await using var command = new NpgsqlCommand(AcknowledgeSql, connection) { Parameters = { Of(author) } };
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    private static NpgsqlParameter<T> Of<T>(T value) => new() { TypedValue = value };
}
