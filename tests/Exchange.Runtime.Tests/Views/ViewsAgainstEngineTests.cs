using Exchange.Engine;
using Xunit;

namespace Exchange.Runtime.Tests;

/// <summary>Random commands: whatever happens, the views answer what the engine knows.</summary>
public sealed class ViewsAgainstEngineTests
{
    private const int Batches = 400;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void After_every_batch_the_views_stand_as_the_engine(int seed)
    {
        var random = new RandomVenue(seed);
        var venue = random.Venue;
        for (var batch = 0; batch < Batches; batch++)
        {
            random.NextBatch();
            venue.Commit();
            EngineComparison.AssertSame(venue.Views, venue.Machine);
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void Views_made_from_a_snapshot_go_on_like_those_that_saw_every_event(int seed)
    {
        var random = new RandomVenue(seed);
        var venue = random.Venue;
        for (var batch = 0; batch < Batches; batch++)
        {
            random.NextBatch();
            venue.Commit();
        }

        var seeded = new VenueViews();
        seeded.Seed(Restored(venue.Machine));
        Assert.Equal(venue.Machine.LastSequence, seeded.Sequence);
        EngineComparison.AssertSame(seeded, venue.Machine);
        for (var batch = 0; batch < Batches; batch++)
        {
            random.NextBatch();
            seeded.Apply(venue.Uncommitted);
            venue.Commit();
            EngineComparison.AssertSame(seeded, venue.Machine);
            Assert.Equal(venue.Views.Sequence, seeded.Sequence);
        }
    }

    /// <summary>The comparisons above are worth what the random commands reach.</summary>
    [Fact]
    public void The_random_commands_reach_what_the_views_have_to_follow()
    {
        var kinds = new HashSet<EventKind>();
        var reasons = new HashSet<CancelReason>();
        var shrunk = 0;
        var flips = 0;
        var entered = 0;
        var venues = Enumerable.Range(1, 3).Select(seed => new RandomVenue(seed)).ToList();
        for (var batch = 0; batch < venues.Count * Batches; batch++)
        {
            var random = venues[batch % venues.Count];
            random.NextBatch();
            foreach (var frame in new EventReader(random.Venue.Uncommitted))
            {
                kinds.Add(frame.Kind);
                if (frame.Kind == EventKind.OrderCanceled)
                {
                    reasons.Add(frame.As<OrderCanceled>().Reason);
                    shrunk += frame.As<OrderCanceled>().Remaining.IsZero ? 0 : 1;
                }
                else if (frame.Kind == EventKind.OrderAmended)
                {
                    entered += frame.As<OrderAmended>().KeptPriority == 0 ? 1 : 0;
                }
                else if (frame.Kind == EventKind.TradeExecuted)
                {
                    flips += IsFlip(frame.As<TradeExecuted>()) ? 1 : 0;
                }
            }

            random.Venue.Commit();
        }

        EventKind[] expected =
        [
            EventKind.AccountOpened, EventKind.FundsCredited, EventKind.FundsDebited, EventKind.MoneyTransferred, EventKind.LeverageChanged,
            EventKind.OrderAccepted, EventKind.OrderAmended, EventKind.OrderCanceled, EventKind.TradeExecuted, EventKind.LevelChanged,
            EventKind.CommandRejected, EventKind.MarkPriceChanged, EventKind.MarketStateChanged, EventKind.MarketParametersChanged,
            EventKind.ParametersProposed, EventKind.ProposalApproved, EventKind.ProposalWithdrawn, EventKind.ParametersEffective,
            EventKind.AuctionChanged, EventKind.BreakerRulesChanged, EventKind.MarginModeChanged,
        ];
        Assert.Empty(expected.Except(kinds));
        Assert.Superset(
            new HashSet<CancelReason>(
            [
                CancelReason.Requested, CancelReason.ImmediateOrCancel, CancelReason.FillOrKill, CancelReason.Expired, CancelReason.SelfTrade,
                CancelReason.ReduceOnly, CancelReason.Operator,
            ]),
            reasons);
        Assert.True(shrunk > 0 && flips > 0 && entered > 0, $"{shrunk} orders shrunk, {flips} positions flipped, {entered} orders entered again");
    }

    /// <summary>Realized something and stands on the side of the trade: it closed all it had and opened the other side.</summary>
    private static bool IsFlip(in TradeExecuted trade)
    {
        var bought = trade.TakerSide == Side.Buy ? trade.Taker : trade.Maker;
        return bought.SizeAfter.Lots > 0 && bought.RealizedPnl != Money.Zero && bought.SizeAfter.Lots < trade.Quantity.Lots;
    }

    private static StateMachine Restored(StateMachine machine)
    {
        using var buffer = new SnapshotBuffer();
        machine.WriteSnapshot(buffer);
        return StateMachine.Restore(buffer.ToSequence());
    }
}
