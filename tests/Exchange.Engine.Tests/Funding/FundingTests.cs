using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>FORMULAS §13: premiums become a rate, the rate is charged once and settled to the last unit.</summary>
public class FundingTests
{
    private const long Second = FundedVenue.Second;

    private readonly FundedVenue _venue = new();
    private readonly AccountId _long;
    private readonly AccountId _short;

    public FundingTests()
    {
        (_long, _short) = (_venue.Open(), _venue.Open());
        _venue.Report(1_000);
        _venue.Trade(_long, _short, 1_000, 7);
    }

    private long FirstTime => _venue.Start + (10 * Second);

    [Fact]
    public void Longs_pay_shorts_what_the_rate_makes_of_the_mark()
    {
        _venue.RunTo(FirstTime, 1_000);
        Assert.Equal(RejectReason.None, _venue.Charge(FirstTime));
        var applied = Assert.Single(_venue.Events<FundingRateApplied>());

        // 0.01 % per 8 hours is 34.7 billionths in ten seconds; toward zero.
        Assert.Equal(new Rate(34), applied.FundingRate);
        Assert.Equal(10, applied.Samples);
        Assert.Equal(new Price(1_000), applied.MarkPrice);
        Assert.Equal((Int128)34 * FundingFormula.IndexPerUnit, applied.IndexDelta);
        var before = (_venue.Balance(_long), _venue.Balance(_short));
        _venue.Sweep();
        Assert.Equal(before.Item1 - 238, _venue.Balance(_long)); // 7 × 1,000,000,000 units × 34e-9
        Assert.Equal(before.Item2 + 238, _venue.Balance(_short));
    }

    [Fact]
    public void Charges_are_rounded_up_payouts_down_and_the_dust_goes_to_the_insurance_fund()
    {
        var third = _venue.Open();
        _venue.Trade(third, _short, 1_000, 4);
        _venue.RunTo(FirstTime, 1_001); // a mark that makes parts of a unit: 34e-9 × 1,001,000,000 = 34.034 per lot
        Assert.Equal(RejectReason.None, _venue.Charge(FirstTime));
        var mark = _venue.Venue.Machine.State.Markets[1].MarkTicks;
        Assert.Equal(1_001, mark);
        _venue.Sweep(accounts: 1);
        var paid = _venue.Events<FundingPaid>();
        Assert.Equal([239L, -374L, 137L], paid.Select(payment => payment.Amount.Units)); // 238.238, 374.374, 136.136
        Assert.Equal(new Money(2), Assert.Single(_venue.Events<FundingSwept>()).Dust);
        Assert.Equal(2, _venue.Balance(AccountId.InsuranceFund));
        Assert.Equal(0, _venue.Balance(AccountId.Funding));
    }

    [Fact]
    public void A_funding_time_is_charged_once()
    {
        _venue.RunTo(FirstTime - Second, 1_000);
        Assert.Equal(RejectReason.FundingNotDue, _venue.Charge(FirstTime));
        _venue.RunTo(FirstTime, 1_000);
        Assert.Equal(RejectReason.FundingNotDue, _venue.Charge(FirstTime + 1));
        Assert.Equal(RejectReason.None, _venue.Charge(FirstTime));
        Assert.Equal(RejectReason.FundingDone, _venue.Charge(FirstTime));
        _venue.RunTo(FirstTime + (10 * Second), 1_000);
        Assert.Equal(RejectReason.FundingSweepOpen, _venue.Charge(FirstTime + (10 * Second)));
        _venue.Sweep();
        Assert.Equal(RejectReason.None, _venue.Charge(FirstTime + (10 * Second)));
        _venue.Sweep();
        Assert.Equal(2, _venue.Events<FundingPaid>().Count(paid => paid.Account == _long));
    }

    [Fact]
    public void A_sweep_of_another_time_does_nothing()
    {
        _venue.RunTo(FirstTime, 1_000);
        _venue.Charge(FirstTime);
        Assert.Equal(RejectReason.FundingNotDue, Sweep(FirstTime + 1, 10));
        Assert.Equal(RejectReason.FundingDone, Sweep(FirstTime - 1, 10));
        Assert.Equal(RejectReason.MalformedCommand, Sweep(FirstTime, 0));
        Assert.Equal(RejectReason.MalformedCommand, Sweep(FirstTime, SweepFunding.MaxAccounts + 1));
        _venue.Sweep();
        Assert.Equal(RejectReason.FundingDone, Sweep(FirstTime, 10));
    }

