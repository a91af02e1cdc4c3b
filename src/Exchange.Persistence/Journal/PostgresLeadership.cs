using System.Text;
using Exchange.Runtime;
using Npgsql;

namespace Exchange.Persistence;

/// <summary>
/// The lease in Postgres, by the database's clock, and the epoch's start in the journal, in one transaction. Attempts queue up at the lease's row:
/// one whose outcome was lost is either over or still holds the row, so the next one finds what became of it.
/// </summary>
/// <param name="connections">The store.</param>
/// <param name="rulesVersion">The version of the engine's rules in this program.</param>
internal sealed class PostgresLeadership(JournalConnection connections, int rulesVersion) : ILeadership
{
    private const string LockSql = "SELECT epoch, holder, lease_until < clock_timestamp() FROM journal.leadership FOR UPDATE";

    private const string LastRowSql = """
        SELECT batch_number, last_sequence, epoch, chain_hash FROM journal.batches ORDER BY batch_number DESC LIMIT 1
        """;

    private const string StartSql = """
        INSERT INTO journal.batches (batch_number, kind, epoch, first_sequence, last_sequence, rules_version, commands, content_hash, chain_hash)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (batch_number) DO NOTHING
        """;

    private const string HoldSql = "UPDATE journal.leadership SET epoch = $1, holder = $2, lease_until = clock_timestamp() + $3";

    private const string RenewSql = """
        UPDATE journal.leadership SET lease_until = clock_timestamp() + $3 WHERE epoch = $1 AND holder = $2
        """;

    private const string FindStartSql = "SELECT batch_number FROM journal.batches WHERE epoch = $1 AND kind = $2";

    /// <summary>Names this process among all that ever led: two processes never write the same start of an epoch.</summary>
    private readonly string _holder = ProcessIdentity.NewName();

    public Task<LeadershipTerm?> TryTakeAsync(TimeSpan lease, CancellationToken cancellationToken) => connections.UrgentlyAsync(
        async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            var (epoch, holder, isFree) = await LockAsync(connection, cancellationToken).ConfigureAwait(false);
            if (holder != _holder && !isFree && !ProcessIdentity.IsDead(holder))
            {
                return null;
            }

            var term = holder == _holder
                ? await FindStartAsync(connection, epoch, cancellationToken).ConfigureAwait(false)
                : await StartEpochAsync(connection, epoch, cancellationToken).ConfigureAwait(false);
            if (term is not null)
            {
                await HoldAsync(connection, term, lease, cancellationToken).ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            }

            return term;
        },
        cancellationToken);

    public Task<bool> RenewAsync(LeadershipTerm term, TimeSpan lease, CancellationToken cancellationToken) => connections.UrgentlyAsync(
        async connection =>
        {
            await using var command = new NpgsqlCommand(RenewSql, connection) { Parameters = { Of(term.Epoch), Of(_holder), Of(lease) } };
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1;
        },
        cancellationToken);

    public Task ReleaseAsync(LeadershipTerm term, CancellationToken cancellationToken) => RenewAsync(term, TimeSpan.FromSeconds(-1), cancellationToken);

    private static async Task<(long Epoch, string Holder, bool IsFree)> LockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(LockSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            ? (reader.GetInt64(0), reader.GetString(1), reader.GetBoolean(2))
            : throw new JournalUnsafeException("journal.leadership has lost its row.");
    }

    /// <summary>Inserts the epoch's start as the row after the last; null if the one who led was faster with that number.</summary>
    private async Task<LeadershipTerm?> StartEpochAsync(NpgsqlConnection connection, long leasedEpoch, CancellationToken cancellationToken)
    {
        var last = await ReadLastAsync(connection, cancellationToken).ConfigureAwait(false);
        var heading = new JournalHeading(
            JournalRowKind.EpochStart,
            last.BatchNumber + 1,
            Epoch: Math.Max(last.Epoch, leasedEpoch) + 1,
            FirstSequence: last.LastSequence + 1,
            last.LastSequence,
            rulesVersion);
        var row = JournalChain.Seal(heading, last.ChainHash, Encoding.UTF8.GetBytes(_holder), events: default);
        await using var command = new NpgsqlCommand(StartSql, connection)
        {
            Parameters =
            {
                Of(heading.BatchNumber),
                Of((short)heading.Kind),
                Of(heading.Epoch),
                Of(heading.FirstSequence),
                Of(heading.LastSequence),
                Of(heading.RulesVersion),
                Of(row.Commands.ToArray()),
                Of(row.ContentHash),
                Of(row.ChainHash),
            },
        };
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1
            ? new LeadershipTerm(heading.Epoch, heading.BatchNumber)
            : null;
    }

    private static async Task<JournalPosition> ReadLastAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(LastRowSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            ? new JournalPosition(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetFieldValue<byte[]>(3))
            : JournalPosition.Start;
    }

    private async Task HoldAsync(NpgsqlConnection connection, LeadershipTerm term, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(HoldSql, connection) { Parameters = { Of(term.Epoch), Of(_holder), Of(lease) } };
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>An earlier attempt of ours had succeeded without our hearing of it.</summary>
    private static async Task<LeadershipTerm> FindStartAsync(NpgsqlConnection connection, long epoch, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(FindStartSql, connection) { Parameters = { Of(epoch), Of((short)JournalRowKind.EpochStart) } };
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is long start
            ? new LeadershipTerm(epoch, start)
            : throw new JournalUnsafeException($"The start of epoch {epoch} is missing from the journal.");
    }

    private static NpgsqlParameter<T> Of<T>(T value) => new() { TypedValue = value };
}
