using Exchange.Simulation;
using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>Examples of coin-settled contracts from exchanges' documents and tests. Lots of 1 USD, ticks of 0.01, coins of 10^-8. FORMULAS §1.6.</summary>
public class InverseExamples
{
    private const long Coin = 100_000_000;
    private const long UnitTicks = 10_000_000_000;

    [Theory]
    [InlineData(-100_000, 10_000_00, 11_000_00, -90_909_091)] // INV-PNL-01
    [InlineData(-1_250_000, 15_500_00, 12_506_65, 1_930_166_700)] // INV-PNL-04
    [InlineData(10_000, 23_000_00, 25_000_00, 3_478_261)] // BYB-PNL-04
    [InlineData(15_000, 750_00, 800_00, 125_000_000)] // BMX-PNL-01
    public void What_a_round_trip_makes_in_coins(long size, long entry, long exit, long profit)
    {
        var position = new Position();
        Fill(ref position, size, entry);
        var realized = Fill(ref position, -size, exit);
        Assert.InRange(realized, profit - 3, profit + 3); // the examples are rounded to more than a unit
        Assert.Equal((0L, 0L), (position.Size, position.Cost));
    }

    // Bybit, BYB-PNL-01: 1,000 long from 5,000 at 5,500.
    [Fact]
    public void Unrealized_profit_is_the_difference_of_the_reciprocals()
    {
        var position = new Position();
        Fill(ref position, 1_000, 5_000_00);
        Assert.Equal(1_818_181, Contract.UnrealizedPnl(Terms(5_500_00, 10_000_000, 20), position));
    }

    // Bybit, BYB-AEP-02: 1,000 at 5,000 and 2,000 at 6,000 are 3,000 at 5,625: the cost of the average is the cost of both.
    [Fact]
    public void The_average_entry_price_is_harmonic()
    {
        var position = new Position();
        Fill(ref position, 1_000, 5_000_00);
        Fill(ref position, 2_000, 6_000_00);
        Assert.InRange(position.Cost, -(3_000 * UnitTicks / 5_625_00) - 2, -3_000 * UnitTicks / 5_625_00);
    }

    // BitMEX, BMX-FUND-02: 15,000 contracts at 750 are worth 20 coins. Bybit, BYB-LIQ-02: 60,000 at 50,000 are 1.2, of which a tenth is 0.12 and 0.5 % is 0.006.
    [Fact]
    public void Margins_are_parts_of_the_value_in_coins()
    {
        Assert.Equal(20 * Coin, Contract.Value(Terms(750_00, 10_000_000, 20), 15_000, 750_00));
        var terms = Terms(50_000_00, 5_000_000, 10);
        var position = new Position();
        Fill(ref position, -60_000, 50_000_00);
        Assert.Equal(120_000_000, MarginRules.Notional(terms, position));
        Assert.Equal(12_000_000, MarginRules.InitialMargin(terms, position));
        Assert.Equal(600_000, MarginRules.MaintenanceMargin(terms, position));
    }

    // What a position loses at its isolated bankruptcy price is its initial margin. BitMEX, BMX-BKR-01 and 02: 10,000 at 20× ends at 9,523.81 long, 10,526.32 short.
    [Theory]
    [InlineData(200_000, 9_523_81)]
    [InlineData(-200_000, 10_526_32)]
    public void At_the_bankruptcy_price_the_initial_margin_is_lost(long size, int bankruptcy)
    {
        var position = new Position();
        Fill(ref position, size, 10_000_00);
        var margin = MarginRules.InitialMargin(Terms(10_000_00, 10_000_000, 20), position);
        Assert.Equal(Coin, margin);
        var loss = -Contract.UnrealizedPnl(Terms(bankruptcy, 10_000_000, 20), position);
        Assert.InRange(loss, margin - 2_000, margin + 2_000); // half a tick of the printed price
    }

    /// <summary>Who buys the contract sells coins: a bid below the mark, which is worth more coins, is margined at its own value, an ask at its own too, and what either loses at once counts.</summary>
    [Fact]
    public void Orders_are_margined_as_in_the_mirror()
    {
        var terms = Terms(10_000_00, 10_000_000, 20);
        var bid = new Position();
        OrderSums.Add(ref bid, terms, Side.Buy, isReduceOnly: false, 8_000_00, 8_000_00, 80_000);
        Assert.Equal(10 * Coin / 20, MarginRules.InitialMargin(terms, bid));
        var ask = new Position();
        OrderSums.Add(ref ask, terms, Side.Sell, isReduceOnly: false, 8_000_00, 8_000_00, 80_000);
        Assert.Equal((10 * Coin / 20) + (2 * Coin), MarginRules.InitialMargin(terms, ask));
        OrderSums.Add(ref ask, terms, Side.Sell, isReduceOnly: false, 8_000_00, 8_000_00, -80_000);
        OrderSums.Add(ref bid, terms, Side.Buy, isReduceOnly: false, 8_000_00, 8_000_00, -80_000);
        Assert.Equal((0L, 0L, 0L), (ask.AskTickLots, bid.BidTickLots, bid.AskMarginTickLots));
    }

