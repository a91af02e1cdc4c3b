using CsCheck;
using Exchange.Simulation;
using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>What holds whatever is sent. Seeds come from CsCheck, which reports and shrinks one that fails.</summary>
public class RandomStreamTests
{
    private const int Commands = 400;

    [Fact]
    public void Every_invariant_holds_after_every_command() =>
        Gen.Int.Sample(
            seed =>
            {
                var venue = new Venue();
                Run(new RandomTrader(venue, seed), Commands);
            },
            iter: 150,
            threads: 2);

    [Fact]
    public void A_replay_causes_the_same_events_and_ends_in_the_same_state() =>
        Gen.Int.Sample(
            seed =>
            {
                var venue = new Venue { ChecksInvariants = false };
                Run(new RandomTrader(venue, seed), 3 * Commands);
                return venue.Replay().Hash().AsSpan().SequenceEqual(venue.Machine.Hash());
            },
            iter: 40,
            threads: 2);

    [Fact]
    public void A_restored_snapshot_goes_on_as_if_nothing_had_happened() =>
        Gen.Int.Sample(
            seed =>
            {
                var venue = new Venue { ChecksInvariants = false };
                var trader = new RandomTrader(venue, seed);
                for (var i = 0; i < 5; i++)
                {
                    Run(trader, Commands / 2);
                    venue.Restart();
                }

                Run(trader, Commands);
                return venue.Replay().Hash().AsSpan().SequenceEqual(venue.Machine.Hash());
            },
            iter: 30,
            threads: 2);

    [Fact]
    public void Balances_are_the_sum_of_the_transfers() =>
        Gen.Int.Sample(
            seed =>
            {
                var venue = new Venue { ChecksInvariants = false };
                var trader = new RandomTrader(venue, seed);
                var sums = new Dictionary<(int Account, int Asset), long>();
                Run(trader, Commands);
                foreach (var transfer in venue.Transfers())
                {
                    sums[(transfer.From.Value, transfer.Asset.Value)] = sums.GetValueOrDefault((transfer.From.Value, transfer.Asset.Value)) - transfer.Amount.Units;
                    sums[(transfer.To.Value, transfer.Asset.Value)] = sums.GetValueOrDefault((transfer.To.Value, transfer.Asset.Value)) + transfer.Amount.Units;
                }

                foreach (var ((account, asset), sum) in sums)
                {
                    Assert.Equal(sum, venue.Machine.State.Accounts.Balance(account, asset));
                }
            },
            iter: 40,
            threads: 2);

    [Fact]
    public void A_rejected_command_changes_nothing_but_sequence_and_time()
    {
        var rejected = 0;
        Gen.Int.Sample(
            seed =>
            {
                var venue = new Venue { ChecksInvariants = false };
                var trader = new RandomTrader(venue, seed);
                Run(trader, Commands);
                for (var i = 0; i < 50; i++)
                {
                    var before = venue.Machine.StateWithoutClock();
                    var count = venue.Count;
                    trader.Step();
                    if (venue.Count == count + 1 && venue.LastCommandWasOnlyRejected())
                    {
                        Interlocked.Increment(ref rejected);
                        Assert.True(before.AsSpan().SequenceEqual(venue.Machine.StateWithoutClock()));
                    }
                }
            },
            iter: 25,
            threads: 2);
        Assert.True(rejected > 100);
    }

    [Fact]
    public void The_streams_reach_every_kind_of_event_and_most_rejections()
    {
        var kinds = new HashSet<EventKind>();
        var reasons = new HashSet<RejectReason>();
        for (var seed = 0; seed < 60; seed++)
        {
            var venue = new Venue { ChecksInvariants = false };
            Run(new RandomTrader(venue, seed), Commands);
            venue.Collect(kinds, reasons);
        }

        Assert.Empty(Enum.GetValues<EventKind>().Except(kinds).Except([EventKind.LossAssigned])); // that takes a fall which leaves nobody a profit: LiquidationTests
        Assert.True(reasons.Count >= 20, string.Join(", ", reasons.Order()));
    }

    private static void Run(RandomTrader trader, int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            trader.Step();
        }
    }
}
