using System.Globalization;
using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>Liquidation prices as exchanges print them, and the properties that make one. FORMULAS §4.12.</summary>
public class LiquidationPriceExamples
{
    // Binance, "How to calculate liquidation price of USD-M futures contracts" (b3c689c1f50a44cabb3a84e663b81d93), as in freqtrade's tests/exchange/test_binance.py and test_exchange.py.
    [Theory]
    [InlineData("1535443.01", "0", "0", "3683.979", "1456.84", "1114.78")] // isolated
    [InlineData("1535443.01", "-56354.57", "71200.81", "3683.979", "1456.84", "1153.26")] // cross, with a long of 109.488 from 32,481.98 at 31,967.27
    public void Binance(string wallet, string otherProfit, string otherMargin, string size, string entry, string expected)
    {
        // The tier with 10 % and a maintenance amount of 135,365.
        var scale = new Scale(Lot: 1_000, Tick: 100);
        var tiers = scale.Tiers((0m, 0.05m), (2_707_300m, 0.10m));
        var found = scale.Find(tiers, Number(size), Number(entry), Number(wallet) + Number(otherProfit), Number(otherMargin));
        Assert.InRange(found - Number(expected), -0.005m, 0.005m);
    }

    [Theory]
    [InlineData("2", "11.89108910891089")]
    [InlineData("3.33333333333333333", "13.211221122079207")]
    public void Binance_short_of_one(string wallet, string expected)
    {
        // 1 % with a maintenance amount of 0.01.
        var scale = new Scale(Lot: 1, Tick: 10_000_000);
        var tiers = scale.Tiers((0m, 0.005m), (2m, 0.01m));
        Assert.InRange(scale.Find(tiers, -1, 10, Number(wallet)) - Number(expected), -0.0000001m, 0.0000001m);
    }

    // Gate and OKX add the fee of closing to the maintenance rate (freqtrade's test_exchange.py): the same algebra at the sum of both rates.
    [Theory]
    [InlineData("2", "11.87413417771621")]
    [InlineData("3.33333333333333333", "13.193482419684678")]
    public void Gate(string margin, string expected)
    {
        var scale = new Scale(Lot: 1, Tick: 10_000_000);
        Assert.InRange(scale.Find(scale.Tiers((0m, 0.0106m)), -1, 10, Number(margin)) - Number(expected), -0.0000001m, 0.0000001m);
    }

    // Hyperliquid, prices that the live venue reported (freqtrade's tests/exchange/test_hyperliquid.py); maintenance is half of the margin at the highest leverage.
    [Theory]
    [InlineData("long", "2458.5", ".015", "36.864593", 50, "0.86915825")]
    [InlineData("long", "146.82", ".16", "23.482979", 20, "0.05269872")]
    [InlineData("long", "2459.5", ".0199", "24.454895", 50, "1243.0411908")]
    [InlineData("long", ".11586", "437", "25.29769", 20, "0.05945697")]
    [InlineData("short", "155.89", ".32", "24.924941", 20, "228.07847866")]
    [InlineData("short", "68595", ".00069", "23.64871", 50, "101849.99354283")]
    [InlineData("long", "173.06", ".6", "20.735658", 20, "142.05186667")]
    [InlineData("short", "67400", ".00031", "20.887308", 50, "133443.97317151")]
    [InlineData("long", "66930", ".0015", "20.043862", 50, "54108.51043771")]
    [InlineData("long", "2521.9", ".0237", "19.902091", 50, "1699.14071943")]
    [InlineData("short", "178.29", ".11", "19.605036", 20, "347.82205322")]
    [InlineData("short", "173.08", ".33", "19.01881", 20, "225.08561715")]
    [InlineData("short", "2518.4", ".007", "17.62263", 50, "4986.05799151")]
    [InlineData("long", ".13284", "360", "15.943218", 20, "0.09082388")]
    [InlineData("long", "67141", ".00067", "14.979079", 50, "45236.52992613")]
    [InlineData("short", "190", ".5", "9.5", 10, "199.04761904761904")]
    public void Hyperliquid(string side, string entry, string size, string collateral, int maxLeverage, string expected)
    {
        // As fine as its price is long.
        var scale = Number(entry) < 1 ? new Scale(Lot: 1, Tick: 100_000) : new Scale(Lot: 100_000, Tick: 1_000);
        var signed = side == "long" ? Number(size) : -Number(size);
        var found = scale.Find(scale.Tiers((0m, 0.5m / maxLeverage)), signed, Number(entry), Number(collateral));
        Assert.InRange(found / Number(expected), 0.9999m, 1.0001m);
    }

    // dYdX v4 documentation, "Liquidation price": equity at a price of 3,000; the second beside 1,000 STRK at 1.75 with 10 % maintenance.
    [Theory]
    [InlineData("-3", "0", "3174.60")]
    [InlineData("-1.5", "175", "3380.95")]
    public void Dydx(string size, string otherMargin, string expected)
    {
        var scale = new Scale(Lot: 10, Tick: 100);
        var found = scale.Find(scale.Tiers((0m, 0.05m)), Number(size), 3_000, 1_000, Number(otherMargin));
        Assert.InRange(found - Number(expected), -0.005m, 0.005m);
    }

