using Exchange.Simulation;
using Xunit;
using static Exchange.Engine.Tests.GovernanceVenue;

namespace Exchange.Engine.Tests;

/// <summary>FORMULAS §20: who may change rules, when it takes effect, and how.</summary>
public class ParameterChangeTests
{
    private readonly GovernanceVenue _venue = new();

    [Fact]
    public void What_tightens_at_admission_takes_effect_at_once_with_one_key()
    {
        var wanted = _venue.Present with { MaxOrderQuantity = new Quantity(10), PriceBand = new Rate(100_000_000) };
        wanted.Tiers[0] = wanted.Tiers[0] with { MaxLeverage = 15 };

        var outcome = _venue.Propose(wanted);

        Assert.True(outcome.IsAccepted);
        Assert.Equal(wanted, _venue.Present);
        Assert.Equal(0, _venue.Venue.Machine.State.Proposals.Count);
        var effective = Assert.Single(_venue.Last<ParametersEffective>());
        Assert.Equal((outcome.Entity, 0, Olga, default(Text64)), (effective.ProposalId, effective.Step, effective.Author, effective.Approver));
        Assert.Equal(RulesPayload.Of(wanted), effective.After);
        Assert.Equal(new Quantity(10_000), effective.Before.As<MarketParameters>().MaxOrderQuantity);
    }

    [Fact]
    public void Given_one_stolen_key_when_it_tries_everything_then_nothing_is_loosened()
    {
        var before = _venue.Present;
        var loose = before with { MaxOpenInterest = new Quantity(1_000_000) };
        var proposal = _venue.Propose(loose).Entity;

        Assert.Equal(RejectReason.ApproverIsAuthor, _venue.Approve(proposal, Olga));
        Assert.Equal(RejectReason.NeedsProposal, _venue.Set(loose));
        Assert.True(_venue.Propose(new VenueRules { LooseningDelay = 24 * Hour, RampDuration = 24 * Hour }).IsAccepted);
        for (var day = 0; day < 30; day++)
        {
            _venue.Wait(24 * Hour);
            Assert.Equal(before, _venue.Present);
        }

        Assert.Equal(VenueRules.Default, _venue.Venue.Machine.State.Proposals.Rules);
        Assert.Equal(0, _venue.Venue.Machine.State.Proposals.Count);
        Assert.Equal(RejectReason.ProposalUnknown, _venue.Approve(proposal));
    }

    [Fact]
    public void Given_both_keys_stolen_when_limits_are_lifted_then_nothing_happens_before_the_delay_and_all_of_it_only_after_the_ramp()
    {
        var before = _venue.Present;
        var loose = before with { MaxOpenInterest = new Quantity(1_060_000), MaxPositionQuantity = new Quantity(19_600) };
        Assert.Equal(RejectReason.None, _venue.Approve(_venue.Propose(loose).Entity));

        _venue.Wait((48 * Hour) - 1);
        Assert.Equal(before, _venue.Present);
        _venue.Wait(1);
        Assert.Equal(before, _venue.Present);
        _venue.Wait(Hour / 4);
        Assert.Equal((110_000, 10_100), (_venue.Present.MaxOpenInterest.Lots, _venue.Present.MaxPositionQuantity.Lots));
        for (var step = 2; step <= 95; step++)
        {
            _venue.Wait(Hour / 4);
            Assert.Equal(100_000 + (step * 10_000), _venue.Present.MaxOpenInterest.Lots);
            Assert.Equal(step, Assert.Single(_venue.Last<ParametersEffective>()).Step);
        }

        _venue.Wait(Hour / 4);
        Assert.Equal(loose, _venue.Present);
        Assert.Equal(Omar, Assert.Single(_venue.Last<ParametersEffective>()).Approver);
        Assert.Equal(0, _venue.Venue.Machine.State.Proposals.Count);
    }

