using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>FORMULAS §12.10 and §12.11: volatility in whole numbers, and what follows for new risk.</summary>
public class VolatilityTests
{
    /// <summary>Computed with sixty decimal places, × 2^32, rounded down.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 4_294_967_296)]
    [InlineData(3, 6_807_362_105)]
    [InlineData(10, 14_267_572_527)]
    [InlineData(1_000, 42_802_717_581)]
    [InlineData(999_983, 85_605_329_824)]
    [InlineData(1_099_511_627_777, 171_798_691_840)]
    [InlineData(123_456_789_012_345_678, 243_854_429_537)]
    [InlineData(long.MaxValue, 270_582_939_647)]
    public void Logarithms_are_exact_to_the_last_bit(long value, long expected) => Assert.Equal(expected, Volatility.Log2(value));

    [Theory]
    [InlineData(100, 105, 209_552_159)]
    [InlineData(105, 100, -209_552_159)]
    [InlineData(100, 99, -43_165_864)]
    [InlineData(60_000_000_000, 60_060_000_000, 4_292_821)]
    [InlineData(7, 7, 0)]
    public void Returns_are_right_to_two_bits(long from, long to, long expected) =>
        Assert.InRange(Volatility.Return(from, to), expected - 2, expected + 2);

    [Fact]
    public void A_percent_a_minute_is_721_percent_a_year()
    {
        Int128 variance = 0;
        for (var minute = 0; minute < 2_000; minute++)
        {
            variance = Volatility.Average(variance, Volatility.Return(100, 101), new Rate(50_000_000));
        }

        Assert.InRange(Volatility.OfYear(variance).Billionths, 7_213_818_000, 7_213_818_400); // 7.2138183…
    }

    [Fact]
    public void One_move_counts_with_its_weight_and_fades()
    {
        var variance = Volatility.Average(0, Volatility.Return(100, 105), new Rate(50_000_000));
        Assert.Equal(7_909_425, Volatility.OfYear(variance).Billionths / 1_000); // 7.9094258…
        Assert.Equal(variance - (variance * 5 / 100), Volatility.Average(variance, 0, new Rate(50_000_000)));
        Assert.Equal(0, Volatility.OfYear(0).Billionths);
    }

    [Fact]
    public void The_regime_goes_up_at_once_and_comes_down_a_step_at_a_time()
    {
        var venue = new WatchedVenue();
        venue.Mark(10_000);
        venue.Pass(61);
        Assert.Equal((0, 1_000_000_000), Regime(venue));
        venue.Mark(10_500);
        venue.Pass(61);
        Assert.Equal((3, 2_000_000_000), Regime(venue));

        var steps = new List<(int Minute, long Step)>();
        for (var minute = 0; minute < 260; minute++)
        {
            var before = Regime(venue).Step;
            venue.Report(10_500);
            venue.Wait(60);
            if (Regime(venue).Step != before)
            {
                steps.Add((minute, Regime(venue).Step));
            }
        }

        Assert.Equal([2, 1, 0], steps.Select(change => change.Step));
        // Volatility halves every 27 minutes; each step waits for 60 % of its threshold and then half an hour more.
        Assert.InRange(steps[0].Minute, 70, 82);
        Assert.All(steps.Zip(steps.Skip(1)), pair => Assert.True(pair.Second.Minute - pair.First.Minute >= 30));
        Assert.Equal((0, 1_000_000_000), Regime(venue));
    }

    [Fact]
    public void It_scales_what_new_risk_needs_and_nothing_else()
    {
        var venue = new WatchedVenue();
        var (holder, other, rich) = (venue.Trader(1_000), venue.Trader(1_000), venue.Trader());
        venue.Mark(10_000);
        venue.Place(rich, Side.Sell, 50, 10_000);
        venue.Place(holder, Side.Buy, 50, 10_000);
        var risk = venue.Venue.Machine.State.Risk;
        var before = risk.Cross(holder);
        venue.Pass(61);
        venue.Mark(10_500);
        venue.Mark(10_000);
        venue.Pass(10);
        venue.Mark(10_500);
        venue.Pass(61);
        venue.Mark(10_000);
        Assert.Equal(3, Regime(venue).Step);

        var after = risk.Cross(holder);
        Assert.Equal(before.MaintenanceMargin, after.MaintenanceMargin);
        Assert.Equal(before.Equity, after.Equity);
        Assert.Equal(2 * before.InitialMargin, after.InitialMargin);

        // 10,000 at 20× would need 500, and now needs 1,000 and the fee.
        Assert.Equal(RejectReason.InsufficientMargin, venue.Place(other, Side.Buy, 100, 10_000).Reject);
        Assert.Equal(RejectReason.None, venue.Place(other, Side.Buy, 90, 9_999).Reject);
        Assert.Equal(RejectReason.InsufficientMargin, venue.Place(holder, Side.Buy, 50, 10_000).Reject);
        Assert.Equal(RejectReason.None, venue.Place(holder, Side.Sell, 50, 10_000).Reject);
    }

    [Fact]
    public void Below_what_new_risk_needs_risk_may_still_be_reduced()
    {
        var venue = new WatchedVenue();
        var (holder, rich) = (venue.Trader(600), venue.Trader());
        venue.Mark(10_000);
        venue.Place(rich, Side.Sell, 100, 10_000);
        venue.Place(holder, Side.Buy, 100, 10_000);
        venue.Pass(61);
        venue.Mark(10_500);
        venue.Pass(61);
        venue.Mark(10_000);
        Assert.False(venue.Venue.Machine.State.Risk.Cross(holder).IsInitiallyCovered);
        Assert.True(venue.Venue.Machine.State.Risk.Cross(holder).IsMaintained);
        Assert.Equal(RejectReason.InsufficientMargin, venue.Place(holder, Side.Buy, 1, 9_900).Reject);
        Assert.Equal(RejectReason.None, venue.Place(holder, Side.Sell, 10, 10_100).Reject);
        Assert.Equal(RejectReason.None, venue.Place(holder, Side.Sell, 10, 10_100, OrderFlags.ReduceOnly).Reject);
    }

    [Fact]
    public void Margin_is_never_scaled_beyond_the_notional_itself()
    {
        var terms = new MarginTerms { Tiers = new TierTable([new MarginTier(new Money(0), new Rate(10_000_000), 20)]), TickLotValue = 1, TakerFee = 0 };
        Assert.Equal(500, terms.InitialMargin(1_000, 2));
        terms.InitialScale = 1_500_000_001;
        Assert.Equal(751, terms.InitialMargin(1_000, 2)); // rounded up
        Assert.Equal(1_000, terms.InitialMargin(1_000, 1));
    }

    private static (long Step, long Scale) Regime(WatchedVenue venue) =>
        (venue.Market.Breakers.Volatility.Step, venue.Market.Margin.InitialScale);
}
