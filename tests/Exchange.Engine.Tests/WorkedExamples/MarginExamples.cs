using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>Examples of margin and profit from exchanges' documents. FORMULAS §1, §4, §5.1.</summary>
public class MarginExamples
{
    private const long Unit = 1_000_000;

    // Bybit, "Average entry price": 0.5 at 5,000 and 0.3 at 6,000 are 0.8 at 5,375.
    [Fact]
    public void The_average_entry_price_weighs_by_quantity()
    {
        var position = new Position();
        PositionMath.Fill(ref position, 5, ContractKind.Linear, 5 * 5_000 * Unit / 10);
        PositionMath.Fill(ref position, 3, ContractKind.Linear, 3 * 6_000 * Unit / 10);
        Assert.Equal(5_375 * Unit / 10 * 8, position.Cost);
    }

    // Bybit, "Unrealized P&L": long 0.2 from 7,000 at 7,500 has made 100.
    [Fact]
    public void Unrealized_profit_is_the_distance_from_the_entry()
    {
        var position = new Position();
        PositionMath.Fill(ref position, 2, ContractKind.Linear, 2 * 7_000 * Unit / 10);
        Assert.Equal(100 * Unit, MarginRules.UnrealizedPnl(Terms(tick: Unit / 10, mark: 7_500, rate: 10_000_000, leverage: 20), position));
    }

    // Binance, "Cost required to open a position": 1 at 9,253.30 with the mark at 9,259.84 and 20×: a bid costs 462.665. An ask has an open loss of 6.54.
    // (Binance margins an ask at its limit; we take the mark where it is higher, FORMULAS §4.3, so 462.992 here.)
    [Fact]
    public void An_order_costs_its_margin_and_its_open_loss()
    {
        var terms = Terms(tick: Unit / 100, mark: 925_984, rate: 10_000_000, leverage: 20);
        var bid = new Position();
        OrderSums.Add(ref bid, terms, Side.Buy, isReduceOnly: false, 925_330, 925_984, 1);
        Assert.Equal(462_665_000, MarginRules.InitialMargin(terms, bid));
        var ask = new Position();
        OrderSums.Add(ref ask, terms, Side.Sell, isReduceOnly: false, 925_330, 925_984, 1);
        Assert.Equal(462_992_000 + 6_540_000, MarginRules.InitialMargin(terms, ask));
    }

    // Paradex, "Liquidations": 1,000 of collateral, long 0.1 BTC from 60,000 at 54,800, short 1 ETH from 3,000 at 3,400, 1 % maintenance: account value 80, requirement 88.8.
    [Fact]
    public void One_collateral_bears_all_positions()
    {
        var risk = new Risk { Collateral = 1_000 * Unit };
        Add(ref risk, Terms(tick: Unit / 10, mark: 54_800, rate: 10_000_000, leverage: 20), new Position { Size = 1, Cost = 6_000 * Unit });
        Add(ref risk, Terms(tick: Unit, mark: 3_400, rate: 10_000_000, leverage: 20), new Position { Size = -1, Cost = -3_000 * Unit });
        Assert.Equal(80 * Unit, risk.Equity);
        Assert.Equal(88_800_000, risk.MaintenanceMargin);
        Assert.False(risk.IsMaintained);
    }

    // Synthetix v3, Liquidation.margin.test.ts: what five positions make when all prices move.
    [Fact]
    public void Five_positions_make_and_lose_together()
    {
        (long Size, long From, long To, long Change)[] positions =
        [
            (-1, 30_000_0, 28_000_0, 2_000), (20, 2_000_0, 1_900_0, -2_000), (2_000, 5_0, 4_6, -800), (5_000, 2_0, 1_9, -500), (5_000, 2_0, 1_8, -1_000),
        ];
        var risk = new Risk { Collateral = 18_850 * Unit };
        foreach (var (size, from, to, change) in positions)
        {
            var terms = Terms(tick: Unit / 10, mark: (int)to, rate: 10_000_000, leverage: 20);
            var position = new Position { Size = size, Cost = size * from * Unit / 10 };
            Assert.Equal(change * Unit, MarginRules.UnrealizedPnl(terms, position));
            Add(ref risk, terms, position);
        }

        Assert.Equal(16_550 * Unit, risk.Equity);
    }

    // Paradex, "Margin": 10 long at 10×, 80 of account value against 98 required after a fall to 98: five may be sold, eight may not be bought.
    [Fact]
    public void Below_initial_margin_only_what_reduces_is_taken() => Scenario.Run("""
        deposit a 100.2
        deposit b 10000
        place a buy 10 @ 100               -> open 0/10
        place b sell 10 @ 100              -> filled 10/0
        leverage a 10                      -> ok
        mark 98                            -> ok
        margin a                           -> equity 80 initial 98 maintenance 9.8
        place a buy 8 @ 98                 -> rejected InsufficientMargin
        place a sell 5 @ 98                -> open 0/5
        """);

    // Hyperliquid, "Margining": with positions of 100,000 at 20×, 10,000 have to stay.
    [Fact]
    public void A_tenth_of_the_notional_stays()
    {
        var risk = new Risk { Collateral = 15_000 * Unit };
        Add(ref risk, Terms(tick: Unit, mark: 100, rate: 10_000_000, leverage: 20), new Position { Size = 1_000, Cost = 100_000 * Unit });
        Assert.Equal(5_000 * Unit, risk.InitialMargin);
        Assert.Equal(5_000 * Unit, risk.Withdrawable);
    }

    // Deribit, "Trading bandwidth": 1.5 % around a mark of 10,000 is 9,850 to 10,150.
    [Fact]
    public void Orders_stay_within_the_band_around_the_mark() => Scenario.Run("""
        deposit a 100000
        mark 10000                         -> ok
        parameters cap=15000000 band=15000000 -> ok
        place a buy 1 @ 9849               -> rejected PriceOutsideBand
        place a buy 1 @ 9850               -> open 0/1
        place a sell 1 @ 10150             -> open 0/1
        place a sell 1 @ 10151             -> rejected PriceOutsideBand
        """);

    private static void Add(ref Risk risk, MarginTerms terms, in Position position)
    {
        var sums = default(MarginSums);
        sums.Add(terms, position);
        risk.Add(new CollateralTerms(isValuation: true, decimals: 6), balance: 0, sums);
    }

    private static MarginTerms Terms(long tick, int mark, long rate, int leverage)
    {
        var terms = new MarginTerms
        {
            Tiers = new TierTable([new MarginTier(new Money(0), new Rate(rate), leverage)]), TickLotValue = tick, TakerFee = 0,
        };
        terms.Mark(mark);
        return terms;
    }
}
