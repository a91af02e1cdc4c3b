using System.Buffers;
using System.Security.Cryptography;
using Exchange.Runtime;
using Npgsql;

namespace Exchange.Persistence;

/// <summary>Snapshots in Postgres: chunks first, each durable by itself, then the row that makes them count, with their number and hash.</summary>
internal sealed class PostgresSnapshots(JournalConnection connections) : ISnapshotStore
{
    /// <summary>Bytes of a chunk at most.</summary>
    public const int ChunkSize = 16 * 1024 * 1024;

    private const string ListSql = """
        SELECT s.snapshot_id, s.batch_number, s.last_sequence, b.epoch, s.chain_hash, s.rules_version, s.total_bytes
        FROM journal.snapshots AS s JOIN journal.batches AS b USING (batch_number)
        WHERE NOT s.damaged ORDER BY s.last_sequence DESC, s.snapshot_id DESC
        """;

    private const string ChunksSql = "SELECT content FROM journal.snapshot_chunks WHERE snapshot_id = $1 ORDER BY chunk_index";

    private const string FinalSql = "SELECT chunk_count, total_bytes, sha256 FROM journal.snapshots WHERE snapshot_id = $1";

    private const string InsertChunkSql = "INSERT INTO journal.snapshot_chunks (snapshot_id, chunk_index, content) VALUES ($1, $2, $3)";

    private const string InsertFinalSql = """
        INSERT INTO journal.snapshots (snapshot_id, batch_number, last_sequence, chain_hash, rules_version, chunk_count, total_bytes, sha256)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    private const string KeptSql = """
        (SELECT snapshot_id FROM journal.snapshots WHERE NOT damaged ORDER BY last_sequence DESC, snapshot_id DESC LIMIT $1)
        UNION
        (SELECT snapshot_id FROM journal.snapshots WHERE NOT damaged AND last_sequence <= $2 ORDER BY last_sequence DESC, snapshot_id DESC LIMIT 1)
        """;

    // What is newer than the newest kept one may be in the making. Chunks without their final row are remains and go with the rest.
    private const string DeleteSql = """
        WITH rows AS (DELETE FROM journal.snapshots WHERE snapshot_id <> ALL ($1) AND snapshot_id < $2)
        DELETE FROM journal.snapshot_chunks WHERE snapshot_id <> ALL ($1) AND snapshot_id < $2
        """;

    public Task<IReadOnlyList<SnapshotInfo>> ListAsync(CancellationToken cancellationToken) => connections.PatientlyAsync<IReadOnlyList<SnapshotInfo>>(
        async connection =>
        {
            await using var command = new NpgsqlCommand(ListSql, connection);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            var snapshots = new List<SnapshotInfo>();
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                var position = new JournalPosition(reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetFieldValue<byte[]>(4));
                snapshots.Add(new SnapshotInfo(reader.GetInt64(0), position, reader.GetInt32(5), reader.GetInt64(6)));
            }

            return snapshots;
        },
        cancellationToken);

    public Task<ReadOnlySequence<byte>?> ReadAsync(SnapshotInfo snapshot, CancellationToken cancellationToken) => connections.PatientlyAsync(
        async connection =>
        {
            var chunks = await ReadChunksAsync(connection, snapshot.Id, cancellationToken).ConfigureAwait(false);
            if (await IsWholeAsync(connection, snapshot.Id, chunks, cancellationToken).ConfigureAwait(false))
            {
                return ChunkSequence.Of(chunks);
            }

            await using var mark = new NpgsqlCommand("UPDATE journal.snapshots SET damaged = true WHERE snapshot_id = $1", connection) { Parameters = { Of(snapshot.Id) } };
            await mark.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            return (ReadOnlySequence<byte>?)null;
        },
        cancellationToken);

    public Task WriteAsync(JournalPosition position, int rulesVersion, ReadOnlySequence<byte> content, CancellationToken cancellationToken) => connections.PatientlyAsync(
        async connection =>
        {
            await using var next = new NpgsqlCommand("SELECT nextval('journal.snapshot_ids')", connection);
            var id = (long)(await next.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var count = 0;
            for (var rest = content; !rest.IsEmpty; count++)
            {
                var chunk = rest.Slice(0, Math.Min(rest.Length, ChunkSize)).ToArray();
                rest = rest.Slice(chunk.Length);
                hash.AppendData(chunk);
                await using var insert = new NpgsqlCommand(InsertChunkSql, connection) { Parameters = { Of(id), Of(count), Of(chunk) } };
                await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }

            await using var final = new NpgsqlCommand(InsertFinalSql, connection)
            {
                Parameters =
                {
                    Of(id),
                    Of(position.BatchNumber),
                    Of(position.LastSequence),
                    Of(position.ChainHash),
                    Of(rulesVersion),
                    Of(count),
                    Of(content.Length),
                    Of(hash.GetHashAndReset()),
                },
            };
            return await final.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    public Task PruneAsync(int keep, long projectedSequence, CancellationToken cancellationToken) => connections.PatientlyAsync(
        async connection =>
        {
            var kept = await ReadKeptAsync(connection, keep, projectedSequence, cancellationToken).ConfigureAwait(false);
            if (kept.Length > 0)
            {
                await using var delete = new NpgsqlCommand(DeleteSql, connection) { Parameters = { Of(kept), Of(kept.Max()) } };
                await delete.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }

            return true;
        },
        cancellationToken);

    private static async Task<long[]> ReadKeptAsync(NpgsqlConnection connection, int keep, long projectedSequence, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(KeptSql, connection) { Parameters = { Of(keep), Of(projectedSequence) } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var kept = new List<long>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            kept.Add(reader.GetInt64(0));
        }

        return [.. kept];
    }

    private static async Task<List<byte[]>> ReadChunksAsync(NpgsqlConnection connection, long id, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(ChunksSql, connection) { Parameters = { Of(id) } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var chunks = new List<byte[]>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            chunks.Add(reader.GetFieldValue<byte[]>(0));
        }

        return chunks;
    }

    private static async Task<bool> IsWholeAsync(NpgsqlConnection connection, long id, List<byte[]> chunks, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var chunk in chunks)
        {
            hash.AppendData(chunk);
        }

        await using var command = new NpgsqlCommand(FinalSql, connection) { Parameters = { Of(id) } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            && reader.GetInt32(0) == chunks.Count
            && reader.GetInt64(1) == chunks.Sum(chunk => (long)chunk.Length)
            && hash.GetHashAndReset().AsSpan().SequenceEqual(reader.GetFieldValue<byte[]>(2));
    }

    private static NpgsqlParameter<T> Of<T>(T value) => new() { TypedValue = value };
}
