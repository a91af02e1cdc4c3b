using Exchange.Engine;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using Trouble = Exchange.Runtime.Tests.MemoryJournal.Trouble;

namespace Exchange.Runtime.Tests;

/// <summary>What the loop promises to its callers when the journal, the engine or a view fails.</summary>
public sealed class EngineLoopFaultTests
{
    private static readonly ExchangeOptions Impatient = new() { OutcomeTimeout = TimeSpan.FromSeconds(0.7) };

    [Theory]
    [InlineData((int)Trouble.RequestLost)]
    [InlineData((int)Trouble.AnswerLost)]
    public async Task An_append_of_unknown_outcome_is_sent_again_the_same_until_it_is_settled(int trouble)
    {
        using var live = new LoopedExchange();
        await live.OpenAsync();
        var attempts = live.Journal.Attempts.Count;
        live.Journal.WithNext = (Trouble)trouble;

        var outcome = await live.SendAsync(live.NextCredit());

        Assert.True(outcome.IsAccepted);
        var sent = live.Journal.Attempts.Skip(attempts).ToArray();
        Assert.Equal(2, sent.Length);
        Assert.Equal(sent[0].Heading, sent[1].Heading);
        Assert.Equal(sent[0].Commands.ToArray(), sent[1].Commands.ToArray());
        Assert.Equal(sent[0].ChainHash, sent[1].ChainHash);
        Assert.Single(live.Journal.Rows, row => row.Heading.FirstSequence == outcome.Sequence);
        Assert.Equal(ExchangeState.Serving, live.Status.Now.State);
    }

