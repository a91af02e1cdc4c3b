using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>FORMULAS §5.7.</summary>
public class ReduceOnlyTests
{
    [Fact]
    public void It_needs_an_opposite_position() => Scenario.Run("""
        deposit a 10000
        deposit b 10000
        place a sell 5 @ 110 reduce        -> rejected ReduceOnlyWouldIncrease
        place b sell 5 @ 100               -> open 0/5
        place a buy 5 @ 100                -> filled 5/0
        place a buy 5 @ 90 reduce          -> rejected ReduceOnlyWouldIncrease
        place a sell 5 @ 110 reduce        -> open 0/5
        """);

    [Fact]
    public void It_is_shrunk_to_what_the_position_leaves() => Scenario.Run("""
        deposit a 10000
        deposit b 10000
        place b sell 5 @ 100               -> open 0/5
        place a buy 5 @ 100                -> filled 5/0
        place a sell 9 @ 110 reduce id=x   -> open 0/5
        place a sell 1 @ 110 reduce        -> rejected ReduceOnlyWouldIncrease
        """);

    [Fact]
    public void Resting_ones_follow_the_position_from_the_newest() => Scenario.Run("""
        deposit a 10000
        deposit b 10000
        place b sell 10 @ 100              -> open 0/10
        place a buy 10 @ 100               -> filled 10/0
        place a sell 6 @ 110 reduce id=old -> open 0/6
        place a sell 4 @ 111 reduce id=new -> open 0/4
        place b buy 3 @ 100                -> open 0/3
        place a sell 3 @ 100               -> filled 3/0
        order a old                        -> 6x110
        order a new                        -> 1x111
        place b buy 7 @ 100                -> open 0/7
        place a sell 7 @ 100               -> filled 7/0
        order a old                        -> gone
        order a new                        -> gone
        """);

    [Fact]
    public void It_never_flips_a_position() => Scenario.Run("""
        deposit a 10000
        deposit b 10000
        place b sell 5 @ 100               -> open 0/5
        place a buy 5 @ 100                -> filled 5/0
        place b buy 50 @ 99                -> open 0/50
        place a sell 50 @ 99 IOC reduce    -> filled 5/0
        position a                         -> 0 cost 0
        """);
}
