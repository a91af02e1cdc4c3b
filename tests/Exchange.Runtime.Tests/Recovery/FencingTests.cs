using Exchange.Persistence;
using Exchange.Testing;
using Npgsql;
using Xunit;

namespace Exchange.Runtime.Tests;

/// <summary>Who may write: one process at a time, whatever the others believe.</summary>
public sealed class FencingTests(JournalFixture database) : IClassFixture<JournalFixture>, IAsyncLifetime
{
    private static readonly TimeSpan Expired = TimeSpan.FromSeconds(-1);

    public Task InitializeAsync() => database.EmptyAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task After_another_epoch_has_begun_a_row_of_the_old_one_does_not_go_in()
    {
        using var old = new JournaledVenue(database.ConnectionString);
        await old.LeadAsync();
        old.Write(rows: 3);
        await old.LoseLeaseAsync();
        var replayer = await new NextProcess(database.ConnectionString).TakeOverAsync();

        var late = old.NextRow();
        Assert.Equal(AppendStatus.Fenced, old.Journal.AppendUntilSettled(late, old.Position));
        Assert.Equal(AppendStatus.Fenced, old.Journal.AppendUntilSettled(late, replayer.Position));

        // Not even as the number that would be next, nor behind the row that it believes to be the last.
        var next = JournalChain.Seal(late.Heading with { BatchNumber = replayer.Position.BatchNumber + 1 }, replayer.Position.ChainHash, late.Commands, []);
        Assert.Equal(AppendStatus.Fenced, old.Journal.AppendUntilSettled(next, replayer.Position));
        Assert.Equal([$"{replayer.Position.BatchNumber} | 2"], await database.RowsAsync("SELECT batch_number, epoch FROM journal.batches ORDER BY batch_number DESC LIMIT 1"));
    }

    [Fact]
    public async Task The_same_row_again_is_one_that_is_in_and_another_of_its_number_is_anothers()
    {
        using var leader = new JournaledVenue(database.ConnectionString);
        await leader.LeadAsync();
        var before = leader.Position;
        var row = leader.NextRow();
        Assert.Equal(AppendStatus.Committed, leader.Journal.AppendUntilSettled(row, before));
        using var reconnected = new PostgresJournal(new JournalConnection(database.ConnectionString));

        Assert.Equal(AppendStatus.Committed, reconnected.AppendUntilSettled(row, before));
        Assert.Equal(AppendStatus.Fenced, reconnected.AppendUntilSettled(JournalChain.Seal(row.Heading, before.ChainHash, row.Commands, [1]), before));
        Assert.Equal(["2"], await database.RowsAsync("SELECT count(*) FROM journal.batches"));
    }

    [Fact]
    public async Task A_row_goes_in_only_behind_the_row_that_its_writer_believes_to_be_the_last()
    {
        using var leader = new JournaledVenue(database.ConnectionString);
        await leader.LeadAsync();
        leader.Write(rows: 1);
        var row = leader.NextRow();

        Assert.Equal(AppendStatus.Fenced, leader.Journal.AppendUntilSettled(row, leader.Position with { ChainHash = JournalChain.Genesis }));
        var beyond = row with { Heading = row.Heading with { BatchNumber = row.Heading.BatchNumber + 1 } };
        Assert.Equal(AppendStatus.Fenced, leader.Journal.AppendUntilSettled(beyond, leader.Position));
        Assert.Equal(AppendStatus.Committed, leader.Journal.AppendUntilSettled(row, leader.Position));
    }

    [Fact]
    public async Task A_broken_connection_leaves_the_outcome_unknown_and_the_next_attempt_settles_it()
    {
        using var leader = new JournaledVenue(database.ConnectionString);
        await leader.LeadAsync();
        leader.Write(rows: 1);
        await database.ExecuteAsync("""
            SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'exchange journal'
            """);
        var row = leader.NextRow();

        var broken = leader.Journal.Append(row, leader.Position);
        Assert.Equal(AppendStatus.Unknown, broken.Status);
        Assert.IsAssignableFrom<NpgsqlException>(broken.Cause);
        Assert.Equal(AppendStatus.Committed, leader.Journal.AppendUntilSettled(row, leader.Position));
        Assert.Equal(["3"], await database.RowsAsync("SELECT count(*) FROM journal.batches"));
    }