    [Fact]
    public void The_delay_itself_shortens_only_after_the_delay_and_never_below_its_bound()
    {
        var venue = new GovernanceVenue(profile: VenueProfile.Live);
        Assert.Equal(RejectReason.ParametersInvalid, venue.Propose(new VenueRules { LooseningDelay = (24 * Hour) - 1, RampDuration = 24 * Hour }).Reject);
        Assert.Equal(RejectReason.ParametersInvalid, venue.Propose(new VenueRules { LooseningDelay = 48 * Hour, RampDuration = 0 }).Reject);
        var shorter = new VenueRules { LooseningDelay = 24 * Hour, RampDuration = 24 * Hour };
        Assert.Equal(RejectReason.None, venue.Approve(venue.Propose(shorter).Entity));
        venue.Wait((48 * Hour) - 1);
        Assert.Equal(VenueRules.Default, venue.Venue.Machine.State.Proposals.Rules);
        venue.Wait(1);
        Assert.Equal(shorter, venue.Venue.Machine.State.Proposals.Rules);

        Assert.True(venue.Propose(VenueRules.Default).IsAccepted);
        Assert.Equal(VenueRules.Default, venue.Venue.Machine.State.Proposals.Rules);
    }

    [Fact]
    public void A_live_venue_cannot_be_initialised_hasty()
    {
        var venue = new Venue();
        var hasty = new VenueRules { LooseningDelay = Hour, RampDuration = Hour };
        Assert.Equal(RejectReason.ParametersInvalid, venue.Send(new InitializeVenue { Rules = hasty }).Reject);
        Assert.Equal(RejectReason.ParametersInvalid, venue.Send(new InitializeVenue { Profile = (VenueProfile)2 }).Reject);
        Assert.Equal(RejectReason.None, venue.Send(new InitializeVenue { Rules = hasty, Profile = VenueProfile.Trial }).Reject);
    }

    [Fact]
    public void Maintenance_rates_rise_by_one_key_but_along_a_ramp_and_continuous_on_the_way()
    {
        var wanted = _venue.Present;
        wanted.SetTiers(
        [
            new MarginTier(new Money(0), new Rate(19_600_000), 20),
            new MarginTier(new Money(50_000_000_000), new Rate(30_000_000), 10),
            new MarginTier(new Money(200_000_000_000), new Rate(40_000_000), 10),
        ]);
        Assert.True(_venue.Propose(wanted).IsAccepted);

        Assert.Equal(10_000_000, _venue.Present.Tiers[0].MaintenanceRate.Billionths);
        _venue.Wait(Hour / 4);
        Assert.Equal(10_100_000, _venue.Present.Tiers[0].MaintenanceRate.Billionths);
        Assert.Equal([0, 50_000_000_000, 100_000_000_000, 200_000_000_000], _venue.Present.ActiveTiers.ToArray().Select(tier => tier.NotionalFloor.Units));
        for (var step = 2; step <= 96; step++)
        {
            _venue.Wait(Hour / 4);
        }

        Assert.Equal(wanted, _venue.Present);
    }

    [Fact]
    public void The_first_step_makes_liquidatable_whom_a_ninety_sixth_of_the_way_does_and_nobody_else()
    {
        // 900 lots at 95 are 85,500 USDT; 1 % of it is 855, and 1.01 %, after the first step, 863.55.
        var (bold, careful, other) = (_venue.Open(5_401), _venue.Open(5_409), _venue.Open(100_000));
        _venue.Trade(bold, other, lots: 900);
        _venue.Trade(careful, other, lots: 900);
        _venue.Venue.Send(new SetMarkPrice { Market = GovernanceVenue.Market, MarkPrice = new Price(95) });
        var wanted = _venue.Present;
        wanted.Tiers[0] = wanted.Tiers[0] with { MaintenanceRate = new Rate(19_600_000) };

        Assert.True(_venue.Propose(wanted).IsAccepted);

        Assert.Equal((855_000_000, true), (RiskOf(bold).MaintenanceMargin, RiskOf(bold).IsMaintained));
        _venue.Wait(Hour / 4);
        Assert.Equal((863_550_000, false), (RiskOf(bold).MaintenanceMargin, RiskOf(bold).IsMaintained));
        Assert.True(RiskOf(careful).IsMaintained);
    }