    [Fact]
    public void A_missed_time_is_charged_at_the_first_fresh_mark_and_not_before()
    {
        _venue.RunTo(FirstTime - (2 * Second), 1_000);
        _venue.Venue.Now = FirstTime + (3 * Second);
        _venue.Venue.Send(new NoteRestart());
        Assert.Equal(RejectReason.FundingMarkMissing, _venue.Charge(FirstTime));
        _venue.Venue.Restart();
        _venue.Venue.Now += Second;
        _venue.Report(1_010);
        Assert.Equal(RejectReason.None, _venue.Charge(FirstTime));
        var applied = Assert.Single(_venue.Events<FundingRateApplied>());
        Assert.Equal(new Price(1_010), applied.MarkPrice);
        Assert.Equal(new Timestamp(FirstTime), applied.FundingTime);
        Assert.Equal(9, applied.Samples);
        Assert.Equal(FirstTime + (10 * Second), _venue.Funding.Next.EndsAt);
    }

    [Fact]
    public void A_halted_market_has_no_fresh_mark()
    {
        _venue.RunTo(FirstTime, 1_000);
        _venue.Venue.Send(new SetMarketState { Market = FundedVenue.Market, State = MarketState.Halted });
        Assert.Equal(RejectReason.FundingMarkMissing, _venue.Charge(FirstTime));
        _venue.Venue.Send(new SetMarketState { Market = FundedVenue.Market, State = MarketState.Active });
        Assert.Equal(RejectReason.None, _venue.Charge(FirstTime));
    }

    [Fact]
    public void Too_few_samples_or_only_old_ones_pay_nothing()
    {
        _venue.RunTo(_venue.Start + Second, 1_000);
        _venue.Venue.Now = FirstTime;
        Assert.Equal(RejectReason.None, _venue.Charge(FirstTime)); // nothing to charge: no mark is needed
        _venue.RunTo(FirstTime + (4 * Second), 1_000);
        _venue.Venue.Now = FirstTime + (10 * Second);
        Assert.Equal(RejectReason.None, _venue.Charge(FirstTime + (10 * Second)));
        Assert.Equal([new Rate(0), new Rate(0)], _venue.Events<FundingRateApplied>().Select(applied => applied.FundingRate));
        Assert.Equal([2, 4], _venue.Events<FundingRateApplied>().Select(applied => applied.Samples));
        Assert.False(_venue.Funding.IsSweeping);
        Assert.Empty(_venue.Events<FundingPaid>());
    }

    [Fact]
    public void A_position_opened_after_the_charge_pays_nothing_and_one_closed_after_it_pays()
    {
        var late = _venue.Open();
        _venue.RunTo(FirstTime, 1_000);
        _venue.Charge(FirstTime);
        _venue.Trade(late, _long, 1_000, 7); // in mid-sweep the long closes into a newcomer
        var paid = Assert.Single(_venue.Events<FundingPaid>());
        Assert.Equal((_long, 7L), (paid.Account, paid.Size.Lots));
        _venue.Sweep();
        Assert.Equal([_long, _short], _venue.Events<FundingPaid>().Select(payment => payment.Account));
    }

    [Fact]
    public void Funding_that_is_charged_and_not_settled_counts_in_equity()
    {
        _venue.RunTo(FirstTime, 1_000);
        var before = _venue.Venue.Machine.State.Risk.Cross(_long).Equity;
        _venue.Charge(FirstTime);
        Assert.Equal(before - 238, _venue.Venue.Machine.State.Risk.Cross(_long).Equity);
        _venue.Sweep();
        Assert.Equal(before - 238, _venue.Venue.Machine.State.Risk.Cross(_long).Equity);
    }

    [Fact]
    public void A_sweep_survives_a_snapshot_in_the_middle_of_it()
    {
        _venue.RunTo(FirstTime, 1_001);
        _venue.Charge(FirstTime);
        while (_venue.Funding.IsSweeping)
        {
            _venue.Venue.Restart();
            var equity = _venue.Venue.Machine.State.Risk.Cross(_short).Equity;
            Sweep(FirstTime, accounts: 1);
            Assert.Equal(equity, _venue.Venue.Machine.State.Risk.Cross(_short).Equity);
        }

        Assert.Equal(2, _venue.Events<FundingPaid>().Count);
        Assert.Equal(_venue.Venue.Machine.Hash(), _venue.Venue.Replay().Hash());
    }

