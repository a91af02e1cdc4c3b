using Exchange.Persistence;
using Xunit;

namespace Exchange.Runtime.Tests;

/// <summary>From the journal in Postgres, with snapshots or without, comes the state that wrote it, or an error that says where it cannot.</summary>
public sealed class RecoveryTests(JournalFixture database) : IClassFixture<JournalFixture>, IAsyncLifetime
{
    /// <summary>The row that is damaged. Row 1 starts the epoch.</summary>
    private const long Damaged = 7;

    public Task InitializeAsync() => database.EmptyAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_replay_of_the_journal_gives_the_same_state_and_views(int seed)
    {
        using var leader = new JournaledVenue(database.ConnectionString, seed);
        await leader.LeadAsync();
        leader.Write(rows: 60);
        await leader.LoseLeaseAsync();

        var next = new NextProcess(database.ConnectionString);
        var replayer = await next.TakeOverAsync();

        Assert.Equal(leader.Machine.Hash(), replayer.Machine.Hash());
        Assert.Equal((leader.Position.BatchNumber + 1, leader.Position.LastSequence, 2), (replayer.Position.BatchNumber, replayer.Position.LastSequence, replayer.Position.Epoch));
        Assert.Equal(0, next.Recoverer.SnapshotSequence);
        EngineComparison.AssertSame(next.Views, leader.Machine);
    }

    [Fact]
    public async Task A_snapshot_and_the_rows_after_it_give_what_the_whole_journal_gives()
    {
        using var leader = new JournaledVenue(database.ConnectionString);
        await leader.LeadAsync();
        leader.Write(rows: 20);
        await leader.TakeSnapshotAsync();
        var snapshot = leader.Position.LastSequence;
        leader.Write(rows: 20);
        await leader.LoseLeaseAsync();

        var next = new NextProcess(database.ConnectionString);
        var replayer = await next.TakeOverAsync();
        var whole = await leader.ReplayAsync();

        Assert.Equal(snapshot, next.Recoverer.SnapshotSequence);
        Assert.Equal(whole.StateHash, replayer.Machine.Hash());
        Assert.Equal(leader.Machine.Hash(), replayer.Machine.Hash());
        Assert.Equal(whole.End.ChainHash, replayer.Position.ChainHash);
        EngineComparison.AssertSame(next.Views, leader.Machine);
    }

    [Theory]
    [InlineData("UPDATE journal.snapshot_chunks SET content = set_byte(content, 5000, get_byte(content, 5000) # 1) WHERE snapshot_id = {0}")]
    [InlineData("DELETE FROM journal.snapshot_chunks WHERE snapshot_id = {0}")]
    [InlineData("UPDATE journal.snapshot_chunks SET content = substring(content FOR 100) WHERE snapshot_id = {0}")]
    [InlineData("DELETE FROM journal.snapshots WHERE snapshot_id = {0}")]
    [InlineData("UPDATE journal.snapshots SET sha256 = sha256('') WHERE snapshot_id = {0}")]
    [InlineData("UPDATE journal.snapshots SET chunk_count = 2 WHERE snapshot_id = {0}")]
    [InlineData("UPDATE journal.snapshots SET rules_version = 0 WHERE snapshot_id = {0}")]
    [InlineData("UPDATE journal.snapshots SET last_sequence = last_sequence + 1 WHERE snapshot_id = {0}")]
    public async Task Behind_a_bad_snapshot_stands_the_one_before_it(string damage)
    {
        using var leader = new JournaledVenue(database.ConnectionString);
        await leader.LeadAsync();
        leader.Write(rows: 10);
        await leader.TakeSnapshotAsync();
        var older = leader.Position.LastSequence;
        leader.Write(rows: 10);
        await leader.TakeSnapshotAsync();
        leader.Write(rows: 5);
        await leader.LoseLeaseAsync();
        var newest = (await leader.Snapshots.ListAsync(default))[0];
        await database.ExecuteAsync(damage.Replace("{0}", $"{newest.Id}", StringComparison.Ordinal));

        var next = new NextProcess(database.ConnectionString);
        var replayer = await next.TakeOverAsync();

        Assert.Equal(older, next.Recoverer.SnapshotSequence);
        Assert.Equal(leader.Machine.Hash(), replayer.Machine.Hash());
    }

