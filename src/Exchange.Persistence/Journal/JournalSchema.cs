using Npgsql;

namespace Exchange.Persistence;

/// <summary>The journal's tables. Plain SQL, because the journal is written and read without an object mapper; the first migration executes it.</summary>
public static class JournalSchema
{
    /// <summary>Creates what is missing and leaves what is there.</summary>
    public const string Ddl = """
        CREATE SCHEMA IF NOT EXISTS journal;

        -- The truth. One row per batch of commands, or per start of an epoch; never updated.
        CREATE TABLE IF NOT EXISTS journal.batches (
            batch_number    bigint      PRIMARY KEY,
            kind            smallint    NOT NULL,   -- 0 commands, 1 epoch start
            epoch           bigint      NOT NULL,
            first_sequence  bigint      NOT NULL,
            last_sequence   bigint      NOT NULL,   -- first - 1 in a row without commands
            rules_version   integer     NOT NULL,
            written_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
            commands        bytea       NOT NULL,   -- framed commands; the leader's name in an epoch start
            content_hash    bytea       NOT NULL,   -- over the row and the events that the commands caused
            chain_hash      bytea       NOT NULL    -- over the previous row's chain hash and this content hash
        );
        -- Compressing costs four to eight times more than writing.
        ALTER TABLE journal.batches ALTER COLUMN commands SET STORAGE EXTERNAL;
        CREATE INDEX IF NOT EXISTS batches_last_sequence ON journal.batches (last_sequence);

        -- Who leads. The lease tells others when to try; the fence is the epoch in journal.batches.
        CREATE TABLE IF NOT EXISTS journal.leadership (
            only_row    boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
            epoch       bigint      NOT NULL,
            holder      text        NOT NULL,
            lease_until timestamptz NOT NULL
        );
        INSERT INTO journal.leadership (epoch, holder, lease_until) VALUES (0, '', '-infinity') ON CONFLICT DO NOTHING;

        -- A snapshot counts once its row here is committed; chunks without one are remains of an interrupted attempt.
        CREATE TABLE IF NOT EXISTS journal.snapshots (
            snapshot_id   bigint      PRIMARY KEY,
            batch_number  bigint      NOT NULL,     -- the last batch it contains
            last_sequence bigint      NOT NULL,
            chain_hash    bytea       NOT NULL,     -- that batch's
            rules_version integer     NOT NULL,
            chunk_count   integer     NOT NULL,
            total_bytes   bigint      NOT NULL,
            sha256        bytea       NOT NULL,
            damaged       boolean     NOT NULL DEFAULT false,
            written_at    timestamptz NOT NULL DEFAULT clock_timestamp()
        );
        CREATE TABLE IF NOT EXISTS journal.snapshot_chunks (
            snapshot_id bigint  NOT NULL,
            chunk_index integer NOT NULL,
            content     bytea   NOT NULL,
            PRIMARY KEY (snapshot_id, chunk_index)
        );
        ALTER TABLE journal.snapshot_chunks ALTER COLUMN content SET STORAGE EXTERNAL;
        CREATE SEQUENCE IF NOT EXISTS journal.snapshot_ids;

        -- Batches that the engine could not apply. While one is not acknowledged, only cancels are accepted.
        CREATE TABLE IF NOT EXISTS journal.quarantine (
            quarantine_id   uuid        PRIMARY KEY,
            epoch           bigint      NOT NULL,
            first_sequence  bigint      NOT NULL,
            commands        bytea       NOT NULL,
            reason          text        NOT NULL,
            written_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
            acknowledged_at timestamptz,
            acknowledged_by text
        );
        """;

    /// <summary>Executes <see cref="Ddl"/> on an open connection.</summary>
    public static async Task CreateAsync(NpgsqlConnection connection, CancellationToken cancellationToken = default)
    {
        await using var command = new NpgsqlCommand(Ddl, connection);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
