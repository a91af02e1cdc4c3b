using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>FORMULAS §12.6–12.8: what slows a market down by itself, and how it comes back.</summary>
public class BreakerTests
{
    [Fact]
    public void A_price_that_is_out_of_its_limits_for_fifteen_seconds_opens_an_auction()
    {
        var venue = new WatchedVenue(WatchedVenue.With(window: 300, percent: 5, hold: 15));
        venue.Mark(10_000);
        venue.Mark(9_499);
        venue.Wait(14.9);
        Assert.Equal("", venue.History());
        venue.Wait(0.1);
        Assert.Equal("PreOpen MarkMove", venue.History());
        Assert.Equal((501, 500), venue.Evidence());
    }

    [Fact]
    public void A_price_that_comes_back_in_time_opens_none()
    {
        var venue = new WatchedVenue(WatchedVenue.With(window: 300, percent: 5, hold: 15));
        venue.Mark(10_000);
        venue.Mark(9_499);
        venue.Wait(14);
        venue.Mark(9_500);
        venue.Wait(14);
        venue.Mark(9_499);
        venue.Wait(14);
        Assert.Equal("", venue.History());
    }

    [Fact]
    public void Limits_follow_the_lowest_and_highest_price_by_a_part_of_the_days_first()
    {
        var venue = new WatchedVenue(WatchedVenue.With(window: 3_600, percent: 10, hold: 0));
        venue.Mark(60_000);
        venue.Mark(58_000);
        venue.Mark(64_000);
        venue.Pass(2);
        Assert.Equal("", venue.History());
        venue.Mark(64_001);
        Assert.Equal("PreOpen MarkMove", venue.History());
        Assert.Equal((6_001, 6_000), venue.Evidence());
    }

    [Fact]
    public void A_window_forgets_what_is_older_than_it()
    {
        var venue = new WatchedVenue(WatchedVenue.With(window: 60, percent: 5, hold: 0));
        venue.Mark(10_000);
        venue.Mark(9_600);
        venue.Pass(62);
        venue.Mark(9_200);
        Assert.Equal("", venue.History());
        venue.Mark(9_099);
        Assert.Equal("PreOpen MarkMove", venue.History());
        Assert.Equal((501, 500), venue.Evidence());
    }

    [Fact]
    public void After_the_auction_the_moves_before_it_count_no_more()
    {
        var venue = new WatchedVenue(WatchedVenue.With(window: 300, percent: 5, hold: 0));
        venue.Mark(10_000);
        venue.Mark(9_400);
        venue.Pass(121);
        Assert.Equal("PreOpen MarkMove, Active -MarkMove", venue.History());
        venue.Pass(10);
        Assert.Equal(MarketState.Active, venue.Market.State);
    }

    [Fact]
    public void After_too_many_auctions_in_an_hour_only_reducing_is_allowed_until_it_is_calm()
    {
        var rules = WatchedVenue.With(window: 10, percent: 5, hold: 0);
        rules.MaxAuctionsPerHour = 2;
        var venue = new WatchedVenue(rules);
        venue.Mark(10_000);
        foreach (var price in (long[])[9_400, 10_000])
        {
            venue.Mark(price);
            venue.Pass(121);
        }

        venue.Mark(9_400);
        Assert.Equal("PreOpen MarkMove, Active -MarkMove, PreOpen MarkMove, Active -MarkMove, ReduceOnly AuctionsExhausted", venue.History());
        Assert.Equal((3, 2), venue.Evidence());
        venue.Pass(18);
        venue.Mark(9_701);
        venue.Pass(9);
        Assert.Equal(MarketState.ReduceOnly, venue.Market.State);
        venue.Pass(5);
        Assert.Equal(MarketState.Active, venue.Market.State);
        for (var i = 0; i < 12; i++)
        {
            venue.Wait(300);
            venue.Report(9_701);
        }

        venue.Mark(9_000);
        Assert.Equal(MarketState.PreOpen, venue.Market.State);
    }

    [Fact]
    public void Without_sources_first_only_reducing_then_only_canceling_is_allowed_and_trading_comes_back_through_an_auction()
    {
        var venue = new WatchedVenue();
        var trader = venue.Trader();
        venue.Mark(10_000);
        venue.Place(trader, Side.Buy, 5, 9_900);
        venue.Venue.Send(new NoteRestart());
        venue.Pass(6);
        Assert.Equal("", venue.History());
        venue.Pass(1);
        Assert.Equal("ReduceOnly IndexDegraded", venue.History());
        venue.Pass(25);
        Assert.Equal("ReduceOnly IndexDegraded, CancelOnly IndexLost", venue.History());
        venue.Report(10_000);
        Assert.Equal(MarketState.CancelOnly, venue.Market.State);
        venue.Pass(18);
        Assert.Equal(MarketState.CancelOnly, venue.Market.State);
        venue.Pass(4);
        Assert.Equal("ReduceOnly IndexDegraded, CancelOnly IndexLost, CancelOnly -IndexDegraded, PreOpen Reopening, PreOpen -IndexLost", venue.History());
        venue.Pass(120);
        Assert.Equal(MarketState.Active, venue.Market.State);
    }

