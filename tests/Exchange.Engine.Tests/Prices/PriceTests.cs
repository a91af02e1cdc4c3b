using Exchange.Simulation;
using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>FORMULAS §11: reports become an index, the index a mark price.</summary>
public class PriceTests
{
    private static readonly MarketId Market = new(1);

    private readonly Venue _venue = new();
    private PriceRules _rules;

    public PriceTests()
        : this(maintenanceRate: 50_000_000)
    {
    }

    private PriceTests(long maintenanceRate)
    {
        _venue.Send(new InitializeVenue { HashKey = 7, Profile = VenueProfile.Trial });
        _venue.Send(new RegisterAsset { Code = Symbol.Parse("USDT"), Decimals = 6 });
        _venue.Send(new CreateMarket
        {
            Symbol = Symbol.Parse("X"), BaseAsset = Symbol.Parse("X"), SettlementAsset = new AssetId(1),
            TickSize = new DecimalStep(1, 0), LotSize = new DecimalStep(1, 0), Parameters = Parameters(maintenanceRate),
        });
        _venue.Send(new SetMarketState { Market = Market, State = MarketState.Active });
        _rules = new PriceRules
        {
            SourceCount = 4, Quorum = 3, MaxDeviation = new Rate(50_000_000), MaxVelocity = new Rate(100_000_000), MarkBand = new Rate(20_000_000),
            BasisWindow = 10_000_000, TradeStaleAfter = 30_000_000, ImpactNotional = new Money(5_000_000_000),
        };
        for (var i = 0; i < 4; i++)
        {
            _rules.Sources[i] = new PriceSource { Name = Symbol.Parse($"S{i}"), Weight = 1, StaleAfter = 5_000_000, MaxConfidence = new Rate(10_000_000) };
        }

        Use();
    }

    private PriceState Prices => _venue.Machine.State.Markets[1].Prices.State;

    private bool IsFresh => _venue.Machine.State.Markets[1].HasFreshPrice;

    private int Mark => _venue.Machine.State.Markets[1].MarkTicks;

    [Fact]
    public void There_is_no_index_below_the_quorum()
    {
        Report(1_000, 1_000);
        Assert.Equal(1, Prices.IsDegraded);
        Assert.Equal(0, Mark);
        Report(1_000, 1_000, 1_002);
        Assert.Equal(0, Prices.IsDegraded);
        Assert.Equal(1_000 * FinePrice.PerTick, Prices.Index);
        Assert.Equal(1_000, Mark);
    }

    [Fact]
    public void A_deviating_source_is_left_out_and_comes_back()
    {
        Report(1_000, 1_001, 999, 500);
        Assert.Equal(0b0111u, Prices.Used);
        Assert.Equal(0b1000u, Prices.Deviating);
        Assert.Equal(1_000, Mark);
        Report(1_000, 1_001, 999, 1_001);
        Assert.Equal(0b1111u, Prices.Used);
    }

    [Fact]
    public void A_source_that_is_unsure_does_not_count()
    {
        Report(1_000, 1_000, 1_000);
        Send(3, 1_000, confidence: 11);
        Assert.Equal(0b0111u, Prices.Used);
        Tick();
        Send(3, 1_000, confidence: 10);
        Assert.Equal(0b1111u, Prices.Used);
    }

    [Fact]
    public void Sources_go_stale_by_their_own_time_and_the_mark_then_stands_still()
    {
        Report(1_000, 1_000, 1_000);
        _venue.Now += 5_000_001;
        _venue.Send(new AdvanceTime());
        Assert.Equal(1, Prices.IsDegraded);
        Assert.Equal(1_000, Mark);
        Report(1_010, 1_010, 1_010);
        Assert.Equal(0, Prices.IsDegraded);
        Assert.Equal(1_010, Mark);
    }

    [Fact]
    public void Reports_go_forward_in_time_only()
    {
        Assert.Equal(RejectReason.None, Send(0, 1_000));
        Assert.Equal(RejectReason.ReportOutOfDate, Send(0, 1_000));
        _venue.Now += 10;
        Assert.Equal(RejectReason.ReportOutOfDate, Send(1, 1_000, time: _venue.Now - 5_000_001));
        Assert.Equal(RejectReason.ReportOutOfDate, Send(1, 1_000, time: _venue.Now + 1_000_001));
        Assert.Equal(RejectReason.None, Send(1, 1_000, time: _venue.Now + 1_000_000));
        Assert.Equal(RejectReason.SourceUnknown, Send(4, 1_000));
        Assert.Equal(RejectReason.SourceUnknown, Send(-1, 1_000));
        Assert.Equal(RejectReason.PriceInvalid, Send(2, 0));
        Assert.Equal(RejectReason.PriceInvalid, Send(2, 1_000, confidence: -1));
    }

