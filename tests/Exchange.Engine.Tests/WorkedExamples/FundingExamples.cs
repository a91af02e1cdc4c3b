using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>Funding as other exchanges publish and test it. FORMULAS §13.</summary>
public class FundingExamples
{
    private const long Second = 1_000_000;

    // The formula of Binance, BitMEX, Bybit and Hyperliquid: F = P + clamp(I − P, ±0.05 %), I = 0.01 %; flat at I while |I − P| ≤ 0.05 %, then slope 1.
    [Theory]
    [InlineData(0, 100_000)]
    [InlineData(600_000, 100_000)]
    [InlineData(-400_000, 100_000)]
    [InlineData(700_000, 200_000)]
    [InlineData(-500_000, 0)]
    public void The_interest_part_is_clamped(long average, long expected) =>
        Assert.Equal(new Rate(expected), FundingFormula.Of(new Rate(average), Rules(), FundingFormula.RatePeriod, new Rate(Rate.One)));

    // BitMEX, Perpetual Contracts guide: I = (1 % − 0.25 %) ÷ 3, with the premium at zero and no clamp in the way.
    [Fact]
    public void The_rate_can_come_of_interest_alone() => Assert.Equal(
        new Rate(2_500_000), FundingFormula.Of(default, Rules() with { Interest = new Rate(2_500_000), Clamp = new Rate(5_000_000) }, FundingFormula.RatePeriod, new Rate(Rate.One)));

    // Hyperliquid's documents on funding: 10 at 2,000, premium 0.01 %, paid hourly.
    [Fact]
    public void An_hour_pays_an_eighth()
    {
        var rate = FundingFormula.Of(new Rate(100_000), Rules(), 3_600 * Second, new Rate(Rate.One));
        Assert.Equal(new Rate(12_500), rate);
        Assert.Equal(250_000, FundingFormula.Payment(new PositionSize(10), FundingFormula.IndexDelta(rate, ContractKind.Linear, tickLotValue: 1_000_000, new Price(2_000))));
    }

    // dYdX's documents cap at 600 % of (initial − maintenance) = 12 %; here it is a part of the maintenance rate.
    [Theory]
    [InlineData(50_000_000, 7_500_000)]
    [InlineData(-50_000_000, -7_500_000)]
    [InlineData(1_000_000, 500_000)]
    public void The_rate_is_capped_by_the_maintenance_rate(long average, long expected) =>
        Assert.Equal(new Rate(expected), FundingFormula.Of(new Rate(average), Rules(), FundingFormula.RatePeriod, new Rate(10_000_000)));

    // Binance and Bybit: Σ k·P ÷ Σ k, the oldest with k = 1.
    [Fact]
    public void A_later_sample_weighs_more()
    {
        var average = PremiumAverage.Around(100 * Second, 100 * Second);
        average.Add(100 * Second, new Rate(100_000));
        average.Add(101 * Second, new Rate(200_000));
        average.Add((102 * Second) + 999_999, new Rate(300_000));
        Assert.Equal(new Rate(233_333), average.Average);
        Assert.False(average.Wants((102 * Second) + 999_999));
        Assert.True(average.Wants(103 * Second));
        Assert.False(average.Wants(200 * Second));
    }

    // dydxprotocol/v4-chain protocol/x/clob/memclob/memclob_get_premium_price_test.go; the expected rates are in millionths there.
    [Theory]
    [InlineData("9999", "10001", "10000", 0)] // inside the spread
    [InlineData("9999", "10001.7", "10003", -129)] // three levels up to the impact notional
    [InlineData("9999.9", "10001", "9997.5", 240)] // index below bid
    [InlineData("9999.8", "0", "10001", 0)] // too thin
    [InlineData("0", "0", "10000", 0)] // both sides too thin
    [InlineData("9999.8", "0", "9999", 80)] // too thin on the side that does not matter
    public void A_premium_is_the_distance_from_the_impact_price(string bid, string ask, string index, long millionths) =>
        Assert.Equal(millionths, FundingFormula.Premium(Tenths(bid), Tenths(ask), Tenths(index)).Billionths / 1_000);

    // derivexyz/v2-core test/assets/perpAsset/unit-tests/Funding.sol: an eighth of it is the hourly rate.
    [Theory]
    [InlineData(1_506, 4_000_000)]
    [InlineData(1_494, -4_000_000)]
    public void A_premium_counts_on_both_sides(long impact, long expected) =>
        Assert.Equal(new Rate(expected), FundingFormula.Premium(impact, impact, 1_500));

    // freqtrade tests/exchange/test_exchange.py, calculate_funding_fees: 10 at 2.0 with 0.01 %; Derive's: 1 at 1,500 with 0.05 %.
    [Theory]
    [InlineData(10, 20, 100_000, 100_000, 2_000)]
    [InlineData(1, 1_500, 1_000_000, 500_000, 750_000)]
    [InlineData(-1, 1_500, 1_000_000, 500_000, -750_000)]
    public void A_payment_is_size_times_mark_times_rate(long size, long mark, long tickLotValue, long rate, long units) => Assert.Equal(
        units, FundingFormula.Payment(new PositionSize(size), FundingFormula.IndexDelta(new Rate(rate), ContractKind.Linear, tickLotValue, new Price(mark))));