    [Fact]
    public async Task Without_a_good_snapshot_the_whole_journal_is_replayed()
    {
        using var leader = new JournaledVenue(database.ConnectionString);
        await leader.LeadAsync();
        leader.Write(rows: 10);
        await leader.TakeSnapshotAsync();
        await leader.LoseLeaseAsync();
        await database.ExecuteAsync("UPDATE journal.snapshot_chunks SET content = ''");

        var next = new NextProcess(database.ConnectionString);
        var replayer = await next.TakeOverAsync();

        Assert.Equal(0, next.Recoverer.SnapshotSequence);
        Assert.Equal(leader.Machine.Hash(), replayer.Machine.Hash());
        Assert.Empty(await leader.Snapshots.ListAsync(default));
    }

    [Fact]
    public async Task Two_snapshots_are_kept_and_the_one_that_the_projection_needs()
    {
        using var leader = new JournaledVenue(database.ConnectionString);
        await leader.LeadAsync();
        var sequences = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            leader.Write(rows: 2);
            await leader.TakeSnapshotAsync();
            sequences.Add(leader.Position.LastSequence);
        }

        await database.ExecuteAsync("INSERT INTO journal.snapshot_chunks VALUES (0, 0, 'interrupted')");
        await leader.Snapshots.PruneAsync(keep: 2, projectedSequence: sequences[1] + 1, default);

