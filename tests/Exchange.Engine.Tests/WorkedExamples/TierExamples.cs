using Exchange.Tests;
using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>Margin tiers as exchanges publish them. FORMULAS §3.</summary>
public class TierExamples
{
    private const long Unit = 1_000_000;

    // Binance USD-M, BTCUSDT, as stored in freqtrade's binance_leverage_tiers.json (freqtrade/freqtrade@c9ae5e1e).
    private static readonly (long Floor, long Rate, int Leverage, long Amount)[] Btc =
    [
        (0, 4_000_000, 125, 0),
        (50_000, 5_000_000, 100, 50),
        (600_000, 6_500_000, 75, 950),
        (3_000_000, 10_000_000, 50, 11_450),
        (12_000_000, 20_000_000, 25, 131_450),
        (70_000_000, 25_000_000, 20, 481_450),
        (100_000_000, 50_000_000, 10, 2_981_450),
        (230_000_000, 100_000_000, 5, 14_481_450),
        (480_000_000, 125_000_000, 4, 26_481_450),
        (600_000_000, 150_000_000, 3, 41_481_450),
        (800_000_000, 250_000_000, 2, 121_481_450),
        (1_200_000_000, 500_000_000, 1, 421_481_450),
    ];

    [Fact]
    public void The_maintenance_amounts_are_those_that_the_exchange_publishes()
    {
        var table = Table(Btc.Select(tier => (tier.Floor, tier.Rate, tier.Leverage)));
        foreach (var tier in Btc)
        {
            Assert.Equal((Int128)tier.Amount * Unit * Rate.One, table.MaintenanceAmountBillionths(tier.Floor * Unit));
        }
    }

    [Theory]
    [InlineData(50_000, 200)] // 50,000 × 0.4 % − 0 = 50,000 × 0.5 % − 50
    [InlineData(600_000, 2_950)]
    [InlineData(3_000_000, 18_550)]
    public void Maintenance_margin_does_not_jump_at_a_floor(long notional, long margin)
    {
        var table = Table(Btc.Select(tier => (tier.Floor, tier.Rate, tier.Leverage)));
        Assert.Equal(margin * Unit, table.MaintenanceMargin(notional * Unit));
        Assert.InRange(table.MaintenanceMargin((notional * Unit) - 1), (margin * Unit) - 1, margin * Unit);
        Assert.InRange(table.MaintenanceMargin((notional * Unit) + 1), margin * Unit, (margin * Unit) + 1);
    }

    // Hyperliquid's documents on margin tiers: maintenance rate is half of the initial margin at the highest leverage.
    [Fact]
    public void A_deduction_by_another_venue_is_the_same_algebra()
    {
        var btc = Table([(0, 12_500_000, 40), (150_000_000, 25_000_000, 20)]);
        Assert.Equal((Int128)1_875_000 * Unit * Rate.One, btc.MaintenanceAmountBillionths(150_000_000 * Unit));

        // 7,666.6666… with a rate of 1 ÷ 6, which is 0.166666667 in billionths: 0.1 of a thousandth more at a floor of 100,000.
        var doge = Table([(0, 50_000_000, 10), (20_000, 100_000_000, 5), (100_000, 166_666_667, 3)]);
        Assert.Equal((Int128)1_000 * Unit * Rate.One, doge.MaintenanceAmountBillionths(20_000 * Unit));
        Assert.InRange((decimal)doge.MaintenanceAmountBillionths(100_000 * Unit) / Unit / Rate.One, 7_666.6666m, 7_666.6668m);
    }

    [Fact]
    public void Initial_margin_follows_the_leverage_of_the_tier_and_rounds_up()
    {
        var table = Table(Btc.Select(tier => (tier.Floor, tier.Rate, tier.Leverage)));
        Assert.Equal(400 * Unit, table.InitialMargin(50_000 * Unit - 1, leverage: 0)); // 399.999999992
        Assert.Equal(500 * Unit, table.InitialMargin(50_000 * Unit, leverage: 0));
        Assert.Equal(500 * Unit, table.InitialMargin(50_000 * Unit, leverage: 125));
        Assert.Equal(2_500 * Unit, table.InitialMargin(50_000 * Unit, leverage: 20));
        Assert.Equal(1, table.InitialMargin(1, leverage: 20));
    }

    [MarketDataFact("leverage-brackets-binance/binance_usdm_brackets_2024-10-24.csv.gz")]
    public void Every_published_bracket_of_every_contract_comes_out()
    {
        var contracts = MarketData.Lines("leverage-brackets-binance/binance_usdm_brackets_2024-10-24.csv.gz")
            .Skip(1)
            .Select(line => line.Split(','))
            .GroupBy(row => row[0])
            .ToList();
        Assert.Equal(349, contracts.Count);
        foreach (var contract in contracts)
        {
            var table = Table(contract.Select(row => ((long)MarketData.Number(row[2]), (long)(MarketData.Number(row[4]) * Rate.One), (int)MarketData.Number(row[6]))));
            foreach (var row in contract)
            {
                var own = (decimal)table.MaintenanceAmountBillionths((long)(MarketData.Number(row[2]) * Unit)) / Unit / Rate.One;
                Assert.InRange(own - MarketData.Number(row[5]), -0.02m, 0.02m); // as exactly as they are published
            }
        }
    }

    private static TierTable Table(IEnumerable<(long Floor, long Rate, int Leverage)> tiers) =>
        new([.. tiers.Select(tier => new MarginTier(new Money(tier.Floor * Unit), new Rate(tier.Rate), tier.Leverage))]);
}
