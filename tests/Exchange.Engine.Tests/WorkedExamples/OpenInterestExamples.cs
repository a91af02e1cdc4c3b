using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>Initial margin that grows with open interest, as dYdX has it. FORMULAS §3.5.</summary>
public class OpenInterestExamples
{
    // dYdX v4, x/perpetuals/types/liquidity_tier_test.go: 20 % of margin, thresholds of 10 and 20 million, 1.125 cents below the middle: 599,999 millionths, cut off. Ours is rounded up in billionths.
    [Fact]
    public void Half_way_half_of_what_is_left_is_asked_for()
    {
        var rules = Rules(10_000_000_000_000, 20_000_000_000_000);
        Assert.Equal(499_999_999, OpenInterestScale.Of(rules, 14_999_999_988_750));
        var terms = Terms(leverage: 5);
        terms.OpenInterestScale = 499_999_999;
        Assert.Equal(599_999, terms.InitialMargin(1_000_000, leverage: 0) - 1); // 599,999.9992
        Assert.Equal(0, OpenInterestScale.Of(rules, 10_000_000_000_000));
        Assert.Equal(1, OpenInterestScale.Of(rules, 10_000_000_000_001));
        Assert.Equal(Rate.One, OpenInterestScale.Of(rules, 20_000_000_000_000));
        Assert.Equal(0, OpenInterestScale.Of(default, long.MaxValue));
    }

    // dYdX v4, x/perpetuals/lib/lib_test.go: notional 441,000,000 at 20 % with 50 % of it as maintenance, and 36,750,000 open where 20,000,000 is the end.
    [Fact]
    public void Beyond_the_upper_threshold_it_is_the_notional_and_maintenance_margin_stays()
    {
        var terms = Terms(leverage: 5);
        terms.OpenInterestScale = OpenInterestScale.Of(Rules(10_000_000_000_000, 20_000_000_000_000), 36_750_000_000_000);
        Assert.Equal(441_000_000, terms.InitialMargin(441_000_000, leverage: 0));
        Assert.Equal(44_100_000, terms.Tiers.MaintenanceMargin(441_000_000));
    }

    // dYdX v4, the same test: margins without open interest; 1 % and half of it, all and all, 5 % and three fifths of it.
    [Theory]
    [InlineData(3_888_500_000, 100, 5_000_000, 38_885_000, 19_442_500)]
    [InlineData(38_885_000, 1, 1_000_000_000, 38_885_000, 38_885_000)]
    [InlineData(9_200_311_488, 20, 30_000_000, 460_015_575, 276_009_345)]
    public void Margins_round_up(long notional, int leverage, long maintenance, long initialMargin, long maintenanceMargin)
    {
        var tiers = new TierTable([new MarginTier(new Money(0), new Rate(maintenance), leverage)]);
        Assert.Equal(initialMargin, tiers.InitialMargin(notional, leverage: 0));
        Assert.Equal(maintenanceMargin, tiers.MaintenanceMargin(notional));
    }

    [Fact]
    public void Volatility_comes_first_and_both_never_ask_for_more_than_the_notional()
    {
        var terms = Terms(leverage: 5);
        terms.InitialScale = 2 * Rate.One;
        terms.OpenInterestScale = Rate.One / 2;
        Assert.Equal(700, terms.InitialMargin(1_000, leverage: 0)); // 400, and half of 600
        terms.InitialScale = 6 * Rate.One;
        Assert.Equal(1_000, terms.InitialMargin(1_000, leverage: 0));
    }

    [Fact]
    public void It_binds_new_risk_as_the_market_fills_and_liquidates_nobody() => Scenario.Run("""
        deposit a 1000
        deposit b 1000
        deposit c 1000
        open-interest 1000 3000            -> ok
        place a buy 10 @ 100               -> open 0/10
        place b sell 10 @ 100              -> filled 10/0
        # up to the lower threshold nothing changes
        margin a                           -> equity 999.8 initial 50 maintenance 10
        place a buy 10 @ 100               -> open 0/10
        place c sell 10 @ 100              -> filled 10/0
        # half way between the thresholds half of the rest is added
        margin b                           -> equity 999.5 initial 525 maintenance 10
        place b sell 10 @ 100              -> rejected InsufficientMargin
        mark 150                           -> ok
        # 3,000 open: all of the notional, and maintenance is the tiers' still
        margin b                           -> equity 499.5 initial 1500 maintenance 15
        mark 100                           -> ok
        place a sell 10 @ 100              -> open 0/10
        place b buy 10 @ 100               -> filled 10/0
        margin c                           -> equity 999.5 initial 50 maintenance 10
        open-interest 3000 3001            -> rejected ParametersInvalid
        open-interest 500 900              -> ok
        margin c                           -> equity 999.5 initial 1000 maintenance 10
        open-interest 500 901              -> rejected NeedsProposal
        open-interest 0 0                  -> rejected NeedsProposal
        """);

    private static RiskRules Rules(long lower, long upper) => new() { OpenInterestLower = new Money(lower), OpenInterestUpper = new Money(upper) };

    private static MarginTerms Terms(int leverage) =>
        new() { Tiers = new TierTable([new MarginTier(new Money(0), new Rate(100_000_000), leverage)]), TickLotValue = 1, TakerFee = 0 };
}
