using Exchange.Persistence;
using Exchange.Testing;
using Npgsql;

namespace Exchange.Runtime.Tests;

/// <summary>A database with the journal's tables, which each test begins empty.</summary>
public sealed class JournalFixture : PostgresFixture
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await JournalSchema.CreateAsync(connection);
    }

    public Task EmptyAsync() => ExecuteAsync("""
        TRUNCATE journal.batches, journal.snapshots, journal.snapshot_chunks, journal.quarantine;
        UPDATE journal.leadership SET epoch = 0, holder = '', lease_until = '-infinity';
        """);
}