    /// <summary>The first insert is still under way, on a connection that its sender has given up, when the same row comes again.</summary>
    [Fact]
    public async Task An_insert_that_is_still_under_way_is_waited_for()
    {
        using var leader = new JournaledVenue(database.ConnectionString);
        await leader.LeadAsync();
        leader.Write(rows: 1);
        var row = leader.NextRow();
        await using var first = new NpgsqlConnection(database.ConnectionString);
        await first.OpenAsync();
        await using var transaction = await first.BeginTransactionAsync();
        await using var insert = new NpgsqlCommand("INSERT INTO journal.batches VALUES ($1, 0, $2, $3, $4, $5, DEFAULT, $6, $7, $8)", first)
        {
            Parameters =
            {
                new() { Value = row.Heading.BatchNumber },
                new() { Value = row.Heading.Epoch },
                new() { Value = row.Heading.FirstSequence },
                new() { Value = row.Heading.LastSequence },
                new() { Value = row.Heading.RulesVersion },
                new() { Value = row.Commands.ToArray() },
                new() { Value = row.ContentHash },
                new() { Value = row.ChainHash },
            },
        };
        await insert.ExecuteNonQueryAsync();

        var second = Task.Run(() => leader.Journal.AppendUntilSettled(row, leader.Position));
        await Eventually.HoldsAsync(async () =>
            await database.RowsAsync("SELECT 1 FROM pg_stat_activity WHERE application_name = 'exchange journal' AND wait_event_type = 'Lock'") is [_]);
        Assert.False(second.IsCompleted);
        await transaction.CommitAsync();

        Assert.Equal(AppendStatus.Committed, await second);
        Assert.Equal(["3"], await database.RowsAsync("SELECT count(*) FROM journal.batches"));
    }

    [Fact]
    public async Task A_store_that_may_forget_is_not_written_to()
    {
        using var leader = new JournaledVenue(database.ConnectionString);
        await leader.LeadAsync();
        var forgetful = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Options = "-c synchronous_commit=off" }.ConnectionString;
        using var journal = new PostgresJournal(new JournalConnection(forgetful));

        var refusal = Assert.Throws<JournalUnsafeException>(() => journal.Append(leader.NextRow(), leader.Position));

        Assert.Contains("synchronous_commit", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_leads_until_its_lease_falls()
    {
        var (a, b) = (JournaledVenue.NewLeadership(database.ConnectionString), JournaledVenue.NewLeadership(database.ConnectionString));
        var first = await a.TryTakeAsync(JournaledVenue.Lease, default);
        Assert.Equal(new LeadershipTerm(1, 1), first);
        Assert.Null(await b.TryTakeAsync(JournaledVenue.Lease, default));

        // A process whose answer was lost asks again and finds its own term.
        Assert.Equal(first, await a.TryTakeAsync(JournaledVenue.Lease, default));
        Assert.True(await a.RenewAsync(first!, JournaledVenue.Lease, default));
        Assert.Null(await b.TryTakeAsync(JournaledVenue.Lease, default));

        await a.ReleaseAsync(first!, default);
        var second = await b.TryTakeAsync(JournaledVenue.Lease, default);
        Assert.Equal(new LeadershipTerm(2, 2), second);
        Assert.False(await a.RenewAsync(first!, JournaledVenue.Lease, default));
        Assert.Null(await a.TryTakeAsync(JournaledVenue.Lease, default));
        Assert.True(await b.RenewAsync(second!, JournaledVenue.Lease, default));
    }

    [Fact]
    public async Task Of_many_who_try_at_once_one_leads()
    {
        var attempts = Enumerable.Range(0, 8).Select(_ =>
        {
            var leadership = JournaledVenue.NewLeadership(database.ConnectionString);
            return Patience.WhenReachableAsync(() => leadership.TryTakeAsync(JournaledVenue.Lease, default));
        });

        var terms = await Task.WhenAll(attempts);

        Assert.Single(terms, term => term is not null);
        Assert.Equal(["1 | 1 | 1"], await database.RowsAsync("SELECT batch_number, kind, epoch FROM journal.batches"));
    }

    /// <summary>The lease is worth nothing here: every attempt finds it run out, and takes over while the others write.</summary>
    [Fact]
    public async Task Whoever_writes_and_takes_over_at_once_the_journal_stays_one_chain()
    {
        var committed = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(WriteAndTakeOverAsync)));

        using var reader = new JournaledVenue(database.ConnectionString);
        await reader.ReplayAsync();
        var expected = committed.SelectMany(rows => rows).Order().ToArray();
        Assert.NotEmpty(expected);
        Assert.Equal(expected, (await database.RowsAsync("SELECT encode(chain_hash, 'hex') FROM journal.batches WHERE kind = 0")).Order());
    }

    /// <summary>Takes over, writes until fenced, and again. The chain hashes of the rows it knows to be in; they hold no commands.</summary>
    private async Task<List<string>> WriteAndTakeOverAsync()
    {
        var committed = new List<string>();
        for (var round = 0; round < 10; round++)
        {
            using var process = new JournaledVenue(database.ConnectionString);
            if (await Patience.WhenReachableAsync(() => process.Leadership.TryTakeAsync(Expired, default)) is not { } term)
            {
                continue;
            }

            var position = await process.StartOfAsync(term);
            for (var i = 0; i < 5; i++)
            {
                var heading = new JournalHeading(
                    JournalRowKind.Commands, position.BatchNumber + 1, term.Epoch, FirstSequence: 1, LastSequence: 0, Engine.StateMachine.RulesVersion);
                var row = JournalChain.Seal(heading, position.ChainHash, default, []);
                if (process.Journal.AppendUntilSettled(row, position) != AppendStatus.Committed)
                {
                    break;
                }

                committed.Add(Convert.ToHexStringLower(row.ChainHash));
                position = row.Position;
            }
        }

        return committed;
    }
}
