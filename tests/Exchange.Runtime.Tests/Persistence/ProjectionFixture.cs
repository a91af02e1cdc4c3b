using Exchange.Persistence;
using Exchange.Testing;

namespace Exchange.Runtime.Tests;

/// <summary>A database with all tables, which each test begins empty.</summary>
public class ProjectionFixture : PostgresFixture
{
    private static readonly string[] Tables =
        ["projection", "assets", "accounts", "markets", "market_parameters", "market_state_history", "audit", "balances", "positions", "ledger_entries", "orders", "fills"];

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await DatabaseSchema.MigrateAsync(ConnectionString);
    }

    public Task EmptyAsync() => ExecuteAsync("""
        TRUNCATE journal.batches, journal.snapshots, journal.snapshot_chunks, journal.quarantine, security.api_keys,
            assets, accounts, markets, market_parameters, market_state_history, audit, balances, positions, ledger_entries, orders, fills;
        UPDATE projection SET sequence = 0;
        UPDATE journal.leadership SET epoch = 0, holder = '', lease_until = '-infinity';
        """);

    /// <summary>Every row of every table of the read side.</summary>
    public async Task<string[]> DumpAsync()
    {
        var rows = new List<string>();
        foreach (var table in Tables)
        {
            rows.AddRange((await RowsAsync($"SELECT t::text FROM {table} AS t ORDER BY 1")).Select(row => $"{table} {row}"));
        }

        return [.. rows];
    }
}
