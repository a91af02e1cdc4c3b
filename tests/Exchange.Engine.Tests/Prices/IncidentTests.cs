using Exchange.Simulation;
using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>What went wrong with prices elsewhere, and what comes of the same here. docs/INCIDENTS.md.</summary>
public class IncidentTests
{
    private static readonly MarketId Market = new(1);

    private readonly Venue _venue = new();

    private Market State => _venue.Machine.State.Markets[1];

    private long Index => State.Prices.State.Index;

    [Fact]
    public void Binance_2025_Given_external_sources_When_our_own_book_collapses_Then_the_mark_stays_within_its_band()
    {
        Open(5);
        Report(10_000, 9_980, 9_990, 10_000, 10_000);
        var before = State.MarkTicks;

        // The only one who still bids wants a third off, and is sold to.
        var (bidder, seller) = (Account(), Account());
        Place(bidder, Side.Buy, 9_100, 50);
        Place(seller, Side.Sell, 9_100, 10);
        Place(seller, Side.Sell, 9_101, 50);
        Report(10_000, 9_980, 9_990, 10_000, 10_000);

        Assert.Equal(9_100, State.LastTicks);
        Assert.True(Math.Abs(State.MarkTicks - before) * 2 * Rate.One < (long)before * State.Parameters.Tiers[0].MaintenanceRate.Billionths);
    }

    [Fact]
    public void Deribit_2019_Given_a_source_whose_clock_stands_still_When_it_is_stale_Then_it_counts_for_nothing()
    {
        Open(4);
        Report(9_150, 9_150, 9_150, 9_150);
        var stoodStillAt = _venue.Now;
        _venue.Now += 6_000_000;
        Report(9_150, 9_150, 9_150);

        Assert.Equal(RejectReason.ReportOutOfDate, Send(3, 7_720, stoodStillAt + 1));
        Assert.Equal(0b0111u, State.Prices.State.Used);
        Assert.Equal(9_150 * FinePrice.PerTick, Index);
    }

    [Fact]
    public void Synthetix_2019_Given_one_source_is_gone_When_another_says_a_thousandfold_Then_the_index_stands_still_and_says_so()
    {
        Open(4);
        Report(1_000, 1_000, 1_000, 1_000);
        _venue.Now += 6_000_000;
        Tick();
        Send(0, 1_000);
        Send(1, 1_000_000);
        Send(2, 1_000);
        Assert.Equal(1, State.Prices.State.IsDegraded); // three live, but the liar is left out, and two are no quorum
        Assert.Equal((1_000 * FinePrice.PerTick, 1_000), (Index, State.MarkTicks));
        Assert.False(State.HasFreshPrice);
    }

    [Fact]
    public void Mango_2022_Given_all_sources_are_pumped_thirteenfold_When_minutes_pass_Then_the_index_follows_no_faster_than_it_may()
    {
        Open(3);
        Report(1_000, 1_000, 1_000);
        for (var second = 1; second <= 10; second++)
        {
            _venue.Now += 1_000_000 - 1_000;
            Report(13_000, 13_000, 13_000);
        }

        Assert.True(Index <= 2_594 * FinePrice.PerTick, $"{Index}"); // 1.1 ^ 10
        Assert.True(Index > 2_500 * FinePrice.PerTick);
    }

    [Fact]
    public void Bzx_2020_Given_one_source_or_two_When_rules_are_set_Then_they_are_refused()
    {
        Open(3);
        for (var count = 1; count <= 2; count++)
        {
            var rules = Rules(count);
            rules.Quorum = count;
            Assert.Equal(RejectReason.ParametersInvalid, _venue.Send(new SetPriceRules { Market = Market, Rules = rules }).Reject);
        }

        // Nor has one of three with all the weight a say of its own.
        var heavy = Rules(3);
        heavy.Sources[0].Weight = PriceSource.MaxWeight;
        heavy.MaxDeviation = new Rate(100_000_000);
        Assert.True(IndexRules.Of(heavy, Said(1_090, 1_000, 1_000), now: 1).Microticks == 1_000 * FinePrice.PerTick);
    }

