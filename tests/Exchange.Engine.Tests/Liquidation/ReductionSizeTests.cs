using CsCheck;
using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>FORMULAS §14.3. Where a figure is another venue's, the case has its name.</summary>
public class ReductionSizeTests
{
    private const long Percent = 10_000_000;

    [Theory]
    [InlineData("DRIFT-COVER-01", 10_000_000, 100, 0, 1_000_000_000)]
    [InlineData("DRIFT-COVER-05", 10_000_000, 100, 2 * Percent, 1_250_000_000)]
    public void Fees_are_counted_in_what_must_be_closed(string vector, long shortage, long price, long fees, long expected)
    {
        // A lot is a billionth: what it is worth is a thousandth of a unit per unit of price, so the shortage is taken a thousandfold.
        Assert.NotEmpty(vector);
        Assert.Equal(expected, ReductionSize.ToCover((Int128)shortage * 1_000, lotValue: price, rate: 10 * Percent, buffer: 0, fees));
    }

    [Fact]
    public void A_size_that_leaves_out_the_fee_ends_below_maintenance_margin()
    {
        // DNG-HOLE-01: equity 180 against 900; 8 would leave 165.60 against 180.
        Assert.Equal(8_163_266, ReductionSize.ToCover(720_000_000, lotValue: 1_800, rate: 5 * Percent, buffer: 0, fees: Percent / 10));
        Assert.Equal(8_000_000, ReductionSize.ToCover(720_000_000, lotValue: 1_800, rate: 5 * Percent, buffer: 0, fees: 0));
    }

    [Fact]
    public void It_goes_to_the_buffer_above_maintenance_margin() => // DRIFT-LIQ-02: 2 at 100 with 5 behind them, 5 % and a buffer of 2 % of notional, fees 2 %
        Assert.Equal(1_800_000, ReductionSize.ToCover(9_000_000, lotValue: 100, rate: 5 * Percent, buffer: Rate.One * 2 / 5, fees: 2 * Percent));

    [Fact]
    public void Where_fees_eat_what_margin_gives_back_the_whole_position_is_closed() => Assert.Equal(
        1_000, ReductionSize.Needed(Tiers((0, 1 * Percent, 20)), new Reduction(1_000, 100, Shortage: 1, Buffer: 0, Fees: 1 * Percent)));

    [Fact]
    public void What_it_closes_is_enough_and_hardly_more() => Gen.Select(Gen.Long[1, 1_000_000], Gen.Long[1, 100_000], Gen.Long[1, 1L << 36], Gen.Long[0, 5 * Percent], Gen.Long[0, Percent / 2])
        .Sample((size, lotValue, shortage, buffer, fees) =>
        {
            var tiers = Tiers((0, 1 * Percent, 20), (5_000_000, 2 * Percent, 10), (50_000_000, 10 * Percent, 5));
            var reduction = new Reduction(size, lotValue, shortage, buffer, fees);
            var lots = ReductionSize.Needed(tiers, reduction);
            Assert.InRange(lots, 1, size);
            if (lots < size)
            {
                Assert.True(Missing(tiers, reduction, lots) <= 0);

                // A tenth fewer would not have been enough, but for lots that are lost by rounding up in each tier.
                Assert.True(Missing(tiers, reduction, (lots * 9 / 10) - 4) > -4 * lotValue || lots < 100);
            }
        });

    [Theory]
    [InlineData(1, 1_000, 100)] // a tenth at least
    [InlineData(150, 1_000, 150)]
    [InlineData(990, 1_000, 1_000)] // nothing is left that is too small to trade
    [InlineData(500, 20_000, 2_000)] // of a large position a tenth at least
    [InlineData(5_000, 20_000, 4_000)] // and a fifth at most
    public void A_step_has_bounds(long needed, long size, long expected)
    {
        var rules = new LiquidationRules { SmallestStep = new Rate(10 * Percent), LargestStep = new Rate(20 * Percent), LargePosition = new Money(1_000_000) };
        Assert.Equal(expected, ReductionSize.Bounded(needed, new Reduction(size, LotValue: 100, 0, 0, 0), rules, smallestNotional: 1_001));
    }

    [Fact]
    public void Profit_times_leverage_is_what_other_venues_rank_by()
    {
        // BMX-ADL-02: 10 % profit at 5.5×. BN-ADL-01: 40.2 of a wallet of 4.27 at a margin ratio of 13.42 %.
        Assert.Equal(550_000_000, DeleveragingScore.Of(profit: 10_000_000, stake: 100_000_000, exposure: 110_000_000, equity: 20_000_000));
        Assert.InRange(DeleveragingScore.Of(profit: 40_200_000, stake: 4_270_000, exposure: 1_342, equity: 10_000), 1_255_000_000, 1_265_000_000);
        Assert.Equal(-18_181_818, DeleveragingScore.Of(profit: -10_000_000, stake: 100_000_000, exposure: 110_000_000, equity: 20_000_000));
        Assert.Equal(0, DeleveragingScore.Of(profit: 1, stake: 1, exposure: 1, equity: 0));
    }

    private static Int128 Missing(TierTable tiers, in Reduction reduction, long lots)
    {
        lots = Math.Max(0, lots);
        var relief = tiers.MaintenanceMargin(reduction.Size * reduction.LotValue) - tiers.MaintenanceMargin((reduction.Size - lots) * reduction.LotValue);
        return reduction.Shortage + FixedMath.RateCeiling(lots * reduction.LotValue, reduction.Fees) - ((Int128)relief * (Rate.One + reduction.Buffer) / Rate.One);
    }

    private static TierTable Tiers(params (long Floor, long Rate, int Leverage)[] tiers) =>
        new(tiers.Select(tier => new MarginTier(new Money(tier.Floor), new Rate(tier.Rate), tier.Leverage)).ToArray());
}
