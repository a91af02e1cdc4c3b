using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>What an account below its initial margin may close at. FORMULAS §4.15.</summary>
public class ReductionTests
{
    // 10 long from 100 with 100 of equity, marked at 92: equity 20, initial margin 46, maintenance 9.2.
    private const string Below = """
        deposit a 100.2
        deposit b 10000
        place a buy 10 @ 100               -> open 0/10
        place b sell 10 @ 100              -> filled 10/0
        mark 92                            -> ok
        margin a                           -> equity 20 initial 46 maintenance 9.2

        """;

    [Fact]
    public void What_closes_must_not_leave_less_per_margin() => Scenario.Run(Below + """
        # 20 − 10 − 0.225 over 4.6 is less than 20 over 9.2; one tick nearer it is more
        place a sell 5 @ 90                -> rejected InsufficientMargin
        place a sell 5 @ 90 reduce         -> rejected InsufficientMargin
        place a sell 5 @ 91                -> open 0/5
        """);

    [Fact]
    public void What_closes_whole_must_not_leave_a_debt() => Scenario.Run(Below + """
        place a sell 10 @ 90               -> rejected InsufficientMargin
        place a sell 10 @ 91 id=x          -> open 0/10
        amend a x price=90                 -> rejected InsufficientMargin
        amend a x price=92                 -> open 0/10
        """);

    [Fact]
    public void A_market_order_is_held_to_what_it_may_close_at() => Scenario.Run(Below + """
        place b buy 4 @ 90                 -> open 0/4
        market a sell 10                   -> canceled 0/0 immediateOrCancel
        place b buy 6 @ 91                 -> open 0/6
        market a sell 10                   -> canceled 6/0 immediateOrCancel
        position a                         -> 4 cost 400
        book                               -> 4x90 | -
        """);

    [Fact]
    public void Whoever_has_initial_margin_left_closes_as_he_likes() => Scenario.Run("""
        deposit a 1000
        deposit b 10000
        place a buy 10 @ 100               -> open 0/10
        place b sell 10 @ 100              -> filled 10/0
        place b buy 10 @ 60                -> open 0/10
        place a sell 10 @ 60               -> filled 10/0
        balance a                          -> 599.5
        """);

    [Fact]
    public void An_isolated_position_is_judged_by_its_own_margin() => Scenario.Run("""
        deposit a 1000
        deposit b 10000
        mode a Isolated                    -> ok
        place a buy 10 @ 100               -> open 0/10
        place b sell 10 @ 100              -> filled 10/0
        isolated a                         -> margin 50 equity 50 initial 50 maintenance 10
        place a sell 10 @ 95               -> rejected InsufficientMargin
        place a sell 10 @ 96               -> open 0/10
        """);

    [Fact]
    public void Who_has_lost_more_than_there_was_does_not_choose_the_price() => Scenario.Run(Below + """
        mark 89                            -> ok
        place a sell 10 @ 89               -> open 0/10
        cancel-all a                       -> 1
        place a sell 10 @ 88               -> rejected InsufficientMargin
        place a sell 5 @ 88                -> rejected InsufficientMargin
        place a sell 10 @ 91               -> open 0/10
        """);

    [Fact]
    public void Ratios_are_compared_exactly()
    {
        var before = new Risk { Collateral = long.MaxValue / 4, InitialMargin = long.MaxValue, MaintenanceMargin = (long.MaxValue / 2) + 1 };
        var after = before;
        Assert.True(after.IsAllowedAfter(before)); // equality is allowed
        after.Collateral--;
        Assert.False(after.IsAllowedAfter(before));
        after.MaintenanceMargin -= 2; // by 2 in 2^123
        Assert.False(after.IsAllowedAfter(before));
        after.MaintenanceMargin--;
        Assert.True(after.IsAllowedAfter(before));
        after = before with { MaintenanceMargin = before.MaintenanceMargin + 1, Collateral = before.Collateral + 1 };
        Assert.False(after.IsAllowedAfter(before)); // a better ratio, but more at risk
        Assert.True((before with { MaintenanceMargin = 0, Collateral = 0 }).IsAllowedAfter(before));
        Assert.False((before with { MaintenanceMargin = 0, Collateral = -1 }).IsAllowedAfter(before));
    }
}