    [Fact]
    public void The_index_moves_no_faster_than_it_may()
    {
        Report(1_000, 1_000, 1_000);
        _venue.Now += 499_000;
        Report(2_000, 2_000, 2_000);
        Assert.Equal(1_050 * FinePrice.PerTick, Prices.Index); // a tenth a second, for half a second
        Report(2_000, 2_000, 2_000);
        Assert.Equal(1_050_105_000, Prices.Index); // reports that come thick and fast move it no further
        _venue.Now += 999_000;
        Report(2_000, 2_000, 2_000);
        Assert.Equal(1_155_115_500, Prices.Index);
    }

    [Fact]
    public void Nobody_sets_a_price_that_comes_from_sources() => Assert.Equal(
        RejectReason.PriceFromSources, _venue.Send(new SetMarkPrice { Market = Market, MarkPrice = new Price(1_000) }).Reject);

    [Fact]
    public void Nobody_sets_a_price_in_a_live_venue_and_it_stays_one()
    {
        var venue = new Venue();
        Assert.True(venue.Send(new InitializeVenue { Profile = VenueProfile.Live }).IsAccepted);
        Assert.Equal(RejectReason.VenueState, venue.Send(new InitializeVenue { Profile = VenueProfile.Trial }).Reject);
        venue.Send(new RegisterAsset { Code = Symbol.Parse("USDT"), Decimals = 6 });
        venue.Send(new CreateMarket
        {
            Symbol = Symbol.Parse("X"), BaseAsset = Symbol.Parse("X"), SettlementAsset = new AssetId(1),
            TickSize = new DecimalStep(1, 0), LotSize = new DecimalStep(1, 0), Parameters = Scenario.DefaultParameters(),
        });
        venue.Restart();
        Assert.Equal(RejectReason.NotATrialVenue, venue.Send(new SetMarkPrice { Market = Market, MarkPrice = new Price(1_000) }).Reject);
        Assert.Equal(0, venue.Machine.State.Markets[1].MarkTicks);
    }

    [Fact]
    public void A_restart_forgets_what_was_reported_before()
    {
        Report(1_000, 1_000, 1_000);
        _venue.Send(new NoteRestart());
        Assert.Equal(1, Prices.IsDegraded);
        Assert.Equal(1_000, Mark);
        Tick();
        _venue.Now += 1_000_000;
        Report(1_005, 1_005);
        Assert.Equal(1, Prices.IsDegraded);
        Report(1_005, 1_005, 1_005);
        Assert.Equal(1_005, Mark);
    }

    [Fact]
    public void The_mark_is_the_median_of_three_legs_within_the_band()
    {
        Report(1_000, 1_000, 1_000);
        var (a, b) = (Open(), Open());

        // A book 10 to 12 above the index, deep enough on both sides, and a trade at its ask.
        Place(a, Side.Sell, 1_012, 20);
        Place(a, Side.Buy, 1_010, 20);
        Place(b, Side.Buy, 1_012, 1);
        Tick();
        Report(1_000, 1_000, 1_000);
        Assert.Equal(1_011, Mark); // legs 1,000, 1,011 (the first sample of the basis) and 1,012

        // The last trade grows old: two legs are left, and that means the index alone.
        for (var i = 0; i < 31; i++)
        {
            _venue.Now += 1_000_000;
            Report(1_000, 1_000, 1_000);
        }

        Assert.Equal(1_000, Mark);
    }

    [Fact]
    public void A_shallow_book_does_not_count()
    {
        Report(1_000, 1_000, 1_000);
        var (a, b) = (Open(), Open());
        Place(a, Side.Sell, 1_012, 3);
        Place(a, Side.Buy, 1_010, 3);
        Place(b, Side.Buy, 1_012, 1);
        Tick();
        Report(1_000, 1_000, 1_000);
        Assert.Equal(1_000, Mark);
    }

    [Fact]
    public void The_mark_never_leaves_the_band_around_the_index()
    {
        Report(1_000, 1_000, 1_000);
        var (a, b) = (Open(), Open());
        Place(a, Side.Sell, 1_052, 20);
        Place(a, Side.Buy, 1_050, 20);
        Place(b, Side.Buy, 1_052, 1);
        Tick();
        Report(1_000, 1_000, 1_000);
        Assert.Equal(1_020, Mark);
    }