    [Fact]
    public void Sources_that_disagree_allow_reducing_only_until_they_agree_well()
    {
        var venue = new WatchedVenue();
        venue.Mark(10_000);
        venue.Report(10_000, spread: 200);
        venue.Pass(30);
        Assert.Equal("", venue.History());
        venue.Report(10_000, spread: 201);
        venue.Pass(15);
        Assert.Equal("", venue.History());
        venue.Pass(1);
        Assert.Equal("ReduceOnly SourcesDisagree", venue.History());
        Assert.Equal((20_100_000, 20_000_000), venue.Evidence());
        venue.Report(10_000, spread: 121);
        venue.Pass(60);
        Assert.Equal(MarketState.ReduceOnly, venue.Market.State);
        venue.Report(10_000, spread: 120);
        venue.Pass(1);
        Assert.Equal("ReduceOnly SourcesDisagree, Active -SourcesDisagree", venue.History());
    }

    [Fact]
    public void A_cause_that_stays_is_reviewed_by_the_limit_at_which_it_came()
    {
        var venue = new WatchedVenue();
        venue.Mark(10_000);
        venue.Report(10_000, spread: 201);
        venue.Pass(17);
        for (var i = 0; i < 12; i++)
        {
            venue.Pass(300);
            venue.Report(10_000, spread: 201);
        }

        Assert.Equal("ReduceOnly SourcesDisagree, ReduceOnly SourcesDisagree", venue.History());
        for (var i = 0; i < 12; i++)
        {
            venue.Pass(300);
            venue.Report(10_000, spread: 190);
        }

        Assert.Equal("ReduceOnly SourcesDisagree, ReduceOnly SourcesDisagree, Active -SourcesDisagree", venue.History());
    }

    [Fact]
    public void A_book_that_loses_its_depth_takes_only_orders_that_rest_until_it_is_back()
    {
        var venue = new WatchedVenue();
        var trader = venue.Trader();
        venue.Mark(10_000);
        venue.Place(trader, Side.Buy, 100, 9_950);
        venue.Place(trader, Side.Buy, 500, 8_900); // out of a market order's reach
        var ask = venue.Place(trader, Side.Sell, 100, 10_050).OrderId;
        for (var i = 0; i < 3; i++)
        {
            venue.Pass(300);
            venue.Report(10_000);
        }

        venue.Place(trader, Side.Sell, 19, 10_060);
        venue.Venue.Send(new CancelOrder { Account = trader, OrderId = ask });
        venue.Pass(15);
        Assert.Equal("", venue.History());
        venue.Pass(1);
        Assert.Equal("PostOnly DepthCollapsed", venue.History());
        Assert.Equal(RejectReason.MarketStateForbids, venue.Place(trader, Side.Buy, 1, 9_900).Reject);
        venue.Place(trader, Side.Sell, 60, 10_050, OrderFlags.PostOnly);
        venue.Pass(20);
        Assert.Equal("PostOnly DepthCollapsed, Active -DepthCollapsed", venue.History());
    }

    [Fact]
    public void Too_many_liquidations_within_a_minute_allow_reducing_only()
    {
        var rules = WatchedVenue.Calm();
        rules.ForcedFloor = new Money(100 * WatchedVenue.Second);
        var venue = new WatchedVenue(rules);
        var (long1, short1) = (venue.Trader(), venue.Trader());
        venue.Mark(10_000);
        venue.Place(long1, Side.Buy, 90, 10_000);
        venue.Place(short1, Side.Sell, 90, 10_000);
        var gauges = new BreakerGauges(venue.Venue.Machine.State);
        gauges.AddForced(venue.Market, 500 * WatchedVenue.Second);
        venue.Pass(20);
        gauges.AddForced(venue.Market, 500 * WatchedVenue.Second); // 1,000 of 10,000
        venue.Pass(2);
        Assert.Equal("", venue.History());
        gauges.AddForced(venue.Market, WatchedVenue.Second);
        venue.Pass(1);
        Assert.Equal("ReduceOnly ForcedFlow", venue.History());
        venue.Pass(61);
        Assert.Equal("ReduceOnly ForcedFlow, Active -ForcedFlow", venue.History());
    }