    [Fact]
    public void A_cut_of_initial_leverage_binds_at_once_but_liquidates_nobody()
    {
        var (holder, other) = (_venue.Open(5_050), _venue.Open(100_000));
        _venue.Trade(holder, other, lots: 900);
        var wanted = _venue.Present;
        wanted.SetTiers([new MarginTier(new Money(0), new Rate(10_000_000), 2), new MarginTier(new Money(100_000_000_000), new Rate(25_000_000), 2)]);

        Assert.True(_venue.Propose(wanted).IsAccepted);

        Assert.Equal(2, _venue.Present.Tiers[0].MaxLeverage);
        Assert.True(RiskOf(holder).IsMaintained);
        Assert.False(RiskOf(holder).IsInitiallyCovered);
        Assert.Equal(RejectReason.InsufficientMargin, _venue.Place(holder, Side.Buy, 1).Reject);
    }

    [Fact]
    public void Leverage_and_maintenance_loosen_together_without_ever_contradicting_each_other()
    {
        var wanted = _venue.Present;
        wanted.SetTiers([new MarginTier(new Money(0), new Rate(990_000), 1_000)]);
        wanted.TakerFee = new Rate(500_000);
        Assert.Equal(RejectReason.None, _venue.Approve(_venue.Propose(wanted).Entity));
        var leverage = 0;
        _venue.Wait(48 * Hour);
        for (var step = 1; step <= 96; step++)
        {
            _venue.Wait(Hour / 4);
            Assert.True(MarketParameterRules.AreValid(_venue.Present));
            Assert.True(_venue.Present.Tiers[0].MaxLeverage >= leverage);
            leverage = _venue.Present.Tiers[0].MaxLeverage;
        }

        Assert.Equal(wanted, _venue.Present);
    }

    [Fact]
    public void What_tightens_in_a_mixed_change_does_not_wait_for_what_loosens()
    {
        var wanted = _venue.Present with { MaxOrderQuantity = new Quantity(100), MaxOpenInterest = new Quantity(200_000) };
        var outcome = _venue.Propose(wanted);

        Assert.Equal((100, 100_000), (_venue.Present.MaxOrderQuantity.Lots, _venue.Present.MaxOpenInterest.Lots));
        var proposed = Assert.Single(_venue.Last<ParametersProposed>());
        Assert.Equal((outcome.Entity, 1), (proposed.ProposalId, proposed.NeedsApproval));
        Assert.Equal((FieldEffect.Tightening, FieldEffect.Loosening, FieldEffect.Unchanged), (proposed.Effects[4], proposed.Effects[6], proposed.Effects[0]));
    }

    [Fact]
    public void Tightening_a_field_supersedes_what_would_have_loosened_it()
    {
        var proposal = _venue.Propose(_venue.Present with { MaxOpenInterest = new Quantity(1_060_000) }).Entity;
        _venue.Approve(proposal);
        _venue.Wait(50 * Hour);
        Assert.Equal(RejectReason.ProposalPending, _venue.Propose(_venue.Present with { MaxOpenInterest = new Quantity(2_000_000) }).Reject);

        Assert.True(_venue.Propose(_venue.Present with { MaxOpenInterest = new Quantity(50_000) }, Omar).IsAccepted);

        var withdrawn = Assert.Single(_venue.Last<ProposalWithdrawn>());
        Assert.Equal((proposal, WithdrawalCause.Superseded, Omar), (withdrawn.ProposalId, withdrawn.Cause, withdrawn.Author));
        _venue.Wait(48 * Hour);
        Assert.Equal(50_000, _venue.Present.MaxOpenInterest.Lots);
    }

    [Fact]
    public void A_proposal_can_be_withdrawn_while_it_waits_and_on_its_ramp()
    {
        var loose = _venue.Present with { MaxOpenInterest = new Quantity(1_060_000) };
        var first = _venue.Propose(loose).Entity;
        Assert.Equal(RejectReason.None, _venue.Withdraw(first, Omar));
        Assert.Equal(RejectReason.ProposalUnknown, _venue.Withdraw(first));
        var second = _venue.Propose(loose).Entity;
        _venue.Approve(second);
        Assert.Equal(RejectReason.ProposalStateForbids, _venue.Approve(second));
        _venue.Wait(48 * Hour);
        _venue.Wait(Hour / 4);
        Assert.Equal(RejectReason.None, _venue.Withdraw(second));
        _venue.Wait(48 * Hour);
        Assert.Equal(110_000, _venue.Present.MaxOpenInterest.Lots);
    }