    [Theory]
    [InlineData(20_000_000, 1_009)] // 10 away would be half of it
    [InlineData(20_000_004, 1_010)]
    [InlineData(40_000_000, 1_019)]
    [InlineData(40_000_002, 1_020)] // and from here on the rules' own band
    [InlineData(50_000_000, 1_020)]
    [InlineData(1_000_000, 1_000)]
    public void The_band_is_narrower_than_half_of_the_first_maintenance_rate(long maintenanceRate, int mark)
    {
        var test = new PriceTests(maintenanceRate);
        test.Report(1_000, 1_000, 1_000);
        var (a, b) = (test.Open(), test.Open());
        test.Place(a, Side.Sell, 1_052, 20);
        test.Place(a, Side.Buy, 1_050, 20);
        test.Place(b, Side.Buy, 1_052, 1);
        test.Tick();
        test.Report(1_000, 1_000, 1_000);
        Assert.Equal(mark, test.Mark);
    }

    [Fact]
    public void A_price_from_before_a_restart_is_not_fresh_and_neither_is_a_frozen_one()
    {
        Assert.False(IsFresh);
        Report(1_000, 1_000, 1_000);
        Assert.True(IsFresh);

        _venue.Send(new NoteRestart());
        Assert.False(IsFresh);
        Tick();
        Report(1_000, 1_000);
        Assert.False(IsFresh);
        Report(1_000, 1_000, 1_000);
        Assert.True(IsFresh);

        _venue.Now += 5_000_001;
        _venue.Send(new AdvanceTime());
        Assert.False(IsFresh);
        Report(1_000, 1_000, 1_000);
        Assert.True(IsFresh);

        // Halted: the index goes on, the mark does not.
        _venue.Send(new SetMarketState { Market = Market, State = MarketState.Halted });
        Report(1_001, 1_001, 1_001);
        Assert.Equal((0, 1_000), (Prices.IsDegraded, Mark));
        Assert.False(IsFresh);
        _venue.Send(new SetMarketState { Market = Market, State = MarketState.Active });
        _venue.Restart();
        Report(1_001, 1_001, 1_001);
        Assert.True(IsFresh);
    }

    [Fact]
    public void Rules_that_make_no_sense_are_refused()
    {
        _rules.Quorum = 2;
        Assert.Equal(RejectReason.ParametersInvalid, Use());
        _rules.Quorum = 5;
        Assert.Equal(RejectReason.ParametersInvalid, Use());
        _rules.Quorum = 3;
        _rules.MarkBand = new Rate(200_000_000);
        Assert.Equal(RejectReason.ParametersInvalid, Use());
        _rules.MarkBand = new Rate(20_000_000);
        _rules.Sources[1].Name = _rules.Sources[0].Name;
        Assert.Equal(RejectReason.ParametersInvalid, Use());
        _rules.Sources[1].Name = Symbol.Parse("S1");
        _rules.Sources[5].Weight = 1;
        Assert.Equal(RejectReason.ParametersInvalid, Use());
        _rules.Sources[5] = default;
        Assert.Equal(RejectReason.None, Use());
    }

    private static MarketParameters Parameters(long maintenanceRate)
    {
        var parameters = Scenario.DefaultParameters();
        parameters.TakerFee = new Rate(500_000);
        parameters.SetTiers([new MarginTier(new Money(0), new Rate(maintenanceRate), 10)]);
        return parameters;
    }

    private RejectReason Use() => _venue.Send(new SetPriceRules { Market = Market, Rules = _rules }).Reject;

    private void Tick() => _venue.Now += 1_000;

    private void Report(params int[] prices)
    {
        Tick();
        for (var i = 0; i < prices.Length; i++)
        {
            Assert.Equal(RejectReason.None, Send(i, prices[i]));
        }
    }

    private RejectReason Send(int source, int ticks, int confidence = 0, long time = 0) => _venue.Send(new ReportPrice
    {
        Market = Market,
        Source = source,
        Price = new FinePrice(ticks * FinePrice.PerTick),
        Confidence = new FinePrice(confidence * FinePrice.PerTick),
        SourceTime = new Timestamp(time == 0 ? _venue.Now : time),
    }).Reject;

    private AccountId Open()
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
