using Exchange.Engine;
using Exchange.Testing;
using Xunit;

namespace Exchange.Runtime.Tests;

/// <summary>What the loop promises to its callers while all goes well.</summary>
public sealed class EngineLoopTests
{
    private static readonly TimeSpan Instantly = TimeSpan.Zero;

    [Fact]
    public async Task Nobody_hears_or_sees_anything_before_the_commit()
    {
        using var live = new LoopedExchange();
        await live.OpenAsync();
        var sequence = live.Status.CommittedSequence;
        live.Journal.Hold();

        var answer = await live.SendToJournalAsync(live.NextCredit());
        await live.TakenAsync();

        Assert.False(answer.IsCompleted);
        Assert.Equal(sequence, live.Exchange.Views.Sequence);
        Assert.Equal(sequence, live.Status.CommittedSequence);
        Assert.Equal(sequence, live.Projection.Offered.Last().Last);

        live.Journal.LetGo();
        Assert.Equal(sequence + 1, (await answer).Sequence);
        Assert.Equal(sequence + 1, live.Journal.Rows[^1].Heading.LastSequence);
    }

    [Fact]
    public async Task The_views_know_before_the_caller_is_answered()
    {
        using var live = new LoopedExchange();
        await live.OpenAsync();
        live.Views.Entered.Reset();
        live.Views.Hold();

        var answer = await live.SendToJournalAsync(live.NextCredit());
        await Task.Run(live.Views.Entered.Wait);

        Assert.False(answer.IsCompleted);

        live.Views.LetGo();
        var outcome = await answer;
        Assert.True(live.Exchange.Views.Sequence >= outcome.Sequence);
    }

    [Fact]
    public async Task What_is_submitted_during_a_commit_shares_the_next_one()
    {
        using var live = new LoopedExchange();
        await live.OpenAsync();
        live.Journal.Hold();
        var first = await live.SendToJournalAsync(live.NextCredit());

        var others = Enumerable.Range(0, 300).Select(_ => live.SendAsync(live.NextCredit())).ToArray();
        await live.TakenAsync();
        Assert.DoesNotContain(others, answer => answer.IsCompleted);
        var rows = live.Journal.Rows.Length;
        live.Journal.LetGo();

        var sequences = (await Task.WhenAll(others)).Select(outcome => outcome.Sequence).ToArray();
        Assert.Equal(rows + 2, live.Journal.Rows.Length);
        Assert.Equal((await first).Sequence + 1, sequences[0]);
        Assert.Equal(Enumerable.Range(0, 300).Select(i => sequences[0] + i), sequences);
        Assert.Equal((sequences[0], sequences[^1]), (live.Journal.Rows[^1].Heading.FirstSequence, live.Journal.Rows[^1].Heading.LastSequence));
    }

    [Fact]
    public async Task A_batch_is_closed_when_it_is_full()
    {
        using var live = new LoopedExchange(LoopedExchange.Patient with { MaxBatchCommands = 10 });
        await live.OpenAsync();
        live.Journal.Hold();
        var first = await live.SendToJournalAsync(live.NextCredit());
        var others = Enumerable.Range(0, 25).Select(_ => live.SendAsync(live.NextCredit())).ToArray();
        await Eventually.HoldsAsync(() => Task.FromResult(live.Loop.Queued == 15));
        live.Journal.LetGo();

        await Task.WhenAll(others);
        await first;

        Assert.Equal([1L, 10L], live.Journal.Rows.Select(Commands).Distinct().Take(2));
        Assert.Equal(25, live.Journal.Rows.SkipWhile(row => Commands(row) < 10).Sum(Commands));
        Assert.All(live.Journal.Rows, row => Assert.InRange(Commands(row), 1, 10));
    }

    [Fact]
    public async Task Commands_submitted_together_are_applied_in_order_in_one_row_however_many()
    {
        using var live = new LoopedExchange(LoopedExchange.Patient with { MaxBatchCommands = 10 });
        await live.OpenAsync();
        var batch = new CommandBatch();
        for (var i = 0; i < 40; i++)
        {
            batch.Add(live.NextCredit());
        }

        batch.Add(new RegisterAsset { Code = Symbol.Parse("USDT"), Decimals = 6 });
        await live.Exchange.SubmitAsync(batch);

        var row = live.Journal.Rows[^1].Heading;
        Assert.Equal(Enumerable.Range(0, 41).Select(i => row.FirstSequence + i), batch.Outcomes.ToArray().Select(outcome => outcome.Sequence));
        Assert.Equal(row.LastSequence, batch.Outcomes[^1].Sequence);
        Assert.True(batch.Outcomes[39].IsAccepted);
        Assert.False(batch.Outcomes[40].IsAccepted);
    }