    [Fact]
    public void KiloEx_2025_Given_a_live_venue_When_anybody_sets_a_price_Then_it_is_refused()
    {
        _venue.Send(new InitializeVenue { HashKey = 7 });
        List();
        Assert.Equal(RejectReason.NotATrialVenue, _venue.Send(new SetMarkPrice { Market = Market, MarkPrice = new Price(10_000) }).Reject);
        Assert.Equal(RejectReason.SourceUnknown, Send(0, 10_000));
        Assert.Equal(0, State.MarkTicks);
    }

    [Fact]
    public void Paradex_2026_Given_a_restart_When_a_source_says_zero_Then_it_is_refused_and_nothing_is_decided_by_a_price_from_before()
    {
        Open(3);
        Report(1_000, 1_000, 1_000);
        _venue.Restart();
        _venue.Send(new NoteRestart());
        Tick();
        Assert.Equal(RejectReason.PriceInvalid, Send(0, 0));
        Assert.Equal(RejectReason.PriceInvalid, Send(0, -1));
        Assert.False(State.HasFreshPrice);
        Assert.Equal(1_000, State.MarkTicks);
    }

    [Fact]
    public void Dydx_2025_Given_a_restart_When_the_sources_come_late_Then_no_price_is_fresh_before_the_quorum_has_reported()
    {
        Open(3);
        Report(1_000, 1_000, 1_000);
        var before = _venue.Now;
        _venue.Now += 2_000_000;
        _venue.Send(new NoteRestart());
        Assert.False(State.HasFreshPrice);
        Report(800, 800);
        Assert.False(State.HasFreshPrice);
        Assert.Equal(1_000, State.MarkTicks);
        Assert.True(_venue.Now > before);
        Report(990, 990, 990);
        Assert.True(State.HasFreshPrice);
        Assert.Equal(990, State.MarkTicks);
    }

    [Fact]
    public void Quoine_2017_Given_the_quoter_is_gone_and_the_book_is_empty_When_somebody_trades_far_off_Then_the_mark_is_the_index()
    {
        Open(3);
        Report(1_000, 1_000, 1_000);
        var (a, b) = (Account(), Account());
        Place(a, Side.Sell, 1_099, 1);
        Place(b, Side.Buy, 1_099, 1);
        Report(1_000, 1_000, 1_000);
        Assert.Equal((1_099, 1_000), (State.LastTicks, State.MarkTicks));
    }

    [Fact]
    public void Gdax_2017_Given_one_large_market_sale_When_it_eats_the_book_Then_it_ends_at_its_bound_and_the_mark_stays_in_its_band()
    {
        Open(3);
        Report(1_000, 1_000, 1_000);
        var (maker, seller) = (Account(), Account());
        foreach (var ticks in (int[])[999, 950, 900, 700, 501])
        {
            Place(maker, Side.Buy, ticks, 10);
        }

        var sale = _venue.Send(new PlaceOrder
        {
            Account = seller, Market = Market, Side = Side.Sell, Type = OrderType.Market, TimeInForce = TimeInForce.ImmediateOrCancel,
            SelfTradePrevention = SelfTradePrevention.ExpireTaker, Quantity = new Quantity(100),
        });
        Assert.True(sale.IsAccepted && sale.Filled.Lots == 30);
        Assert.Equal(900, State.LastTicks);
        Report(1_000, 1_000, 1_000);
        Assert.True(State.MarkTicks >= 995);
    }

