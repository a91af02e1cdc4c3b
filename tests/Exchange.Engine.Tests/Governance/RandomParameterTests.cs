using Xunit;
using static Exchange.Engine.Tests.GovernanceVenue;

namespace Exchange.Engine.Tests;

/// <summary>Random changes by operators good and bad; the bounds and the order of things hold whatever they try.</summary>
public class RandomParameterTests
{
    private const long Step = Hour / 4;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Rules_stay_within_bounds_ramps_go_one_way_and_what_loosens_is_two_days_old(int seed)
    {
        var random = new Random(seed);
        var venue = new GovernanceVenue();
        var (holder, other) = (venue.Open(60_000), venue.Open(60_000));
        venue.Trade(holder, other, lots: 1_000);
        var approvedAt = new Dictionary<int, long>();
        var steps = 0;
        for (var i = 0; i < 1_500; i++)
        {
            var before = venue.Present;
            Act(venue, random);
            Note(venue, approvedAt);
            foreach (var effective in venue.Last<ParametersEffective>().Where(each => each.Rules == ParameterKind.Market))
            {
                Check(venue, effective, approvedAt);
                steps += effective.Step > 0 ? 1 : 0;
            }

            if (venue.Last<ParametersEffective>().Count == 0)
            {
                Assert.Equal(before, venue.Present);
            }

            if (random.Next(50) == 0)
            {
                venue.Venue.Restart();
            }
        }

        Assert.True(steps > 100);
        Assert.Equal(venue.Venue.Machine.Hash(), venue.Venue.Replay().Hash());
    }

    private static void Act(GovernanceVenue venue, Random random)
    {
        var state = venue.Venue.Machine.State.Proposals;
        switch (random.Next(20))
        {
            case 0:
                venue.Propose(AnyParameters(random, venue.Present), random.Next(2) == 0 ? Olga : Omar, (ulong)random.Next(1 << 11));
                break;
            case 1:
                venue.Approve(state.LastId - random.Next(2), random.Next(2) == 0 ? Olga : Omar);
                break;
            case 2 when random.Next(10) == 0:
                venue.Withdraw(state.LastId);
                break;
            case 3:
                venue.Set(AnyParameters(random, venue.Present));
                break;
            default:
                venue.Wait(random.Next(4) == 0 ? 20 * Hour : Step);
                break;
        }
    }

    private static void Note(GovernanceVenue venue, Dictionary<int, long> approvedAt)
    {
        foreach (var approved in venue.Last<ProposalApproved>())
        {
            approvedAt[approved.ProposalId] = venue.Venue.Now;
        }
    }

    /// <summary>What took effect is no looser than before, unless two keys wanted it two days ago.</summary>
    private static void Check(GovernanceVenue venue, in ParametersEffective effective, Dictionary<int, long> approvedAt)
    {
        var kind = RulesKind.Find(ParameterKind.Market)!;
        Assert.True(kind.AreValid(venue.Venue.Machine.State, 1, effective.After));
        var effects = kind.Compare(effective.Before, effective.After);
        for (var field = 0; field < kind.FieldNames.Count; field++)
        {
            if (effects[field] == FieldEffect.Loosening)
            {
                Assert.NotEqual(default, effective.Approver);
                Assert.NotEqual(effective.Author, effective.Approver);
                Assert.True(venue.Venue.Now - approvedAt[effective.ProposalId] >= 48 * Hour);
            }

            if (effects[field] == FieldEffect.RampedTightening)
            {
                Assert.True(effective.Step > 0);
            }
        }

        IsNoMoreThanItsStep(effective);
    }

    /// <summary>A step moves maintenance margin by no more than a ninety-sixth of the whole way, and a unit's rounding.</summary>
    private static void IsNoMoreThanItsStep(in ParametersEffective effective)
    {
        foreach (var notional in (long[])[1_000_000, 100_000_000_000, 1_000_000_000_000, 40_000_000_000_000])
        {
            var (before, after) = (MarginOf(effective.Before, notional), MarginOf(effective.After, notional));
            Assert.True(Math.Abs(after - before) <= (notional / 96 / 10) + 2, $"{before} to {after} of {notional}");
        }
    }

    private static long MarginOf(in RulesPayload rules, long notional) => new TierTable(rules.As<MarketParameters>().ActiveTiers).MaintenanceMargin(notional);

    private static MarketParameters AnyParameters(Random random, MarketParameters present)
    {
        present.TakerFee = new Rate(random.Next(100_000, 1_000_000));
        present.MakerFee = new Rate(random.Next(-200_000, 400_000));
        present.PriceBand = new Rate(random.Next(100_000_000, 500_000_000));
        present.SlippageCap = new Rate(random.Next(50_000_000, 100_000_000));
        present.MaxOrderQuantity = new Quantity(random.Next(1, 10_000));
        present.MaxPositionQuantity = new Quantity(random.Next(10_000, 50_000));
        present.MaxOpenInterest = new Quantity(random.Next(1_000, 500_000));
        present.MinOrderNotional = new Money(random.Next(0, 10_000_000));
        present.MaxOpenOrders = random.Next(1, 100);
        var tiers = new MarginTier[random.Next(1, 6)];
        var (rate, leverage, floor) = (random.Next(2_000_000, 15_000_000), random.Next(20, 60), 0L);
        for (var i = 0; i < tiers.Length; i++)
        {
            tiers[i] = new MarginTier(new Money(floor), new Rate(rate), leverage);
            floor += random.NextInt64(1_000_000_000, 500_000_000_000);
            rate += random.Next(0, 15_000_000);
            leverage = Math.Max(1, leverage - random.Next(1, 10));
            leverage = (int)Math.Min(leverage, (Rate.One - 1) / rate);
        }

        present.SetTiers(tiers);
        return present;
    }
}