    [Fact]
    public async Task A_full_queue_refuses_at_once_but_has_room_for_cancels()
    {
        using var live = new LoopedExchange(LoopedExchange.Patient with { MaxBatchCommands = 1, QueueCapacity = 3, CancelReserve = 2 });
        await live.OpenAsync();
        live.Journal.Hold();
        var answers = new List<Task<CommandOutcome>> { await live.SendToJournalAsync(live.NextCredit()) };
        answers.Add(live.SendAsync(live.NextCredit()));
        await live.TakenAsync();
        answers.AddRange(Enumerable.Range(0, 3).Select(_ => live.SendAsync(live.NextCredit())));

        Assert.Equal("exchange_busy", Refusal(live.SendAsync(live.NextCredit())));
        Assert.Equal("exchange_busy", Refusal(live.Exchange.SubmitAsync(CancelAnd(live)).AsTask()));
        answers.Add(live.SendAsync(new CancelOrder { Account = live.Account, OrderId = new OrderId(7) }));
        answers.Add(live.SendAsync(new CancelAllOrders { Account = live.Account, Reason = CancelReason.Requested }));
        Assert.Equal("exchange_busy", Refusal(live.SendAsync(new CancelOrder { Account = live.Account, OrderId = new OrderId(7) })));
        Assert.DoesNotContain(answers, answer => answer.IsCompleted);

        live.Journal.LetGo();
        await Task.WhenAll(answers);
        Assert.Equal(live.Journal.Rows[^1].Heading.LastSequence, (await answers[^1]).Sequence);
        Assert.True((await live.SendAsync(live.NextCredit())).IsAccepted);
    }

    [Fact]
    public async Task Only_cancels_go_in_while_the_projection_is_far_behind()
    {
        using var live = new LoopedExchange(LoopedExchange.Patient with { MaxProjectionBacklogBytes = 1_000 });
        await live.OpenAsync();
        live.Projection.BacklogBytes = 1_001;

        Assert.Equal("exchange_busy", Refusal(live.SendAsync(live.NextCredit())));
        Assert.Equal(RejectReason.OrderUnknown, (await live.SendAsync(new CancelOrder { Account = live.Account, OrderId = new OrderId(7) })).Reject);

        live.Projection.BacklogBytes = 1_000;
        Assert.True((await live.SendAsync(live.NextCredit())).IsAccepted);
    }

    [Fact]
    public async Task Stopping_finishes_what_is_in_and_takes_nothing_more()
    {
        using var live = new LoopedExchange();
        await live.OpenAsync();
        live.Journal.Hold();
        var answers = new List<Task<CommandOutcome>> { await live.SendToJournalAsync(live.NextCredit()) };
        answers.AddRange(Enumerable.Range(0, 20).Select(_ => live.SendAsync(live.NextCredit())));

        var stopping = Task.Run(live.Stop);
        await Eventually.HoldsAsync(() =>
        {
            var another = live.SendAsync(live.NextCredit());
            if (!another.IsFaulted)
            {
                answers.Add(another);
            }

            return Task.FromResult(another.IsFaulted);
        });
        Assert.False(stopping.IsCompleted);
        live.Journal.LetGo();

        Assert.True(await stopping);
        Assert.All(await Task.WhenAll(answers), outcome => Assert.True(outcome.IsAccepted));
        Assert.Equal("not_leader", Refusal(live.SendAsync(live.NextCredit())));
        Assert.Equal(live.Machine.LastSequence, live.Journal.Rows[^1].Heading.LastSequence);
        Assert.Equal(live.Machine.LastSequence, live.Exchange.Views.Sequence);
        Assert.Empty(live.Faults);
    }

