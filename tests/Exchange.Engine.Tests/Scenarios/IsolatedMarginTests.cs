using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>Positions with a margin of their own. FORMULAS §4.14.</summary>
public class IsolatedMarginTests
{
    [Fact]
    public void What_opens_draws_its_margin_and_what_closes_gives_it_back() => Scenario.Run("""
        deposit a 1000
        deposit b 10000
        mode a Isolated                    -> ok
        leverage a 10                      -> ok
        place a buy 10 @ 100               -> open 0/10
        # a tenth of 1,000 and the fee that it could cost
        margin a                           -> equity 1000 initial 100.5 maintenance 0
        mode a Cross                       -> rejected PositionOrOrdersOpen
        place b sell 10 @ 100              -> filled 10/0
        isolated a                         -> margin 100 equity 100 initial 100 maintenance 10
        margin a                           -> equity 899.8 initial 0 maintenance 0
        balance a                          -> 899.8
        mode a Cross                       -> rejected PositionOrOrdersOpen
        mark 95                            -> ok
        # nothing else is at stake
        isolated a                         -> margin 100 equity 50 initial 95 maintenance 9.5
        margin a                           -> equity 899.8 initial 0 maintenance 0
        adjust a 50                        -> ok
        isolated a                         -> margin 150 equity 100 initial 95 maintenance 9.5
        adjust a -5.000001                 -> rejected InsufficientMargin
        adjust a -5                        -> ok
        isolated a                         -> margin 145 equity 95 initial 95 maintenance 9.5
        place b buy 4 @ 95                 -> open 0/4
        place a sell 4 @ 95 IOC            -> filled 4/0
        # 145 less 20 of loss and 0.19 of fee, of which two fifths would be 49.924; initial margin of the rest leaves 37.81
        isolated a                         -> margin 87 equity 57 initial 57 maintenance 5.7
        balance a                          -> 892.61
        place b buy 6 @ 95                 -> open 0/6
        place a sell 6 @ 95 IOC            -> filled 6/0
        isolated a                         -> margin 0 equity 0 initial 0 maintenance 0
        balance a                          -> 949.325
        adjust a 1                         -> rejected PositionMissing
        mode a Cross                       -> ok
        adjust a 1                         -> rejected MarginNotIsolated
        """);

    [Fact]
    public void A_profit_goes_to_the_margin_and_is_released_with_its_share() => Scenario.Run("""
        deposit a 200
        deposit b 10000
        mode a Isolated                    -> ok
        leverage a 10                      -> ok
        place a sell 10 @ 100              -> open 0/10
        place b buy 10 @ 100               -> filled 10/0
        isolated a                         -> margin 100 equity 100 initial 100 maintenance 10
        balance a                          -> 99.8
        mark 90                            -> ok
        place b sell 5 @ 90                -> open 0/5
        place a buy 5 @ 90 IOC reduce      -> filled 5/0
        # 100 + 50 of profit − 0.225 of fee = 149.775, half of which goes
        isolated a                         -> margin 74.8875 equity 124.8875 initial 45 maintenance 4.5
        balance a                          -> 174.6875
        """);

    [Fact]
    public void A_flip_closes_with_the_old_margin_and_opens_with_new() => Scenario.Run("""
        deposit a 200
        deposit b 10000
        mode a Isolated                    -> ok
        leverage a 10                      -> ok
        place a buy 5 @ 100                -> open 0/5
        place b sell 5 @ 100               -> filled 5/0
        isolated a                         -> margin 50 equity 50 initial 50 maintenance 5
        balance a                          -> 149.9
        place b buy 15 @ 100               -> open 0/15
        place a sell 15 @ 100 IOC          -> filled 15/0
        position a                         -> -10 cost -1000
        isolated a                         -> margin 100 equity 100 initial 100 maintenance 10
        balance a                          -> 99.15
        """);

    [Fact]
    public void An_isolated_market_draws_on_free_collateral_and_no_more() => Scenario.Run("""
        deposit a 100
        deposit b 10000
        mode a Isolated                    -> ok
        leverage a 10                      -> ok
        place a buy 10 @ 100               -> rejected InsufficientMargin
        place a buy 9 @ 100                -> open 0/9
        place a buy 1 @ 100                -> rejected InsufficientMargin
        withdraw a 9.550001                -> rejected InsufficientMargin
        withdraw a 9.55                    -> ok
        place b sell 9 @ 100               -> filled 9/0
        isolated a                         -> margin 90 equity 90 initial 90 maintenance 9
        balance a                          -> 0.27
        """);

    [Fact]
    public void A_resting_order_whose_margin_is_no_longer_there_is_canceled_when_touched() => Scenario.Run("""
        deposit a 100
        deposit b 10000
        mode a Isolated                    -> ok
        leverage a 20                      -> ok
        place a sell 18 @ 100              -> open 0/18
        # filled at 100 with the mark at 106, the margin would have to bear 108 of loss
        mark 106                           -> ok
        place b buy 18 @ 100 FOK           -> canceled 0/0 fillOrKill
        place b buy 18 @ 100 IOC           -> canceled 0/0 immediateOrCancel
        position a                         -> 0 cost 0
        """);

    [Fact]
    public void A_lower_leverage_is_paid_for_at_once() => Scenario.Run("""
        deposit a 200
        deposit b 10000
        mode a Isolated                    -> ok
        leverage a 10                      -> ok
        place a buy 10 @ 100               -> open 0/10
        place b sell 10 @ 100              -> filled 10/0
        leverage a 5                       -> rejected InsufficientMargin
        deposit a 1                        -> ok
        leverage a 5                       -> ok
        isolated a                         -> margin 200 equity 200 initial 200 maintenance 10
        balance a                          -> 0.8
        leverage a 20                      -> ok
        isolated a                         -> margin 200 equity 200 initial 50 maintenance 10
        adjust a -100                      -> ok
        adjust a -1                        -> rejected InsufficientMargin
        """);

    [Fact]
    public void Two_isolated_accounts_meet() => Scenario.Run("""
        deposit a 200
        deposit b 200
        mode a Isolated                    -> ok
        mode b Isolated                    -> ok
        leverage a 10                      -> ok
        leverage b 5                       -> ok
        place a buy 5 @ 100                -> open 0/5
        place b sell 5 @ 100 FOK           -> filled 5/0
        isolated a                         -> margin 50 equity 50 initial 50 maintenance 5
        isolated b                         -> margin 100 equity 100 initial 100 maintenance 5
        balance b                          -> 99.75
        place a sell 5 @ 104               -> open 0/5
        place b buy 5 @ 104                -> filled 5/0
        balance a                          -> 219.796
        balance b                          -> 179.49
        """);
}
