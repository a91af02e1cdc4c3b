using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Exchange.Runtime.Tests;

/// <summary>Whether a process still leads is judged by its own monotonic clock, and early.</summary>
public sealed class LeaseKeeperTests
{
    private static readonly ExchangeOptions Options = new()
    {
        Lease = TimeSpan.FromSeconds(5), LeaseMargin = TimeSpan.FromSeconds(1), LeaseRenewal = TimeSpan.FromMilliseconds(1),
    };

    [Fact]
    public void A_lease_holds_from_when_it_was_asked_for_until_a_margin_before_its_end()
    {
        var clock = new SetClock();
        var keeper = new LeaseKeeper(new SureLeadership(), new LeadershipTerm(1, 1), Options, clock, NullLogger.Instance);
        keeper.Taken(clock.GetTimestamp());

        clock.Move(TimeSpan.FromSeconds(4) - TimeSpan.FromTicks(1));
        Assert.True(keeper.Holds);
        clock.Move(TimeSpan.FromTicks(1));
        Assert.False(keeper.Holds);
    }

    [Fact]
    public async Task Renewing_ends_when_another_epoch_has_begun_and_not_before()
    {
        var leadership = new ScriptedRenewals("renewed", "unreachable", "renewed", "over");
        var keeper = new LeaseKeeper(leadership, new LeadershipTerm(1, 1), Options, TimeProvider.System, NullLogger.Instance);

        await keeper.RunAsync(default);

        Assert.Equal(4, leadership.Asked);
    }

    private sealed class ScriptedRenewals(params string[] answers) : ILeadership
    {
        public int Asked { get; private set; }

        public Task<LeadershipTerm?> TryTakeAsync(TimeSpan lease, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> RenewAsync(LeadershipTerm term, TimeSpan lease, CancellationToken cancellationToken) => answers[Asked++] switch
        {
            "renewed" => Task.FromResult(true),
            "over" => Task.FromResult(false),
            _ => throw new JournalUnreachableException("The store does not answer.", new TimeoutException()),
        };

        public Task ReleaseAsync(LeadershipTerm term, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