    [Fact]
    public async Task Stopping_against_a_silent_journal_leaves_the_outcome_unknown()
    {
        using var live = new LoopedExchange();
        await live.OpenAsync();
        live.Journal.Hold();
        var inFlight = await live.SendToJournalAsync(live.NextCredit());
        var applied = live.SendAsync(live.NextCredit());
        await live.TakenAsync();

        Assert.False(live.Loop.Stop(Instantly));

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => inFlight);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => applied);
    }

    [Fact]
    public async Task Time_in_the_journal_never_goes_back()
    {
        using var live = new LoopedExchange();
        await live.OpenAsync();
        var before = (await live.SendAsync(live.NextCredit())).Time;
        live.Clock.Move(TimeSpan.FromSeconds(-10));
        var during = (await live.SendAsync(live.NextCredit())).Time;
        live.Clock.Move(TimeSpan.FromSeconds(11));
        var after = (await live.SendAsync(live.NextCredit())).Time;

        Assert.Equal(before, during);
        Assert.Equal(before.Microseconds + 1_000_000, after.Microseconds);
        Assert.Equal([before, during, after], live.Journal.Rows[^3..].Select(TimeOfFirst));
    }

    [Fact]
    public async Task Followers_get_every_batch_once_in_order()
    {
        using var live = new LoopedExchange();
        var follower = new Follower();
        using var broken = live.Stream.Subscribe(new BrokenFollower());
        using var subscription = live.Stream.Subscribe(follower);
        await live.OpenAsync();
        var submitters = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                await live.SendAsync(new AdvanceTime());
            }
        }));
        await Task.WhenAll(submitters);
        Assert.True(live.Stop());

        var offered = live.Projection.Offered.ToArray();
        Assert.Equal(live.Journal.Rows.Select(row => row.Heading.BatchNumber), offered.Select(batch => batch.Batch));
        Assert.Equal(offered.Skip(1).Select(batch => batch.First), offered.SkipLast(1).Select(batch => batch.Last + 1));
        Assert.Equal(203, offered[^1].Last);
        Assert.Equal(offered.Select(batch => batch.Batch), follower.Batches);
    }

    [Fact]
    public async Task The_journal_replays_to_the_same_state_and_the_same_events()
    {
        using var live = new LoopedExchange();
        await live.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => live.SendAsync(live.NextCredit())));
        Assert.True(live.Stop());

        var replayer = new Replayer();
        var offered = live.Projection.Offered.ToArray();
        foreach (var (row, batch) in live.Journal.Rows.Zip(offered))
        {
            replayer.Apply(row);
            Assert.Equal(replayer.Events, batch.Events);
        }

        Assert.Equal(live.Machine.Hash(), replayer.Machine.Hash());
    }

    [Fact]
    public async Task A_snapshot_is_the_state_at_the_end_of_a_batch()
    {
        using var live = new LoopedExchange(LoopedExchange.Patient with { SnapshotEvery = 50 });
        await live.OpenAsync();
        for (var i = 0; i < 120; i++)
        {
            await live.SendAsync(live.NextCredit());
            if (i == 70)
            {
                await live.Snapshots.WhenIdleAsync(default); // one that falls due while another is being written is left out
            }
        }

        Assert.True(live.Stop());
        await live.Snapshots.WhenIdleAsync(default);

        var snapshots = await live.SnapshotStore.ListAsync(default);
        Assert.Equal([100, 50], snapshots.Select(snapshot => snapshot.Position.LastSequence));
        foreach (var snapshot in snapshots)
        {
            var replayer = new Replayer();
            foreach (var row in live.Journal.Rows.Where(row => row.Heading.BatchNumber <= snapshot.Position.BatchNumber))
            {
                replayer.Apply(row);
            }

            var content = await live.SnapshotStore.ReadAsync(snapshot, default);
            Assert.Equal(replayer.Machine.Hash(), StateMachine.Restore(content!.Value).Hash());
            Assert.Equal(replayer.Position.ChainHash, snapshot.Position.ChainHash);
        }
    }

    private static long Commands(JournalRow row) => row.Heading.LastSequence - row.Heading.FirstSequence + 1;

    private static Timestamp TimeOfFirst(JournalRow row)
    {
        var reader = new CommandReader(row.Commands.Span);
        reader.MoveNext();
        return reader.Current.Header.Time;
    }

    private static CommandBatch CancelAnd(LoopedExchange live)
    {
        var batch = new CommandBatch();
        batch.Add(new CancelOrder { Account = live.Account, OrderId = new OrderId(7) });
        batch.Add(live.NextCredit());
        return batch;
    }

    /// <summary>The code of a submission that was turned away at the door, without waiting.</summary>
    private static string Refusal(Task answer)
    {
        Assert.True(answer.IsFaulted);
        return Assert.IsType<ExchangeUnavailableException>(answer.Exception!.InnerException).Code;
    }

    private sealed class Follower : ICommittedBatchObserver
    {
        public List<long> Batches { get; } = [];

        public void OnCommitted(CommittedBatch batch) => Batches.Add(batch.BatchNumber);
    }

    private sealed class BrokenFollower : ICommittedBatchObserver
    {
        public void OnCommitted(CommittedBatch batch) => throw new InvalidOperationException("The follower is broken.");
    }
}