    [Fact]
    public void The_premium_is_sampled_once_a_second_and_predicts_the_rate()
    {
        // Bids 2 % above the index: the average is 2 %, the interest draws it down by the clamp.
        _venue.Place(_venue.Open(), Side.Buy, 1_020, 100);
        _venue.RunTo(_venue.Start + (3 * Second), 1_000);
        _venue.Report(1_000);
        Assert.Equal(4, _venue.Funding.State.Current.Samples);

        // The first sample was taken before the bid: (1 × 0 + 2 × 2 % + 3 × 2 % + 4 × 2 %) ÷ 10 = 1.8 %.
        var predicted = _venue.Events<FundingPredicted>()[^1];
        Assert.Equal(new Rate(18_000_000), predicted.AveragePremium);
        Assert.Equal(new Rate((18_000_000 - 500_000) / 2_880), predicted.PredictedRate);
        Assert.Equal(new Timestamp(FirstTime), predicted.FundingTime);
    }

    [Fact]
    public void The_mark_is_drawn_to_where_funding_takes_the_index()
    {
        var venue = new FundedVenue();
        venue.Report(5_000);
        venue.Place(venue.Open(), Side.Buy, 7_000, 100);
        venue.RunTo(FirstTime, 5_000);
        venue.Charge(FirstTime);
        var applied = Assert.Single(venue.Events<FundingRateApplied>());
        Assert.Equal(new FinePrice(5_000 * FinePrice.PerTick), applied.IndexLeg);
        Assert.Equal(new Price(5_000), applied.MarkPrice);

        // 0.014 % of 5,000 are seven tenths of a tick, less and less until the next funding time.
        venue.RunTo(FirstTime + Second, 5_000);
        Assert.Equal(5_001, venue.Venue.Machine.State.Markets[1].MarkTicks);
        venue.RunTo(FirstTime + (5 * Second), 5_000);
        Assert.Equal(5_000, venue.Venue.Machine.State.Markets[1].MarkTicks);
    }

    [Fact]
    public void With_another_interval_the_present_one_is_charged_for_as_long_as_it_will_have_been()
    {
        _venue.RunTo(FirstTime, 1_000);
        _venue.Charge(FirstTime);
        _venue.Sweep();
        _venue.RunTo(FirstTime + (5 * Second), 1_000);
        _venue.Funding.Use(FundedVenue.Rules with { Interval = 60 * Second, SampleMaxAge = 60 * Second }, new Timestamp(_venue.Venue.Now));
        var end = _venue.Start + (60 * Second);
        Assert.Equal(end, _venue.Funding.Next.EndsAt);
        _venue.RunTo(end, 1_000);
        Assert.Equal(RejectReason.None, _venue.Charge(end));
        var applied = _venue.Events<FundingRateApplied>()[^1];
        Assert.Equal((50 * Second, 50), (applied.Interval, applied.Samples));
        Assert.Equal(new Rate(173), applied.FundingRate); // 100,000 × 50 s ÷ 8 h
        Assert.Equal(end + (60 * Second), _venue.Funding.Next.EndsAt);
    }

    [Fact]
    public void Rules_that_make_no_sense_are_refused()
    {
        Refuse(rules => rules with { Interval = 9 * Second, SampleMaxAge = Second });
        Refuse(rules => rules with { Interval = 11 * Second });
        Refuse(rules => rules with { Interval = 43_200 * Second });
        Refuse(rules => rules with { Interval = (10 * Second) + 1 });
        Refuse(rules => rules with { SampleMaxAge = 11 * Second });
        Refuse(rules => rules with { MinSamples = 0 });
        Refuse(rules => rules with { MinSamples = 11 });
        Refuse(rules => rules with { CapFactor = new Rate(Rate.One + 1) });
        Refuse(rules => rules with { CapFactor = new Rate(0) });
        Refuse(rules => rules with { Clamp = new Rate(-1) });
        Refuse(rules => rules with { Interest = new Rate(1_000_001) });
        Refuse(rules => rules with { ImpactNotional = new Money(0) });
        Assert.Equal(RejectReason.None, new FundedVenue(isOpen: false).Use(FundedVenue.Rules with { Interval = 28_800 * Second }));
    }

    [Fact]
    public void Rules_of_an_open_market_change_by_proposal_but_for_what_is_stricter()
    {
        Assert.Equal(RejectReason.NeedsProposal, _venue.Use(FundedVenue.Rules with { Interest = new Rate(0) }));
        Assert.Equal(RejectReason.None, _venue.Use(FundedVenue.Rules with { MinSamples = 4 }));
        Assert.Equal(4, _venue.Funding.Rules.MinSamples);
    }

    private void Refuse(Func<FundingRules, FundingRules> change) =>
        Assert.Equal(RejectReason.ParametersInvalid, _venue.Use(change(FundedVenue.Rules)));

    private RejectReason Sweep(long time, int accounts) => _venue.Venue.Send(new SweepFunding
    {
        Market = FundedVenue.Market, FundingTime = new Timestamp(time), Accounts = accounts,
    }).Reject;
}
