using System.Globalization;
using Exchange.Engine;
using Exchange.Testing;
using Npgsql;
using Xunit;

namespace Exchange.Runtime.Tests;

/// <summary>The life of a process: it stands by, leads, hands over, and gives up when it must.</summary>
public sealed class ExchangeHostTests(ProjectionFixture database) : IClassFixture<ProjectionFixture>, IAsyncLifetime
{
    /// <summary>Nobody loses a lease or an outcome only because the machine is busy.</summary>
    private static readonly ExchangeOptions Patient = new() { Lease = TimeSpan.FromMinutes(1), OutcomeTimeout = TimeSpan.FromSeconds(30) };

    /// <summary>A process that does not renew its lease within a test.</summary>
    private static readonly ExchangeOptions Sleepy = Patient with { LeaseRenewal = TimeSpan.FromMinutes(10) };

    private int _references;

    public Task InitializeAsync() => database.EmptyAsync();

    public Task DisposeAsync()
    {
        Environment.ExitCode = 0;
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_standby_takes_over_when_the_leader_stops_and_has_all_that_was_acknowledged()
    {
        await using var leader = await StartAsync();
        await leader.StateIsAsync(ExchangeState.Serving);
        await using var standby = await StartAsync();
        var account = await OpenAsync(leader);
        await Eventually.HoldsAsync(() => Task.FromResult(standby.Exchange.Status.Detail.StartsWith("Another process leads", StringComparison.Ordinal)));
        Assert.Equal("not_leader", (await Assert.ThrowsAsync<ExchangeUnavailableException>(() => CreditAsync(standby, account))).Code);
        Assert.False(standby.Exchange.MayServe);

        for (var i = 0; i < 50; i++)
        {
            Assert.True((await CreditAsync(leader, account)).IsAccepted);
        }

        await leader.StopAsync();
        await standby.StateIsAsync(ExchangeState.Serving);

        Assert.True(standby.Exchange.MayServe);
        Assert.Equal(2, standby.Exchange.Status.Epoch);
        Assert.Equal(50, Assert.Single(standby.Exchange.Views.Balances(account)).Balance.Units);
        Assert.True((await CreditAsync(standby, account)).IsAccepted);
        Assert.False(leader.HasGivenUp);
    }

    [Fact]
    public async Task A_leader_that_was_overtaken_gives_up_and_nothing_of_it_is_in()
    {
        await using var old = await StartAsync(Sleepy);
        await old.StateIsAsync(ExchangeState.Serving);
        var account = await OpenAsync(old);
        await CreditAsync(old, account);
        await database.ExecuteAsync("UPDATE journal.leadership SET lease_until = '-infinity'");
        await using var next = await StartAsync();
        await next.StateIsAsync(ExchangeState.Serving);

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => CreditAsync(old, account));
        await old.StateIsAsync(ExchangeState.Stopped);
        await Eventually.HoldsAsync(() => Task.FromResult(old.HasGivenUp));

        Assert.Equal(ExitCodes.Fenced, Environment.ExitCode);
        Assert.False(old.Exchange.MayServe);
        Assert.Equal("not_leader", (await Assert.ThrowsAsync<ExchangeUnavailableException>(() => CreditAsync(old, account))).Code);
        Assert.Equal(1, Assert.Single(next.Exchange.Views.Balances(account)).Balance.Units);
        await old.StopAsync();
        Assert.True((await CreditAsync(next, account)).IsAccepted);
    }