    [Fact]
    public void What_nobody_approves_within_a_week_is_gone()
    {
        var proposal = _venue.Propose(_venue.Present with { MaxOpenInterest = new Quantity(200_000) }).Entity;
        _venue.Wait(7 * 24 * Hour);
        Assert.Equal(WithdrawalCause.Expired, Assert.Single(_venue.Last<ProposalWithdrawn>()).Cause);
        Assert.Equal(RejectReason.ProposalUnknown, _venue.Approve(proposal));
    }

    [Fact]
    public void A_ramp_does_not_catch_up_what_a_standstill_cost()
    {
        _venue.Approve(_venue.Propose(_venue.Present with { MaxOpenInterest = new Quantity(1_060_000) }).Entity);
        _venue.Wait(1_000 * Hour);
        Assert.Equal(110_000, _venue.Present.MaxOpenInterest.Lots);
        _venue.Wait((Hour / 4) - 1);
        Assert.Equal(110_000, _venue.Present.MaxOpenInterest.Lots);
        _venue.Wait(1);
        Assert.Equal(120_000, _venue.Present.MaxOpenInterest.Lots);
    }

    [Fact]
    public void Steps_are_taken_whatever_command_comes_so_that_a_busy_venue_is_not_late()
    {
        _venue.Approve(_venue.Propose(_venue.Present with { MaxOpenInterest = new Quantity(1_060_000) }).Entity);
        _venue.Venue.Now += 49 * Hour;
        _venue.Venue.Send(new CancelOrder { Account = new AccountId(1), OrderId = new OrderId(1) });
        Assert.Equal(110_000, _venue.Present.MaxOpenInterest.Lots);
    }

    [Fact]
    public void Until_a_market_opens_for_the_first_time_one_key_sets_it_up_and_halting_it_again_does_not_bring_that_back()
    {
        var venue = new GovernanceVenue(isOpen: false);
        var loose = venue.Present with { MaxOpenInterest = new Quantity(200_000) };
        Assert.Equal(RejectReason.None, venue.Set(loose));
        Assert.Equal(loose, venue.Present);
        venue.Venue.Send(new SetMarketState { Market = GovernanceVenue.Market, State = MarketState.CancelOnly });
        venue.Venue.Send(new SetMarketState { Market = GovernanceVenue.Market, State = MarketState.Halted });
        venue.Venue.Restart();
        Assert.Equal(RejectReason.NeedsProposal, venue.Set(loose with { MaxOpenInterest = new Quantity(300_000) }));
        Assert.Equal(RejectReason.None, venue.Set(loose with { MaxOpenInterest = new Quantity(100_000) }));
    }

    [Fact]
    public void A_change_of_some_fields_leaves_the_others_as_they_are_now()
    {
        var stale = _venue.Present with { MaxOpenOrders = 3 };
        _venue.Propose(_venue.Present with { MaxOpenInterest = new Quantity(50_000) });
        Assert.True(_venue.Propose(stale, fields: 1UL << 8).IsAccepted);
        Assert.Equal((3, 50_000), (_venue.Present.MaxOpenOrders, _venue.Present.MaxOpenInterest.Lots));
    }