    [Fact]
    public void A_fund_that_has_lost_too_much_of_its_peak_of_eight_hours_allows_reducing_only()
    {
        var venue = new WatchedVenue();
        var trader = venue.Trader();
        venue.Mark(10_000);
        var ledger = venue.Venue.Machine.State.Ledger;
        void Move(AccountId from, AccountId to, long usdt) => ledger.Transfer(from, to, new AssetId(1), usdt * WatchedVenue.Second, TransferKind.Deposit);
        Move(trader, AccountId.InsuranceFund, 100_000);
        venue.Pass(2);
        Move(AccountId.InsuranceFund, trader, 30_000);
        venue.Pass(500);
        Assert.Equal("", venue.History());
        Move(AccountId.InsuranceFund, trader, 1);
        venue.Report(10_000);
        venue.Pass(1);
        Assert.Equal("ReduceOnly FundDrawdown", venue.History());
        Assert.Equal((300_010_000, 300_000_000), venue.Evidence());
        for (var hour = 0; hour < 8; hour++)
        {
            venue.Wait(3_600);
            venue.Report(10_000);
        }

        venue.Pass(1);
        Assert.Equal(MarketState.Active, venue.Market.State);
    }

    [Fact]
    public void The_automaton_never_relaxes_what_the_operator_wants()
    {
        var venue = new WatchedVenue(WatchedVenue.With(window: 300, percent: 5, hold: 0));
        venue.Mark(10_000);
        venue.SetState(MarketState.CancelOnly);
        venue.Mark(9_400);
        Assert.Equal("CancelOnly MarkMove", venue.History());
        venue.Pass(500);
        Assert.Equal(MarketState.CancelOnly, venue.Market.State);
        venue.Report(9_400);
        venue.SetState(MarketState.ReduceOnly);
        Assert.Equal(MarketState.PreOpen, venue.Market.State);
        venue.Pass(121);
        Assert.Equal(MarketState.ReduceOnly, venue.Market.State);
        Assert.Equal(MarketState.Active, venue.Market.AutomaticState);
    }

    [Fact]
    public void Rules_without_sense_or_too_wide_are_refused()
    {
        var venue = new WatchedVenue();
        static BreakerRules Rules(ActionRef change)
        {
            var rules = BreakerRules.Default(1_000_000);
            change(ref rules);
            return rules;
        }

        foreach (var change in (ActionRef[])
        [
            (ref BreakerRules r) => r.Moves[0].MaxMove = new Rate(300_000_001),
            (ref BreakerRules r) => r.Moves[2].MaxMove = new Rate(0),
            (ref BreakerRules r) => r.Moves[1].Window = 9_999_999,
            (ref BreakerRules r) => r.Moves[1].Hold = 60_000_001,
            (ref BreakerRules r) => r.DegradedAfter = 60_000_001,
            (ref BreakerRules r) => r.LostAfter = r.DegradedAfter,
            (ref BreakerRules r) => r.MaxSpread = new Rate(100_000_001),
            (ref BreakerRules r) => r.MaxDepthLoss = new Rate(950_000_001),
            (ref BreakerRules r) => r.MaxForcedFlow = new Rate(500_000_001),
            (ref BreakerRules r) => r.ForcedFloor = new Money(-1),
            (ref BreakerRules r) => r.MaxFundDrawdown = new Rate(500_000_001),
            (ref BreakerRules r) => r.FundFloor = new Money(-1),
            (ref BreakerRules r) => r.Hold = 60_000_001,
            (ref BreakerRules r) => r.Dwell = 999_999,
            (ref BreakerRules r) => r.ReviewAfter = r.Dwell - 1,
            (ref BreakerRules r) => r.AuctionTime = 1_999_999,
            (ref BreakerRules r) => r.ExtensionTime = 600_000_001,
            (ref BreakerRules r) => r.CollarStep = new Rate(100_000_001),
            (ref BreakerRules r) => r.MaxExtensions = 10,
            (ref BreakerRules r) => r.MaxAuctionsPerHour = 7,
            (ref BreakerRules r) => r.Regime[0].Volatility = new Rate(0),
            (ref BreakerRules r) => r.Regime[1].MarginScale = r.Regime[0].MarginScale,
            (ref BreakerRules r) => r.Regime[2].MarginScale = new Rate(4_000_000_001),
            (ref BreakerRules r) => r.VolatilityWeight = new Rate(500_000_001),
            (ref BreakerRules r) => r.RegimeDwell = 59_999_999,
        ])
        {
            Assert.Equal(RejectReason.ParametersInvalid, venue.Venue.Send(new SetBreakerRules { Market = WatchedVenue.Id, Rules = Rules(change) }).Reject);
        }

        Assert.Equal(RejectReason.None, venue.Change(ParameterKind.Breakers, BreakerRules.Default(1_000_000_000_000)));
        Assert.Equal(RejectReason.MarketUnknown, venue.Venue.Send(new SetBreakerRules { Market = new MarketId(2), Rules = BreakerRules.Default(1) }).Reject);
    }

    private delegate void ActionRef(ref BreakerRules rules);
}
