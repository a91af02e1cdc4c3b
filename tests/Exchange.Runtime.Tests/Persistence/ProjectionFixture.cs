using Exchange.Persistence;
using Exchange.Testing;

namespace Exchange.Runtime.Tests;

/// <summary>A database with all tables, which each test begins empty.</summary>
public class ProjectionFixture : PostgresFixture
{
    private string[] _tables = [];

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await DatabaseSchema.MigrateAsync(ConnectionString);
        _tables = await RowsAsync("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> '__EFMigrationsHistory' ORDER BY 1");
    }

    public Task EmptyAsync() => ExecuteAsync($"""
        TRUNCATE journal.batches, journal.snapshots, journal.snapshot_chunks, journal.quarantine, security.api_keys, {string.Join(", ", _tables.Where(table => table != "projection"))};
        UPDATE projection SET sequence = 0;
        UPDATE journal.leadership SET epoch = 0, holder = '', lease_until = '-infinity';
        """);

    /// <summary>Every row of every table of the read side.</summary>
    public async Task<string[]> DumpAsync()
    {
        var rows = new List<string>();
        foreach (var table in _tables)
        {
            rows.AddRange((await RowsAsync($"SELECT t::text FROM {table} AS t ORDER BY 1")).Select(row => $"{table} {row}"));
        }

        return [.. rows];
    }
}