    [Fact]
    public void InteractiveBrokers_2020_Given_a_price_below_zero_When_it_is_reported_Then_it_is_refused_as_such()
    {
        Open(3);
        Tick();
        Assert.Equal(RejectReason.PriceInvalid, Send(0, -37));
        Assert.Equal(RejectReason.PriceInvalid, _venue.Send(new ReportPrice { Market = Market, Price = new FinePrice(long.MinValue), SourceTime = new Timestamp(_venue.Now) }).Reject);
        Assert.Equal(RejectReason.PriceInvalid, _venue.Send(new ReportPrice { Market = Market, Price = new FinePrice(long.MaxValue), SourceTime = new Timestamp(_venue.Now) }).Reject);
    }

    [Theory]
    [InlineData(5, 999)]
    [InlineData(6, 650)]
    public void Of_eleven_weights_five_that_lie_hold_and_six_break_it(int lying, int expected)
    {
        var votes = new PriceVote[11];
        for (var i = 0; i < votes.Length; i++)
        {
            votes[i] = new PriceVote((i < lying ? 650 : 999 + (i % 2)) * FinePrice.PerTick, Weight: 1, Source: i);
        }

        Assert.Equal(expected * FinePrice.PerTick, WeightedMedian.Of(votes));
    }

    private void Open(int sources)
    {
        _venue.Send(new InitializeVenue { HashKey = 7 });
        List();
        _venue.Send(new SetMarketState { Market = Market, State = MarketState.Active });
        Assert.True(_venue.Send(new SetPriceRules { Market = Market, Rules = Rules(sources) }).IsAccepted);
    }

    private void List()
    {
        _venue.Send(new RegisterAsset { Code = Symbol.Parse("USDT"), Decimals = 6 });
        _venue.Send(new CreateMarket
        {
            Symbol = Symbol.Parse("X"), BaseAsset = Symbol.Parse("X"), SettlementAsset = new AssetId(1),
            TickSize = new DecimalStep(1, 0), LotSize = new DecimalStep(1, 0), Parameters = Scenario.DefaultParameters(),
        });
    }

    private static PriceRules Rules(int sources)
    {
        var rules = new PriceRules
        {
            SourceCount = sources, Quorum = 3, MaxDeviation = new Rate(50_000_000), MaxVelocity = new Rate(100_000_000), MarkBand = new Rate(20_000_000),
            BasisWindow = 10_000_000, TradeStaleAfter = 30_000_000, ImpactNotional = new Money(5_000_000_000),
        };
        for (var i = 0; i < sources; i++)
        {
            rules.Sources[i] = new PriceSource { Name = Symbol.Parse($"S{i}"), Weight = 1, StaleAfter = 5_000_000, MaxConfidence = new Rate(10_000_000) };
        }

        return rules;
    }

    private static SourceReport[] Said(params int[] ticks) =>
        [.. ticks.Select(price => new SourceReport { Microticks = price * FinePrice.PerTick, SourceTime = 1 })];

    private void Tick() => _venue.Now += 1_000;

    private void Report(params int[] prices)
    {
        Tick();
        for (var i = 0; i < prices.Length; i++)
        {
            Assert.Equal(RejectReason.None, Send(i, prices[i]));
        }
    }

    private RejectReason Send(int source, int ticks, long time = 0) => _venue.Send(new ReportPrice
    {
        Market = Market, Source = source, Price = new FinePrice(ticks * FinePrice.PerTick), SourceTime = new Timestamp(time == 0 ? _venue.Now : time),
    }).Reject;

    private AccountId Account()
    {
        var account = new AccountId(_venue.Send(new OpenAccount()).Entity);
        _venue.Send(new CreditAccount { Account = account, Asset = new AssetId(1), Amount = new Money(1_000_000_000_000), Reference = Text64.Parse($"r{account}") });
        return account;
    }

    private void Place(AccountId account, Side side, int ticks, int lots) => Assert.True(_venue.Send(new PlaceOrder
    {
        Account = account, Market = Market, Side = side, Type = OrderType.Limit, TimeInForce = TimeInForce.GoodTillCanceled,
        SelfTradePrevention = SelfTradePrevention.ExpireTaker, LimitPrice = new Price(ticks), Quantity = new Quantity(lots),
    }).IsAccepted);
}
