using Exchange.Simulation;
using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>FORMULAS §20.6: what a change would do, tried on a copy.</summary>
public class ParameterPreviewTests
{
    private readonly GovernanceVenue _venue = new();

    [Fact]
    public void It_names_who_would_become_liquidatable_worst_first_and_leaves_the_venue_as_it_is()
    {
        // 900 lots at 95: equity 856, 864 and 2,000 USDT; maintenance margin 855 at 1 %, 1,710 at 2 %.
        var (first, second, safe, other) = (_venue.Open(5_401), _venue.Open(5_409), _venue.Open(6_545), _venue.Open(100_000));
        foreach (var buyer in (AccountId[])[second, first, safe])
        {
            _venue.Trade(buyer, other, lots: 900);
        }

        _venue.Venue.Send(new SetMarkPrice { Market = GovernanceVenue.Market, MarkPrice = new Price(95) });
        Assert.True(_venue.Place(other, Side.Sell, 600).IsAccepted);
        var hash = _venue.Venue.Machine.Hash();
        var wanted = _venue.Present with { MaxOpenInterest = new Quantity(3_000), MaxPositionQuantity = new Quantity(1_000), MaxOrderQuantity = new Quantity(500) };
        wanted.SetTiers([new MarginTier(new Money(0), new Rate(20_000_000), 10), new MarginTier(new Money(100_000_000_000), new Rate(25_000_000), 10)]);

        var preview = Preview(wanted);

        Assert.Equal(RejectReason.None, preview.Reject);
        Assert.Equal([first, second], preview.Endangered.Select(account => account.Account));
        Assert.Equal((856_000_000, 1_710_000_000), (preview.Endangered[0].Equity.Units, preview.Endangered[0].MaintenanceMargin.Units));
        Assert.Equal((0, 2, 2), (preview.Before.Liquidatable, preview.After.Liquidatable, preview.EndangeredCount));
        Assert.True(preview.After.MaintenanceMargin < 2 * preview.Before.MaintenanceMargin && preview.After.MaintenanceMargin > preview.Before.MaintenanceMargin);
        Assert.True(preview.After.InitialMargin > preview.Before.InitialMargin);
        Assert.Equal((97_300, 300), (preview.OpenInterestRoom.Before.Lots, preview.OpenInterestRoom.After.Lots));
        Assert.Equal((1, 1), (preview.OrdersRefused, preview.PositionsAboveLimit));
        Assert.Equal((FieldEffect.RampedTightening, FieldEffect.Tightening), (preview.Effects[9], preview.Effects[6]));
        Assert.Equal(hash, _venue.Venue.Machine.Hash());
    }

    [Fact]
    public void A_change_that_is_not_valid_is_refused_with_its_reason() =>
        Assert.Equal(RejectReason.ParametersInvalid, Preview(_venue.Present with { TierCount = 0 }).Reject);

    [Fact]
    public void What_the_preview_says_is_what_the_change_does()
    {
        var wanted = _venue.Present with { MaxOrderQuantity = new Quantity(10) };
        var (alice, bob) = (_venue.Open(50_000), _venue.Open(50_000));
        _venue.Trade(alice, bob, lots: 50);
        wanted.Tiers[0] = wanted.Tiers[0] with { MaxLeverage = 5 };
        wanted.Tiers[1] = wanted.Tiers[1] with { MaxLeverage = 5 };
        var preview = Preview(wanted);

        Assert.True(_venue.Propose(wanted).IsAccepted);

        var risk = _venue.Venue.Machine.State.Risk.Cross(alice);
        Assert.Equal(preview.After.InitialMargin, (Int128)2 * risk.InitialMargin);
        Assert.Equal(preview.After.MaintenanceMargin, (Int128)2 * risk.MaintenanceMargin);
    }

    private ParametersPreview Preview(in MarketParameters wanted) =>
        new ParameterPreview(Venue.Copy(_venue.Venue.Machine)).Of(ParameterKind.Market, 1, RulesPayload.Of(wanted), fields: 0);
}