    // BitMEX, Perpetual Contracts guide: 15,000 contracts at 750 are 20 coins, 0.25 % of which are 0.05 coins; a coin has 1e8 units.
    [Fact]
    public void A_payment_of_an_inverse_contract_is_in_coin() => Assert.Equal(
        5_000_000, FundingFormula.Payment(new PositionSize(15_000), FundingFormula.IndexDelta(new Rate(2_500_000), ContractKind.Inverse, 100_000_000, new Price(750))));

    // dydxprotocol/v4-chain protocol/x/perpetuals/funding/funding_test.go: trunc(rate × time × price), toward zero, in millionths per unit of size.
    [Theory]
    [InlineData(1_001_999, 28_800, 1_000, 1, 1_001)]
    [InlineData(-1_001_999, 14_400, 100_000, 100_000_000, -5_009_995_000_000)]
    public void An_index_moves_by_rate_and_price_toward_zero(long rate, long seconds, long price, long tickLotValue, long expected)
    {
        var scaled = rate * seconds * 1_000 / 28_800;
        var delta = FundingFormula.IndexDelta(new Rate(scaled), ContractKind.Linear, tickLotValue, new Price(price));
        Assert.Equal((Int128)expected, delta / FundingFormula.IndexPerUnit);
    }

    // dydxprotocol/v4-chain protocol/x/perpetuals/lib/lib_test.go TestGetSettlementPpmWithPerpetual: −(index − entry index) × size, here in their millionths.
    [Theory]
    [InlineData(123_456_789_123, 100_000_000_000, 1_000_000, -23_456_789_123_000_000)]
    [InlineData(-123_456_789_123, -100_000_000_000, 1_000_000, 23_456_789_123_000_000)]
    [InlineData(0, 100, 10_000_000, 1_000_000_000)]
    [InlineData(0, 100, -5_000_000, -500_000_000)]
    public void A_settlement_is_the_move_of_the_index_times_size(long index, long entryIndex, long size, long settlement)
    {
        const long Millionth = FundingFormula.IndexPerUnit / 1_000_000;
        var payment = FundingFormula.Payment(new PositionSize(size), ((Int128)index - entryIndex) * Millionth);
        var (quotient, remainder) = Math.DivRem(-settlement, 1_000_000L);
        Assert.Equal(quotient + (remainder > 0 ? 1 : 0), payment); // what the account gets is rounded toward −∞
    }

    [Theory]
    [InlineData(1, 1, 1)] // a millionth of a millionth is charged as a unit
    [InlineData(-1, 1, 0)] // and not paid out
    [InlineData(3, 400_000_000_000, 2)]
    [InlineData(-3, 400_000_000_000, -1)]
    public void Charges_round_up_and_payouts_down(long size, long delta, long expected) =>
        Assert.Equal(expected, FundingFormula.Payment(new PositionSize(size), delta));

    // Binance's mark price (its first leg) and BitMEX's fair basis: index 10,000, four of eight hours left.
    [Theory]
    [InlineData(100_000, 10_000_500_000)]
    [InlineData(1_000_000, 10_005_000_000)]
    [InlineData(-1_000_000, 9_995_000_000)]
    public void The_first_leg_of_the_mark_is_the_index_with_the_funding_that_is_to_come(long rate, long expected) => Assert.Equal(
        expected, MarkRules.IndexLeg(10_000 * FinePrice.PerTick, new Rate(rate), FundingFormula.RatePeriod / 2, FundingFormula.RatePeriod));

    // Binance's mark price: the median of 10,000.5, 10,003 and 10,010.
    [Fact]
    public void The_mark_is_the_median_of_the_legs() => Assert.Equal(10_003, MarkRules.Ticks(
        new MarkLegs(10_000_500_000, 10_003_000_000, 10_010_000_000), 10_000_000_000, new Rate(20_000_000)));

    private static FundingRules Rules() => new()
    {
        Interval = FundingFormula.RatePeriod, SampleMaxAge = FundingFormula.RatePeriod, Interest = new Rate(100_000), Clamp = new Rate(500_000),
        CapFactor = new Rate(750_000_000), ImpactNotional = new Money(1), MinSamples = 1,
    };

    private static long Tenths(string price)
    {
        var dot = price.IndexOf('.', StringComparison.Ordinal);
        return dot < 0
            ? long.Parse(price, System.Globalization.CultureInfo.InvariantCulture) * 10
            : (long.Parse(price[..dot], System.Globalization.CultureInfo.InvariantCulture) * 10) + (price[dot + 1] - '0');
    }
}