    [Fact]
    public void Proposals_that_make_no_sense_are_refused()
    {
        Assert.Equal(RejectReason.MalformedCommand, _venue.Propose(_venue.Present, author: default(Text64)).Reject);
        Assert.Equal(RejectReason.ParametersInvalid, _venue.Propose(_venue.Present with { TakerFee = new Rate(10_000_000) }).Reject);
        Assert.Equal(RejectReason.ParametersInvalid, _venue.Propose(_venue.Present with { MaxOpenInterest = new Quantity(long.MaxValue) }).Reject);
        var wanted = RulesPayload.Of(_venue.Present);
        wanted[RulesPayload.Capacity - 1] = 1;
        Assert.Equal(
            RejectReason.MalformedCommand,
            _venue.Venue.Send(new ProposeParameters { Rules = ParameterKind.Market, Subject = 1, Wanted = wanted, Author = Olga, Reason = Reason }).Reject);
        Assert.Equal(
            RejectReason.MarketUnknown,
            _venue.Venue.Send(new ProposeParameters { Rules = ParameterKind.Market, Subject = 2, Author = Olga, Reason = Reason }).Reject);
        Assert.Equal(
            RejectReason.MalformedCommand,
            _venue.Venue.Send(new ProposeParameters { Rules = (ParameterKind)9_999, Author = Olga, Reason = Reason }).Reject);
        foreach (var count in (int[])[-1, 0, 17, int.MaxValue])
        {
            Assert.Equal(RejectReason.ParametersInvalid, _venue.Propose(_venue.Present with { TierCount = count }).Reject);
            Assert.Equal(RejectReason.ParametersInvalid, _venue.Propose(_venue.Present with { TierCount = count }, fields: ulong.MaxValue).Reject);
        }

        Assert.Equal(RejectReason.ProposalUnknown, _venue.Approve(77));
    }

    [Fact]
    public void Between_two_tables_that_have_too_many_floors_together_there_is_no_way()
    {
        var wanted = _venue.Present;
        wanted.SetTiers([.. Enumerable.Range(0, 16).Select(i => new MarginTier(new Money(i * 7_000_000_000L), new Rate(11_000_000 + (i * 100_000)), 20))]);
        Assert.Equal(RejectReason.ParametersInvalid, _venue.Propose(wanted).Reject);
    }

    [Fact]
    public void A_snapshot_in_mid_ramp_goes_on_as_if_nothing_had_happened()
    {
        _venue.Approve(_venue.Propose(_venue.Present with { MaxOpenInterest = new Quantity(1_060_000) }).Entity);
        _venue.Propose(_venue.Present with { TakerFee = new Rate(600_000) });
        _venue.Wait(48 * Hour);
        for (var step = 1; step <= 96; step++)
        {
            _venue.Wait(Hour / 4);
            if (step % 10 == 0)
            {
                _venue.Venue.Restart();
            }
        }

        Assert.Equal(1_060_000, _venue.Present.MaxOpenInterest.Lots);
        Assert.Equal(_venue.Venue.Machine.Hash(), _venue.Venue.Replay().Hash());
    }

    [Fact]
    public void A_mark_band_narrows_along_a_ramp_and_widens_only_by_two_keys_and_sources_keep_their_reports()
    {
        var rules = PriceRules();
        Assert.Equal(RejectReason.None, SetPrices(rules));
        Assert.Equal(RejectReason.NeedsProposal, SetPrices(rules with { MarkBand = new Rate(10_000_000) }));
        Assert.Equal(RejectReason.NeedsProposal, SetPrices(rules with { MarkBand = new Rate(30_000_000) }));
        var others = rules;
        others.Sources[2].Reporter = new ReporterKey(new byte[32].Select(_ => (byte)1).ToArray());
        Assert.Equal(RejectReason.NeedsProposal, SetPrices(others));
        Assert.Equal(RejectReason.None, SetPrices(rules with { MaxDeviation = new Rate(40_000_000) }));
    }

    private static PriceRules PriceRules()
    {
        var rules = new PriceRules
        {
            SourceCount = 4, Quorum = 3, MaxDeviation = new Rate(50_000_000), MaxVelocity = new Rate(100_000_000), MarkBand = new Rate(20_000_000),
            BasisWindow = 10_000_000, TradeStaleAfter = 30_000_000, ImpactNotional = new Money(5_000_000_000),
        };
        for (var i = 0; i < 4; i++)
        {
            rules.Sources[i] = new PriceSource { Name = Symbol.Parse($"S{i}"), Weight = 1, StaleAfter = 5_000_000, MaxConfidence = new Rate(10_000_000) };
        }

        return rules;
    }

    private RejectReason SetPrices(in PriceRules rules) =>
        _venue.Venue.Send(new SetPriceRules { Market = GovernanceVenue.Market, Rules = rules, Author = Olga, Reason = Reason }).Reject;

    private Risk RiskOf(AccountId account) => _venue.Venue.Machine.State.Risk.Cross(account);
}
