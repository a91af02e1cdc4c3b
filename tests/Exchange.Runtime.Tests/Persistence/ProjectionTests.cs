using Exchange.Engine;
using Exchange.Persistence;
using Exchange.Testing;
using Npgsql;
using Xunit;

namespace Exchange.Runtime.Tests;

/// <summary>What is in the tables is what happened: all of it, once, whatever happens to the projection on the way.</summary>
public sealed class ProjectionTests(ProjectionFixture database) : IClassFixture<ProjectionFixture>, IAsyncLifetime
{
    public Task InitializeAsync() => database.EmptyAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task After_random_commands_the_tables_stand_as_the_engine(int seed)
    {
        await using var venue = await LeadAsync(seed);
        await venue.WriteAndProjectAsync(rows: 20);
        await ReadSideComparison.AssertSameAsync(database, venue);
        await venue.WriteAndProjectAsync(rows: 20);
        await ReadSideComparison.AssertSameAsync(database, venue);
    }

    [Fact]
    public async Task Batches_that_are_offered_again_are_in_once()
    {
        await using var venue = await LeadAsync(seed: 5);
        venue.Write(rows: 30);
        for (var i = 0; i < venue.Count; i++)
        {
            venue.Offer(i);
            venue.Offer(i);
        }

        await venue.ProjectedAsync();
        await ReadSideComparison.AssertSameAsync(database, venue);

        await venue.RestartProjectionAsync();
        venue.Offer(..);
        await venue.WriteAndProjectAsync(rows: 1);
        await ReadSideComparison.AssertSameAsync(database, venue);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    public async Task A_projection_that_ends_in_the_middle_goes_on_where_it_stopped(int seed)
    {
        await using var venue = await LeadAsync(seed);
        venue.Write(rows: 60);
        var random = new Random(seed);
        for (var from = 0; from < venue.Count;)
        {
            // What the one before was offered, and has written or not, comes again.
            venue.Offer(Math.Max(0, from - 10)..Math.Min(venue.Count, from += random.Next(1, 15)));
            if (random.Next(2) == 0)
            {
                await venue.ProjectedAsync(random.Next(Math.Max(0, from - 10), from));
            }

            await venue.RestartProjectionAsync();
            from = Math.Min(from, await FirstBatchAfterWatermarkAsync(venue));
        }

        await ReadSideComparison.AssertSameAsync(database, venue);
    }

    [Fact]
    public async Task A_projection_whose_connections_break_writes_everything_once()
    {
        await using var venue = await LeadAsync(seed: 8);
        venue.Write(rows: 60);
        for (var i = 0; i < venue.Count; i++)
        {
            venue.Offer(i);
            if (i % 10 == 0)
            {
                await database.ExecuteAsync("""
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'exchange read side'
                    """);
            }
        }

        await venue.ProjectedAsync();
        await ReadSideComparison.AssertSameAsync(database, venue);
    }

    /// <summary>A commit whose answer was lost is tried again; and a process that is not over yet writes what the next one has written as well.</summary>
    [Fact]
    public async Task Rows_that_are_written_again_by_the_same_or_another_process_are_in_once()
    {
        await using var venue = await LeadAsync(seed: 14);
        venue.Write(rows: 30);
        var slow = await venue.PrepareAsync(..30);
        var fast = await venue.PrepareAsync(..20);

        await fast();
        await fast();
        await slow();
        var written = await database.DumpAsync();
        await slow();
        await fast();

        Assert.Equal(written, await database.DumpAsync());
        await ReadSideComparison.AssertSameAsync(database, venue);
    }

    [Fact]
    public async Task A_read_side_that_lost_what_was_written_to_it_is_not_written_on()
    {
        await using var venue = await LeadAsync(seed: 15);
        venue.Write(rows: 10);
        var rows = await venue.PrepareAsync(..10, after: 5);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(rows);

        Assert.Contains("stands at 0, but 5 had been written", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["0"], await database.RowsAsync("SELECT count(*) FROM orders"));
    }

    [Theory]
    [InlineData(9)]
    [InlineData(10)]
    public async Task A_rebuild_from_the_journal_gives_the_very_same_rows(int seed)
    {
        await using var venue = await LeadAsync(seed);
        await venue.WriteAndProjectAsync(rows: 40);
        await venue.Leader.TakeSnapshotAsync();
        await venue.Leader.LoseLeaseAsync();
        var projected = await database.DumpAsync();
        Assert.True(projected.Length > 500, $"{projected.Length} rows");
        await database.ExecuteAsync("UPDATE fills SET fee = fee + 1; DELETE FROM orders WHERE order_id % 2 = 0; UPDATE balances SET balance = 0");

        var replayed = await venue.RebuildAsync();

        Assert.Equal(projected, await database.DumpAsync());
        Assert.Equal(venue.Machine.Hash(), replayed.StateHash);
    }

    [Fact]
    public async Task A_rebuild_under_a_running_server_is_refused()
    {
        await using var venue = await LeadAsync(seed: 11);
        await venue.WriteAndProjectAsync(rows: 5);
        var projected = await database.DumpAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(venue.RebuildAsync);

        Assert.Equal(projected, await database.DumpAsync());
    }

    [Fact]
    public async Task Operators_find_what_they_did_with_their_names_and_reasons()
    {
        await using var venue = await LeadAsync(seed: 12);
        venue.Write(rows: 1, steps: 0);
        var market = venue.Machine.State.Markets[1];
        var parameters = market.Parameters with { TakerFee = new Rate(333_000) };
        venue.Leader.Venue.Send(new SetMarketParameters { Market = market.Id, Parameters = parameters, Author = Text64.Parse("olga"), Reason = Text64.Parse("fees go down") });
        venue.Leader.Venue.Send(new SetMarketState { Market = market.Id, State = MarketState.ReduceOnly, Author = Text64.Parse("omar"), Reason = Text64.Parse("drill") });
        venue.Leader.Venue.Send(new DebitAccount
        {
            Account = new AccountId(AccountId.FirstCustomer), Asset = new AssetId(1), Amount = new Money(1_500_000), Reference = Text64.Parse("w-1"), Author = Text64.Parse("olga"),
        });
        venue.Write(rows: 1, steps: 0);
        venue.Offer(..);
        await venue.ProjectedAsync();

        var audit = await venue.ReadSide.AuditAsync(new PageRequest(Cursor: null, Limit: 3), minimumSequence: 0, default);

        Assert.Equal(
            ["funds_debited by olga: w-1, -, 16", "market_state_changed by omar: drill, 1, -", "market_parameters_changed by olga: fees go down, 1, -"],
            audit.Items.Select(entry => $"{entry.Action} by {entry.Author}: {entry.Reason}, {entry.Market?.ToString() ?? "-"}, {entry.Account?.ToString() ?? "-"}"));
        Assert.Equal("1.500000", audit.Items[0].After!.Value.GetProperty("amount").GetString());
        Assert.Null(audit.Items[0].Before);
        Assert.Equal("active", audit.Items[1].Before!.Value.GetProperty("state").GetString());
        Assert.Equal("reduceOnly", audit.Items[1].After!.Value.GetProperty("state").GetString());
        Assert.Equal("0.000500000", audit.Items[2].Before!.Value.GetProperty("takerFee").GetString());
        Assert.Equal("0.000333000", audit.Items[2].After!.Value.GetProperty("takerFee").GetString());
        var history = await venue.ReadSide.ParameterHistoryAsync(market.Id, new PageRequest(Cursor: null, Limit: 10), minimumSequence: 0, default);
        Assert.Equal([333_000, 500_000], history.Items.Select(change => change.Parameters.TakerFee.Billionths));
        Assert.Equal(("olga", "fees go down"), (history.Items[0].Author, history.Items[0].Reason));
    }

    [Fact]
    public async Task Whoever_waits_for_a_sequence_is_told_when_it_is_in_and_when_it_is_not_in_time()
    {
        await using var venue = await LeadAsync(seed: 13);
        venue.Write(rows: 2);
        venue.Offer(..1);
        var sequence = venue.Leader.Position.LastSequence;

        await venue.ProjectedAsync(0);
        Assert.False(await venue.Projection.WaitForAsync(sequence, TimeSpan.FromMilliseconds(20), default));
        var lagging = await Assert.ThrowsAsync<ProjectionLaggingException>(() => venue.ReadSide.AuditAsync(new PageRequest(null, 1), sequence, default));
        Assert.Equal((sequence, venue.Projection.ProjectedSequence), (lagging.WantedSequence, lagging.ProjectedSequence));

        var waiting = venue.Projection.WaitForAsync(sequence, TimeSpan.FromSeconds(30), default);
        venue.Offer(1..);
        Assert.True(await waiting);
        await venue.ReadSide.AuditAsync(new PageRequest(null, 1), sequence, default);
        Assert.Equal(sequence, venue.Projection.ProjectedSequence);
        await Eventually.HoldsAsync(() => Task.FromResult(venue.Projection.BacklogBytes == 0));
        await venue.RestartProjectionAsync();
        Assert.Equal(sequence, await venue.Projection.ReadWatermarkAsync(default));
    }

    [Fact]
    public async Task Several_processes_may_migrate_at_once()
    {
        var empty = await TestPostgres.CreateDatabaseAsync();
        try
        {
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => DatabaseSchema.MigrateAsync(empty)));
            await using var connection = new NpgsqlConnection(empty);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("SELECT count(*) FROM projection", connection);
            Assert.Equal(1L, await command.ExecuteScalarAsync());
        }
        finally
        {
            await TestPostgres.DropDatabaseAsync(empty);
        }
    }

    private async Task<ProjectedVenue> LeadAsync(int seed)
    {
        var venue = new ProjectedVenue(database.ConnectionString, seed);
        await venue.Leader.LeadAsync();
        return venue;
    }

    /// <summary>As recovery does, which hands over whatever the watermark lacks.</summary>
    private static async Task<int> FirstBatchAfterWatermarkAsync(ProjectedVenue venue)
    {
        var watermark = await venue.Projection.ReadWatermarkAsync(default);
        return venue.LastSequences.TakeWhile(last => last <= watermark).Count();
    }
}