        Assert.Equal([sequences[4], sequences[3], sequences[1]], (await leader.Snapshots.ListAsync(default)).Select(snapshot => snapshot.Position.LastSequence));
        Assert.Equal(["3"], await database.RowsAsync("SELECT count(DISTINCT snapshot_id) FROM journal.snapshot_chunks"));
    }

    [Fact]
    public async Task A_damaged_snapshot_does_not_count_among_the_two()
    {
        using var leader = new JournaledVenue(database.ConnectionString);
        await leader.LeadAsync();
        for (var i = 0; i < 3; i++)
        {
            leader.Write(rows: 2);
            await leader.TakeSnapshotAsync();
        }

        var before = await leader.Snapshots.ListAsync(default);
        await database.ExecuteAsync($"UPDATE journal.snapshot_chunks SET content = '' WHERE snapshot_id = {before[0].Id}");
        Assert.Null(await leader.Snapshots.ReadAsync(before[0], default));
        await leader.Snapshots.PruneAsync(keep: 2, projectedSequence: long.MaxValue, default);

        Assert.Equal(before.Skip(1).Select(snapshot => snapshot.Id), (await leader.Snapshots.ListAsync(default)).Select(snapshot => snapshot.Id));
    }

    [Theory]
    [InlineData("DELETE FROM journal.batches WHERE batch_number = {0}", Damaged + 1, "a gap: the row after 6 is missing")]
    [InlineData("UPDATE journal.batches SET commands = set_byte(commands, length(commands) - 1, 255) WHERE batch_number = {0}", Damaged, "not what was written")]
    [InlineData("UPDATE journal.batches SET commands = set_byte(commands, 4, 255) WHERE batch_number = {0}", Damaged, "cannot be applied")]
    [InlineData("UPDATE journal.batches SET commands = substring(commands FOR length(commands) - 8) WHERE batch_number = {0}", Damaged, "cannot be applied")]
    [InlineData("UPDATE journal.batches SET content_hash = sha256('') WHERE batch_number = {0}", Damaged, "its hash differs")]
    [InlineData("UPDATE journal.batches SET chain_hash = sha256('') WHERE batch_number = {0}", Damaged, "does not continue the chain")]
    [InlineData("UPDATE journal.batches SET epoch = 2 WHERE batch_number = {0}", Damaged, "a row of epoch 2 follows one of epoch 1")]
    [InlineData("UPDATE journal.batches SET epoch = 0 WHERE batch_number = {0}", Damaged, "a row of epoch 0 follows one of epoch 1")]
    [InlineData("UPDATE journal.batches SET rules_version = 0 WHERE batch_number = {0}", Damaged, "written under rules version 0")]
    [InlineData("UPDATE journal.batches SET first_sequence = first_sequence - 1 WHERE batch_number = {0}", Damaged, "its first sequence is")]
    [InlineData("UPDATE journal.batches SET last_sequence = last_sequence + 1 WHERE batch_number = {0}", Damaged, "it holds commands up to sequence")]
    public async Task A_damaged_journal_is_fatal_and_says_where(string damage, long at, string message)
    {
        using var leader = new JournaledVenue(database.ConnectionString);
        await leader.LeadAsync();
        leader.Write(rows: 10);
        await leader.LoseLeaseAsync();
        await database.ExecuteAsync(damage.Replace("{0}", $"{Damaged}", StringComparison.Ordinal));

        var found = await Assert.ThrowsAsync<JournalCorruptException>(() => new NextProcess(database.ConnectionString).TakeOverAsync());

        Assert.Equal(at, found.BatchNumber);
        Assert.StartsWith($"Journal batch {at}: ", found.Message, StringComparison.Ordinal);
        Assert.Contains(message, found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_that_lost_its_end_is_found_out_by_the_projection()
    {
        using var leader = new JournaledVenue(database.ConnectionString);
        await leader.LeadAsync();
        leader.Write(rows: 10);
        await leader.LoseLeaseAsync();
        await database.ExecuteAsync($"DELETE FROM journal.batches WHERE batch_number = {leader.Position.BatchNumber}");
        var projection = new RecordingProjection { ProjectedSequence = leader.Position.LastSequence };

        var found = await Assert.ThrowsAsync<JournalCorruptException>(() => new NextProcess(database.ConnectionString, projection).TakeOverAsync());

        Assert.Contains($"but the projection is at {leader.Position.LastSequence}", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_gets_every_row_once_in_order_and_those_that_come_while_it_reads()
    {
        const int Rows = 3 * PostgresJournalReader.PageRows;
        const string Insert = "INSERT INTO journal.batches SELECT n, 0, 1, 1, 0, 1, now(), '', '', '' FROM generate_series({0}, {1}) AS n";
        await database.ExecuteAsync(string.Format(null, Insert, 1, Rows));
        var read = new List<long>();
        await foreach (var row in new PostgresJournalReader(new JournalConnection(database.ConnectionString)).ReadAfterAsync(5, default))
        {
            read.Add(row.Heading.BatchNumber);
            if (read.Count == 10)
            {
                await database.ExecuteAsync(string.Format(null, Insert, Rows + 1, Rows + 10));
            }
        }

        Assert.Equal(Enumerable.Range(6, Rows + 5).Select(number => (long)number), read);
    }

    [Fact]
    public async Task A_standby_follows_as_far_as_the_projection_and_hands_it_the_rest_when_it_takes_over()
    {
        using var leader = new JournaledVenue(database.ConnectionString);
        await leader.LeadAsync();
        leader.Write(rows: 5);
        var projected = leader.Position;
        leader.Write(rows: 5);
        var projection = new RecordingProjection { ProjectedSequence = projected.LastSequence };
        var standby = new NextProcess(database.ConnectionString, projection);

        await standby.Recoverer.FollowAsync(default);
        Assert.Equal(projected, standby.Recoverer.Position with { ChainHash = projected.ChainHash });
        Assert.Equal(projected.LastSequence, standby.Views.Sequence);
        Assert.Empty(projection.Offered);

        projected = leader.Position;
        projection.ProjectedSequence = projected.LastSequence;
        await standby.Recoverer.FollowAsync(default);
        Assert.Equal(projected.LastSequence, standby.Recoverer.Position.LastSequence);

        leader.Write(rows: 5);
        await leader.LoseLeaseAsync();
        var replayer = await standby.TakeOverAsync();

        Assert.Equal(leader.Machine.Hash(), replayer.Machine.Hash());
        EngineComparison.AssertSame(standby.Views, leader.Machine);
        var offered = projection.Offered.ToArray();
        Assert.Equal(5, offered.Length);
        Assert.Equal(projected.LastSequence + 1, offered[0].First);
        Assert.Equal(leader.Position.LastSequence, offered[^1].Last);
        Assert.Equal(offered.Skip(1).Select(batch => batch.First), offered.SkipLast(1).Select(batch => batch.Last + 1));
    }

    /// <summary>What the projection lacks can only be handed to it from a state that lacks it too.</summary>
    [Fact]
    public async Task Recovery_starts_from_a_snapshot_that_is_not_ahead_of_the_projection()
    {
        using var leader = new JournaledVenue(database.ConnectionString);
        await leader.LeadAsync();
        leader.Write(rows: 5);
        await leader.TakeSnapshotAsync();
        var projected = leader.Position.LastSequence;
        leader.Write(rows: 5);
        await leader.TakeSnapshotAsync();
        await leader.LoseLeaseAsync();
        var projection = new RecordingProjection { ProjectedSequence = projected };

        var next = new NextProcess(database.ConnectionString, projection);
        await next.TakeOverAsync();

        Assert.Equal(projected, next.Recoverer.SnapshotSequence);
        Assert.Equal(projected + 1, projection.Offered.First().First);
        Assert.Equal(leader.Position.LastSequence, projection.Offered.Last().Last);
    }
}