    /// <summary>Trades at prices at which nothing comes out even: what one side pays the other gets, to the unit, and flat is flat.</summary>
    [Fact]
    public void A_coin_settled_market_keeps_its_money()
    {
        var venue = new Venue();
        venue.Send(new InitializeVenue { HashKey = 1, Profile = VenueProfile.Trial });
        venue.Send(new RegisterAsset { Code = Symbol.Parse("BTC"), Decimals = 8 });
        Assert.True(venue.Send(new CreateMarket
        {
            Symbol = Symbol.Parse("BTC-USD"), BaseAsset = Symbol.Parse("BTC"), SettlementAsset = new AssetId(1), ContractKind = ContractKind.Inverse,
            TickSize = new DecimalStep(1, 2), LotSize = new DecimalStep(1, 0), Parameters = Parameters(),
        }).IsAccepted);
        venue.Send(new SetMarkPrice { Market = new MarketId(1), MarkPrice = new Price(70_000_00) });
        venue.Send(new SetMarketState { Market = new MarketId(1), State = MarketState.Active });
        AccountId[] accounts = [Open(venue, 1), Open(venue, 2), Open(venue, 3)];
        var random = new Random(7);
        var filled = 0L;
        for (var i = 0; i < 2_000; i++)
        {
            venue.Now += 1_000;
            filled += venue.Send(new PlaceOrder
            {
                Account = accounts[random.Next(3)], Market = new MarketId(1), Side = (Side)random.Next(1, 3), Type = OrderType.Limit,
                LimitPrice = new Price(70_000_00 + random.Next(-300_00, 300_00)), Quantity = new Quantity(random.Next(1, 5_000)),
                TimeInForce = TimeInForce.GoodTillCanceled, SelfTradePrevention = SelfTradePrevention.ExpireMaker,
            }).Filled.Lots;
            if (i % 50 == 0)
            {
                venue.Send(new SetMarkPrice { Market = new MarketId(1), MarkPrice = new Price(70_000_00 + random.Next(-900_00, 900_00)) });
                venue.Send(new CancelAllOrders { Account = accounts[random.Next(3)], Reason = CancelReason.Requested });
            }
        }

        Assert.True(filled > 100_000);
        Assert.Equal(venue.Machine.Hash(), venue.Replay().Hash());
        Assert.Equal(venue.Machine.Hash(), Venue.Copy(venue.Machine).Hash());
    }

    /// <summary>At the edge of what sums may hold, and one beyond it.</summary>
    [Fact]
    public void Limits_keep_every_sum_in_its_bounds()
    {
        const long Mark = 100;
        var most = Bounds.MaxInverseNotional * Mark / UnitTicks;
        Assert.True(MarketParameterRules.FitAtMark(ContractKind.Inverse, most, most, Mark, UnitTicks));
        Assert.False(MarketParameterRules.FitAtMark(ContractKind.Inverse, most + 1, most, Mark, UnitTicks));
        Assert.True(MarketParameterRules.FitAtMark(ContractKind.Inverse, 1, 1, 1_000, 1_000));
        Assert.False(MarketParameterRules.FitAtMark(ContractKind.Inverse, 1, 1, 1_001, 1_000)); // a lot worth less than a unit
        var terms = new MarginTerms { Tiers = new TierTable([new MarginTier(new Money(0), new Rate(10_000_000), 20)]), Kind = ContractKind.Inverse, TickLotValue = UnitTicks, TakerFee = 1_000_000 };
        terms.Mark((int)Mark);
        var position = new Position { Size = -most, Cost = Contract.Value(terms, most, Mark) };
        OrderSums.Add(ref position, terms, Side.Buy, isReduceOnly: false, Mark / 2, Mark / 2, 2 * most);
        OrderSums.Add(ref position, terms, Side.Sell, isReduceOnly: false, Mark / 2, Mark / 2, most);
        Assert.True(MarginRules.InitialMargin(terms, position) > 0);
    }

    private static AccountId Open(Venue venue, int number)
    {
        var account = new AccountId(venue.Send(new OpenAccount { Label = Text64.Parse($"a{number}") }).Entity);
        venue.Send(new CreditAccount { Account = account, Asset = new AssetId(1), Amount = new Money(Coin / 20), Reference = Text64.Parse($"d{number}") });
        return account;
    }

    private static MarketParameters Parameters()
    {
        var parameters = new MarketParameters
        {
            MakerFee = new Rate(-100_000), TakerFee = new Rate(500_000), PriceBand = new Rate(100_000_000), SlippageCap = new Rate(20_000_000),
            MaxOrderQuantity = new Quantity(5_000), MaxPositionQuantity = new Quantity(50_000), MaxOpenInterest = new Quantity(200_000),
            MinOrderNotional = new Money(10), MaxOpenOrders = 40,
        };
        parameters.SetTiers([new MarginTier(new Money(0), new Rate(10_000_000), 20), new MarginTier(new Money(Coin / 10), new Rate(30_000_000), 10)]);
        return parameters;
    }

    private static long Fill(ref Position position, long signedLots, long ticks) =>
        PositionMath.Fill(ref position, signedLots, ContractKind.Inverse, Contract.Value(Terms((int)ticks, 10_000_000, 20), Math.Abs(signedLots), ticks));

    private static MarginTerms Terms(int mark, long rate, int leverage)
    {
        var terms = new MarginTerms
        {
            Tiers = new TierTable([new MarginTier(new Money(0), new Rate(rate), leverage)]), Kind = ContractKind.Inverse, TickLotValue = UnitTicks, TakerFee = 0,
        };
        terms.Mark(mark);
        return terms;
    }
}