    [Theory]
    [InlineData(10, 100)]
    [InlineData(10, -100)]
    [InlineData(-10, 100)]
    [InlineData(-7, 93)]
    [InlineData(13, 311)]
    [InlineData(-13, 4_711)]
    public void The_first_tick_is_the_first_at_which_margin_exceeds_equity(long size, long equity)
    {
        // Three tiers close to each other, so that the solution lies in each of them for some equity.
        var tiers = new TierTable([new(new Money(0), new Rate(10_000_000), 50), new(new Money(400), new Rate(50_000_000), 10), new(new Money(900), new Rate(250_000_000), 2)]);
        var solved = 0;
        for (var step = -3_000L; step <= 3_000; step++)
        {
            var position = new Position { Size = size, Cost = size * 50 };
            var rest = new RestOfUnit(equity + step, 11);
            long scanned = 0;
            for (var ticks = 1; ticks <= 2_000; ticks++)
            {
                var value = size * ticks;
                var isBelow = rest.Equity + value - position.Cost < 11 + tiers.MaintenanceMargin(Math.Abs(value));
                if (isBelow && (size > 0 || scanned == 0))
                {
                    scanned = ticks; // of a long the last, of a short the first
                }
            }

            var found = LiquidationPrice.FirstTick(Terms(tiers), position, rest);
            if (scanned is > 1 and < 2_000)
            {
                solved++;
                Assert.Equal(scanned, found);
            }
        }

        Assert.InRange(solved, 500, 6_001);
    }

    [Fact]
    public void A_long_that_nothing_can_break_has_none() =>
        Assert.True(LiquidationPrice.Of(Terms(new TierTable([new(new Money(0), new Rate(10_000_000), 50)])), new Position { Size = 1, Cost = 100 }, new RestOfUnit(100, 0)).IsNone);

    [Fact]
    public void It_is_shown_early_and_never_late()
    {
        // 200 ÷ (3 × 0.99) is 67.340067…, and 400 ÷ (3 × 1.01) is 132.013201…
        var tiers = new TierTable([new(new Money(0), new Rate(10_000_000), 50)]);
        Assert.Equal(67_340_068, LiquidationPrice.Of(Terms(tiers), new Position { Size = 3, Cost = 300 }, new RestOfUnit(100, 0)).Microticks);
        Assert.Equal(132_013_201, LiquidationPrice.Of(Terms(tiers), new Position { Size = -3, Cost = -300 }, new RestOfUnit(100, 0)).Microticks);
    }

    [Theory]
    [InlineData(10, 4_000)]
    [InlineData(-10, 4_000)]
    [InlineData(37, 9_000)]
    [InlineData(-37, 9_000)]
    public void In_an_inverse_market_it_is_found_in_the_mirror(long size, long equity)
    {
        // A lot is worth 1,000,000 ÷ price; entered at 500.
        var tiers = new TierTable([new(new Money(0), new Rate(10_000_000), 50), new(new Money(25_000), new Rate(50_000_000), 10), new(new Money(60_000), new Rate(250_000_000), 2)]);
        var terms = Terms(tiers, ContractKind.Inverse, tickLotValue: 1_000_000);
        var solved = 0;
        for (var step = 0L; step < 40; step++)
        {
            var position = new Position { Size = size, Cost = -size * 2_000 };
            var rest = new RestOfUnit(equity + (step * 331), 17);
            long scanned = 0;
            for (var ticks = 1; ticks <= 3_000; ticks++)
            {
                terms.Mark(ticks);
                var isBelow = rest.Equity + MarginRules.UnrealizedPnl(terms, position) < 17 + MarginRules.MaintenanceMargin(terms, position);
                if (isBelow && (size > 0 || scanned == 0))
                {
                    scanned = ticks;
                }
            }

            if (scanned is > 1 and < 3_000)
            {
                solved++;
                Assert.Equal(scanned, LiquidationPrice.FirstTick(terms, position, rest));
            }
        }

        Assert.True(solved > 5, $"{solved}");
    }

    private static MarginTerms Terms(TierTable tiers, ContractKind kind = ContractKind.Linear, long tickLotValue = 1) =>
        new() { Tiers = tiers, Kind = kind, TickLotValue = tickLotValue, TakerFee = 0 };

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>Lots per coin and ticks per dollar; a tick·lot is one unit.</summary>
    private readonly record struct Scale(long Lot, long Tick)
    {
        private long Unit => Lot * Tick;

        public TierTable Tiers(params (decimal Floor, decimal Rate)[] tiers)
        {
            var unit = Unit;
            return new TierTable([.. tiers.Select(tier => new MarginTier(new Money((long)(tier.Floor * unit)), new Rate((long)(tier.Rate * Rate.One)), 2))]);
        }

        /// <summary>The price for a position that stands at its entry with so much equity.</summary>
        public decimal Find(TierTable tiers, decimal size, decimal entry, decimal equity, decimal otherMargin = 0)
        {
            var position = new Position { Size = (long)(size * Lot), Cost = (long)(size * entry * Unit) };
            var found = LiquidationPrice.Of(Terms(tiers), position, new RestOfUnit((long)(equity * Unit), (long)(otherMargin * Unit)));
            return (decimal)found.Microticks / FinePrice.PerTick / Tick;
        }
    }
}