    [Fact]
    public async Task A_fenced_loop_stops_and_tells_nobody_that_what_was_applied_was_refused()
    {
        using var live = new LoopedExchange();
        await live.OpenAsync();
        var rows = live.Journal.Rows.Length;
        live.Journal.Hold();
        var inFlight = await live.SendToJournalAsync(live.NextCredit());
        var applied = live.SendAsync(live.NextCredit());
        await live.TakenAsync();
        live.Journal.With = Trouble.Fenced;
        live.Journal.LetGo();

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => inFlight);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => applied);
        Assert.Equal(LoopFaultKind.Fenced, (await live.FaultAsync()).Kind);
        Assert.Equal(ExchangeState.Stopped, live.Status.Now.State);
        Assert.Equal("not_leader", (await Assert.ThrowsAsync<ExchangeUnavailableException>(() => live.SendAsync(live.NextCredit()))).Code);
        Assert.False(live.Stop());
        Assert.Equal(rows, live.Journal.Rows.Length);
        Assert.Equal(rows, live.Projection.Offered.Count);
    }

    [Fact]
    public async Task While_the_journal_is_away_nothing_new_is_applied_and_service_resumes_by_itself()
    {
        using var live = new LoopedExchange(Impatient);
        await live.OpenAsync();
        var sequence = live.Status.CommittedSequence;
        live.Journal.With = Trouble.RequestLost;

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => live.SendAsync(live.NextCredit()));
        await live.StateIsAsync(ExchangeState.JournalUnavailable);
        Assert.Equal("journal_unavailable", (await Assert.ThrowsAsync<ExchangeUnavailableException>(() => live.SendAsync(live.NextCredit()))).Code);
        Assert.Equal(sequence, live.Exchange.Views.Sequence);

        live.Journal.With = Trouble.None;
        await live.StateIsAsync(ExchangeState.Serving);
        Assert.Equal(sequence + 2, (await live.SendAsync(live.NextCredit())).Sequence);
        Assert.Equal(sequence + 2, live.Exchange.Views.Sequence);
    }

    /// <summary>They were applied behind a batch that is in flight, and wait in the engine's hands.</summary>
    [Fact]
    public async Task Those_who_wait_behind_a_batch_in_flight_are_told_in_time_as_well()
    {
        using var live = new LoopedExchange(Impatient);
        await live.OpenAsync();
        live.Journal.Hold();
        var inFlight = await live.SendToJournalAsync(live.NextCredit());
        var behind = live.SendAsync(live.NextCredit());

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => inFlight);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => behind.WaitAsync(TimeSpan.FromSeconds(20)));

        live.Journal.LetGo();
        Assert.True((await live.SendAsync(live.NextCredit())).IsAccepted);
    }

    [Fact]
    public async Task What_waits_in_the_queue_when_the_journal_goes_away_was_not_applied_and_is_refused()
    {
        using var live = new LoopedExchange(LoopedExchange.Patient with { MaxBatchCommands = 1 });
        await live.OpenAsync();
        live.Journal.Hold();
        var inFlight = await live.SendToJournalAsync(live.NextCredit());
        var applied = live.SendAsync(live.NextCredit());
        await live.TakenAsync();
        var waiting = live.SendAsync(live.NextCredit());
        live.Journal.With = Trouble.RequestLost;
        live.Journal.LetGo();

        Assert.Equal("journal_unavailable", (await Assert.ThrowsAsync<ExchangeUnavailableException>(() => waiting)).Code);
        live.Journal.With = Trouble.None;
        Assert.Equal((await inFlight).Sequence + 1, (await applied).Sequence);
        Assert.True(live.Stop());
        Assert.Equal((await applied).Sequence, live.Machine.LastSequence);
    }

    [Fact]
    public async Task A_batch_that_the_engine_cannot_apply_goes_to_the_quarantine_and_those_before_it_to_the_journal()
    {
        using var live = new LoopedExchange();
        await live.OpenAsync();
        live.Journal.Hold();
        var sound = await live.SendToJournalAsync(live.NextCredit());
        var companion = live.SendAsync(live.NextCredit());
        await live.TakenAsync();
        var poison = live.SendAsync(new Poison());

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => poison);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => companion);
        await live.StateIsAsync(ExchangeState.Stopped);
        live.Journal.LetGo();

        var outcome = await sound;
        Assert.Equal(LoopFaultKind.Quarantined, (await live.FaultAsync()).Kind);
        Assert.Equal(outcome.Sequence, live.Journal.Rows[^1].Heading.LastSequence);
        Assert.Equal(outcome.Sequence, live.Exchange.Views.Sequence);
        var kept = Assert.Single(live.Quarantine.Batches);
        Assert.Equal(outcome.Sequence + 1, kept.FirstSequence);
        Assert.Equal([CommandKind.CreditAccount, Poison.Kind], Kinds(kept.Commands.Span));
        Assert.Contains("does not know", kept.Reason, StringComparison.Ordinal);
        Assert.Equal("not_leader", (await Assert.ThrowsAsync<ExchangeUnavailableException>(() => live.SendAsync(live.NextCredit()))).Code);
    }

    [Fact]
    public async Task A_quarantined_batch_waits_in_a_file_while_its_store_is_away()
    {
        using var live = new LoopedExchange();
        await live.OpenAsync();
        live.Quarantine.IsAway = true;
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => live.SendAsync(new Poison()));
        await live.FaultAsync();
        Assert.Empty(live.Quarantine.Batches);

        live.Quarantine.IsAway = false;
        var nextStart = new QuarantineKeeper(live.Quarantine, live.Options, NullLogger.Instance);
        await nextStart.ImportFilesAsync(default);
        await nextStart.ImportFilesAsync(default);

        var kept = Assert.Single(live.Quarantine.Batches);
        Assert.Equal([Poison.Kind], Kinds(kept.Commands.Span));
    }

    [Fact]
    public async Task After_a_batch_that_could_not_be_published_nothing_is()
    {
        using var live = new LoopedExchange();
        await live.OpenAsync();
        live.Views.IsBroken = true;

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => live.SendAsync(live.NextCredit()));

        Assert.Equal(LoopFaultKind.Failed, (await live.FaultAsync()).Kind);
        live.Views.IsBroken = false;
        Assert.Equal("not_leader", (await Assert.ThrowsAsync<ExchangeUnavailableException>(() => live.SendAsync(live.NextCredit()))).Code);
        Assert.False(live.Stop());
        Assert.Equal(live.Journal.Rows.Length - 1, live.Projection.Offered.Count);
    }

    private static List<CommandKind> Kinds(ReadOnlySpan<byte> commands)
    {
        var kinds = new List<CommandKind>();
        foreach (var frame in new CommandReader(commands))
        {
            kinds.Add(frame.Kind);
        }

        return kinds;
    }

    /// <summary>A command of a kind that no engine knows.</summary>
    private readonly record struct Poison(long Content) : ICommand
    {

        public static CommandKind Kind => (CommandKind)60_000;
    }
}
