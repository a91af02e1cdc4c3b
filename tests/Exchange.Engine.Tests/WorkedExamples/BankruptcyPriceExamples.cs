using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>Bankruptcy prices of other exchanges, and the properties that make one. FORMULAS §4.13.</summary>
public class BankruptcyPriceExamples
{
    // dYdX v4, protocol/x/clob/keeper/deleveraging_test.go: BTC at 50,000 in 10⁻⁸, ETH at 3,000 in 10⁻⁹, maintenance 10 %, millionths of a dollar.
    [Theory]
    [InlineData(-4_501, 10_000_000, 0, "BTC", 10_000_000, 4_501_000_000)]
    [InlineData(-5_000, 10_000_000, 0, "BTC", 10_000_000, 5_000_000_000)]
    [InlineData(5_000, -10_000_000, 0, "BTC", -5_000_000, -2_500_000_000)]
    [InlineData(-5_100, 10_000_000, 0, "BTC", 10_000_000, 5_100_000_000)]
    [InlineData(-490, 400_000, 100_000_000, "ETH", 100_000_000, 294_000_000)]
    [InlineData(110, 400_000, -100_000_000, "ETH", -100_000_000, -306_000_000)]
    [InlineData(-13, 100_000_000, 0, "BTC", 21_347, 2_776)] // 2,775.11 exactly
    [InlineData(1, 100_000_000, 0, "BTC", 100_000_000, -1_000_000)]
    public void Dydx(long dollars, long btc, long eth, string market, long closed, long proceeds)
    {
        long Value(string coin, long quantums) => coin == "BTC" ? quantums * 500 : quantums * 3;
        long Margin(long value) => (Math.Abs(value) + 9) / 10;
        var equity = (dollars * 1_000_000) + Value("BTC", btc) + Value("ETH", eth);
        var margin = Margin(Value("BTC", btc)) + Margin(Value("ETH", eth));
        var held = market == "BTC" ? btc : eth;
        var freed = Margin(Value(market, held)) - Margin(Value(market, held - closed));
        var share = BankruptcyPrice.EquityShare(equity, freed, margin);
        Assert.Equal(proceeds, BankruptcyPrice.Proceeds(closed, market == "BTC" ? 500 : 3, share));
    }

    // dYdX v4, the same test: short 1 BTC and 10 ETH with 80,800 of quote and 800 of equity; 5,000 and 3,000 of maintenance. A short of 1 BTC with 54,999 at 55,000.
    [Fact]
    public void A_position_bears_its_share_of_equity()
    {
        Assert.Equal(50_500, BankruptcyPrice.Ticks(-1, BankruptcyPrice.Proceeds(-1, 50_000, BankruptcyPrice.EquityShare(800, 5_000, 8_000)), 1, 0));
        Assert.Equal(54_999, BankruptcyPrice.Ticks(-1, BankruptcyPrice.Proceeds(-1, 55_000, BankruptcyPrice.EquityShare(-1, 5_500, 5_500)), 1, 0));
    }

    // Bybit, "Bankruptcy price": long from 10,000 at 50×.
    [Fact]
    public void Bybit() => Assert.Equal(9_800, BankruptcyPrice.Ticks(1, BankruptcyPrice.Proceeds(1, 10_000, 200), 1, 0));

    // Dango's book on perps, 4: 10 long from 2,000 at 1,800 with 180 left is bankrupt at 1,782; insolvent by 200 at 1,700, it is at 1,720.
    [Fact]
    public void Dango()
    {
        Assert.Equal(1_782, BankruptcyPrice.Ticks(10, BankruptcyPrice.Proceeds(10, 1_800, 180), 1, 0));
        Assert.Equal(1_720, BankruptcyPrice.Ticks(10, BankruptcyPrice.Proceeds(10, 1_700, -200), 1, 0));
    }

    [Theory]
    [InlineData(7, 1)]
    [InlineData(-7, 1)]
    [InlineData(1, 1_000)]
    [InlineData(-3, 17)]
    public void Closing_at_it_pays_the_fee_and_leaves_nothing_short(long lots, long tickLotValue)
    {
        const long Fee = 600_000; // 0.06 %
        var proceedsAtMark = lots * 1_000 * tickLotValue;
        for (var share = -500 * tickLotValue; share <= 500 * tickLotValue; share += Math.Max(1, tickLotValue / 7))
        {
            var proceeds = BankruptcyPrice.Proceeds(lots, 1_000 * tickLotValue, share);
            var ticks = BankruptcyPrice.Ticks(lots, proceeds, tickLotValue, Fee);
            Assert.True(Left(ticks) >= 0);

            // One tick worse and something is missing: no price is closer.
            Assert.True(Left(lots > 0 ? ticks - 1 : ticks + 1) < 0);

            long Left(long at)
            {
                var value = lots * at * tickLotValue;
                return value - proceedsAtMark + share - FixedMath.RateCeiling(Math.Abs(value), Fee);
            }
        }
    }

    [Fact]
    public void A_share_of_debt_rounds_away_from_zero()
    {
        Assert.Equal(-4, BankruptcyPrice.EquityShare(-10, 1, 3));
        Assert.Equal(3, BankruptcyPrice.EquityShare(10, 1, 3));
    }
}