    [Fact]
    public async Task A_leader_learns_from_its_renewal_that_it_was_overtaken()
    {
        await using var old = await StartAsync(Patient with { LeaseRenewal = TimeSpan.FromMilliseconds(20) });
        await old.StateIsAsync(ExchangeState.Serving);
        await database.ExecuteAsync("UPDATE journal.leadership SET epoch = epoch + 1, holder = 'another', lease_until = 'infinity'");

        await old.StateIsAsync(ExchangeState.Stopped);
        await Eventually.HoldsAsync(() => Task.FromResult(old.HasGivenUp));
        Assert.Contains("epoch 1 is over", old.Exchange.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_leader_whose_lease_has_run_out_on_its_own_clock_serves_no_reads()
    {
        await using var leader = await StartAsync(Sleepy with { Lease = TimeSpan.FromSeconds(1), LeaseMargin = TimeSpan.FromSeconds(0.5) });
        await leader.StateIsAsync(ExchangeState.Serving);

        await Eventually.HoldsAsync(() => Task.FromResult(!leader.Exchange.MayServe));
        Assert.Equal(ExchangeState.Serving, leader.Exchange.Status.State);
    }

    [Fact]
    public async Task After_a_quarantine_only_cancels_are_accepted_until_an_operator_has_acknowledged_it()
    {
        var account = default(AccountId);
        await using (var process = await StartAsync())
        {
            await process.StateIsAsync(ExchangeState.Serving);
            account = await OpenAsync(process);
            await CreditAsync(process, account);
            await Assert.ThrowsAsync<OutcomeUnknownException>(() => process.SendAsync(new UnknownCommand(1)));
            await Eventually.HoldsAsync(() => Task.FromResult(process.HasGivenUp));
            Assert.Equal(ExitCodes.Quarantined, Environment.ExitCode);
        }

        await database.ExecuteAsync("UPDATE journal.leadership SET lease_until = '-infinity'");
        await using var next = await StartAsync();
        await next.StateIsAsync(ExchangeState.Serving);

        Assert.Equal(1, Assert.Single(next.Exchange.Views.Balances(account)).Balance.Units);
        Assert.Equal("quarantined", (await Assert.ThrowsAsync<ExchangeUnavailableException>(() => CreditAsync(next, account))).Code);
        Assert.Equal(RejectReason.OrderUnknown, (await next.SendAsync(new CancelOrder { Account = account, OrderId = new OrderId(1) })).Reject);
        Assert.Equal(1, await next.Quarantine.CountUnacknowledgedAsync(default));
        Assert.Equal(1, await next.Quarantine.AcknowledgeQuarantineAsync("olga", default));
        Assert.True((await CreditAsync(next, account)).IsAccepted);
        Assert.Equal(["olga"], await database.RowsAsync("SELECT acknowledged_by FROM journal.quarantine"));
    }

    [Fact]
    public async Task A_process_that_finds_the_journal_damaged_gives_up_and_says_where()
    {
        await using (var process = await StartAsync())
        {
            await process.StateIsAsync(ExchangeState.Serving);
            await OpenAsync(process);
        }

        await database.ExecuteAsync("DELETE FROM journal.snapshots; UPDATE projection SET sequence = 0; DELETE FROM journal.batches WHERE batch_number = 3");
        await using var next = await StartAsync();

        await next.StateIsAsync(ExchangeState.Stopped);
        await Eventually.HoldsAsync(() => Task.FromResult(next.HasGivenUp));
        Assert.Equal("Journal batch 4: a gap: the row after 2 is missing.", next.Exchange.Status.Detail);
        Assert.Equal(ExitCodes.Failed, Environment.ExitCode);
    }

    [Fact]
    public async Task A_process_that_stopped_in_order_starts_from_the_snapshot_it_left()
    {
        var account = default(AccountId);
        await using (var process = await StartAsync())
        {
            await process.StateIsAsync(ExchangeState.Serving);
            account = await OpenAsync(process);
            await CreditAsync(process, account);
        }

        var last = Assert.Single(await database.RowsAsync("SELECT max(last_sequence) FROM journal.batches"));
        Assert.Equal([last], await database.RowsAsync("SELECT last_sequence FROM journal.snapshots"));
        Assert.Equal([last], await database.RowsAsync("SELECT sequence FROM projection"));

        // Without the rows that the snapshot holds there is nothing to replay but what came after.
        await database.ExecuteAsync("DELETE FROM journal.batches WHERE batch_number < (SELECT max(batch_number) FROM journal.batches)");
        await using var next = await StartAsync();
        await next.StateIsAsync(ExchangeState.Serving);
        Assert.Equal(long.Parse(last, CultureInfo.InvariantCulture) + 1, next.Exchange.Status.CommittedSequence); // the start has a command of its own
        Assert.Equal(1, Assert.Single(next.Exchange.Views.Balances(account)).Balance.Units);
    }

    [Fact]
    public async Task A_journal_that_does_not_answer_for_a_while_loses_and_doubles_nothing()
    {
        await using var process = await StartAsync(Patient with { OutcomeTimeout = TimeSpan.FromSeconds(1) });
        await process.StateIsAsync(ExchangeState.Serving);
        var account = await OpenAsync(process);
        await using (var somebody = new NpgsqlConnection(database.ConnectionString))
        {
            await somebody.OpenAsync();
            await using var transaction = await somebody.BeginTransactionAsync();
            await using var lockTable = new NpgsqlCommand("LOCK TABLE journal.batches IN ACCESS EXCLUSIVE MODE", somebody, transaction);
            await lockTable.ExecuteNonQueryAsync();

            await Assert.ThrowsAsync<OutcomeUnknownException>(() => CreditAsync(process, account));
            await process.StateIsAsync(ExchangeState.JournalUnavailable);
            Assert.Equal("journal_unavailable", (await Assert.ThrowsAsync<ExchangeUnavailableException>(() => CreditAsync(process, account))).Code);
            Assert.Empty(process.Exchange.Views.Balances(account));
        }

        await process.StateIsAsync(ExchangeState.Serving);
        Assert.True((await CreditAsync(process, account)).IsAccepted);
        Assert.Equal(2, Assert.Single(process.Exchange.Views.Balances(account)).Balance.Units);
    }

    [Fact]
    public async Task Connections_that_break_lose_and_double_nothing()
    {
        var account = default(AccountId);
        await using (var process = await StartAsync())
        {
            await process.StateIsAsync(ExchangeState.Serving);
            account = await OpenAsync(process);
            for (var i = 0; i < 20; i++)
            {
                var credits = Enumerable.Range(0, 10).Select(_ => CreditAsync(process, account)).ToArray();
                await database.ExecuteAsync("""
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'exchange journal'
                    """);
                Assert.All(await Task.WhenAll(credits), outcome => Assert.True(outcome.IsAccepted));
            }

            Assert.Equal(200, Assert.Single(process.Exchange.Views.Balances(account)).Balance.Units);
        }

        await database.ExecuteAsync("DELETE FROM journal.snapshots; UPDATE journal.leadership SET lease_until = '-infinity'");
        await using var replaying = await StartAsync();
        await replaying.StateIsAsync(ExchangeState.Serving);
        Assert.Equal(200, Assert.Single(replaying.Exchange.Views.Balances(account)).Balance.Units);
    }

    private Task<HostedExchange> StartAsync(ExchangeOptions? options = null) => HostedExchange.StartAsync(database.ConnectionString, options ?? Patient);

    private static async Task<AccountId> OpenAsync(HostedExchange process)
    {
        await process.SendAsync(new RegisterAsset { Code = Symbol.Parse("USDT"), Decimals = 6 });
        return new AccountId((await process.SendAsync(new OpenAccount { Label = Text64.Parse("somebody") })).Entity);
    }

    private Task<CommandOutcome> CreditAsync(HostedExchange process, AccountId account) => process.SendAsync(
        new CreditAccount { Account = account, Asset = new AssetId(1), Amount = new Money(1), Reference = Text64.Parse($"r{++_references}") });

    /// <summary>A command of a kind that no engine knows.</summary>
    private readonly record struct UnknownCommand(long Content) : ICommand
    {
        public static CommandKind Kind => (CommandKind)60_000;
    }
}
