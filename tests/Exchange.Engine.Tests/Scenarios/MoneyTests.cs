using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>FORMULAS §1, §2, §4, §7.</summary>
public class MoneyTests
{
    [Fact]
    public void Fees_go_to_the_house_and_profits_come_from_the_losers() => Scenario.Run("""
        deposit a 10000
        deposit b 10000
        place a sell 10 @ 100              -> open 0/10
        place b buy 10 @ 100               -> filled 10/0
        balance a                          -> 9999.8
        balance b                          -> 9999.5
        balance fees                       -> 0.7
        place a buy 10 @ 110               -> open 0/10
        place b sell 10 @ 110              -> filled 10/0
        # 0.02 % and 0.05 % of 1,100; b made 100 and a lost it
        balance a                          -> 9899.58
        balance b                          -> 10098.95
        balance fees                       -> 1.47
        """);

    [Fact]
    public void A_rebate_is_paid_out_of_the_takers_fee() => Scenario.Run("""
        deposit a 10000
        deposit b 10000
        parameters maker=-100000           -> ok
        place a sell 10 @ 100              -> open 0/10
        place b buy 10 @ 100               -> filled 10/0
        balance a                          -> 10000.1
        balance fees                       -> 0.4
        parameters maker=-600000           -> rejected ParametersInvalid
        """);

    [Fact]
    public void A_flip_closes_at_its_profit_and_opens_at_its_price() => Scenario.Run("""
        deposit a 10000
        deposit b 10000
        place b sell 4 @ 100               -> open 0/4
        place a buy 4 @ 100                -> filled 4/0
        place b buy 10 @ 90                -> open 0/10
        place a sell 10 @ 90               -> filled 10/0
        position a                         -> -6 cost -540
        position b                         -> 6 cost 540
        """);

    [Fact]
    public void Margin_counts_the_worse_of_positions_and_orders() => Scenario.Run("""
        deposit a 1000
        margin a                           -> equity 1000 initial 0 maintenance 0
        place a buy 10 @ 100               -> open 0/10
        # 1,000 at 20x, and the taker fee of 0.5
        margin a                           -> equity 1000 initial 50.5 maintenance 0
        place a sell 10 @ 100 post         -> rejected PostOnlyWouldMatch
        place a sell 10 @ 110              -> open 0/10
        # the ask counts more: 1,100 at 20x, and 0.55
        margin a                           -> equity 1000 initial 55.55 maintenance 0
        deposit b 1000
        place b sell 10 @ 100              -> filled 10/0
        # long 10: the ask closes, for its fee alone
        margin a                           -> equity 999.8 initial 50 maintenance 10
        mark 90                            -> ok
        margin a                           -> equity 899.8 initial 45 maintenance 9
        """);

    [Fact]
    public void An_order_without_cover_is_refused_and_one_that_reduces_is_not() => Scenario.Run("""
        deposit a 100
        deposit b 10000
        place a buy 20 @ 100               -> rejected InsufficientMargin
        place a buy 19 @ 100               -> open 0/19
        place b sell 19 @ 100              -> filled 19/0
        mark 96                            -> ok
        place a buy 1 @ 96                 -> rejected InsufficientMargin
        place a sell 19 @ 99               -> open 0/19
        place a sell 1 @ 99                -> rejected InsufficientMargin
        """);

    [Fact]
    public void A_maker_that_has_become_too_poor_is_canceled_rather_than_filled() => Scenario.Run("""
        deposit a 100
        deposit b 10000
        place a buy 10 @ 100 id=x          -> open 0/10
        place b sell 10 @ 100              -> filled 10/0
        place a buy 8 @ 100 id=y           -> open 0/8
        mark 91                            -> ok
        place b sell 8 @ 95                -> open 0/8
        order a y                          -> gone
        """);

    [Fact]
    public void Leverage_is_chosen_within_the_tier_and_needs_cover_when_it_falls() => Scenario.Run("""
        deposit a 100
        leverage a 21                      -> rejected LeverageInvalid
        leverage a 0                       -> rejected LeverageInvalid
        leverage a 10                      -> ok
        place a buy 9 @ 100                -> open 0/9
        margin a                           -> equity 100 initial 90.45 maintenance 0
        leverage a 9                       -> rejected InsufficientMargin
        leverage a 20                      -> ok
        margin a                           -> equity 100 initial 45.45 maintenance 0
        """);

    [Fact]
    public void A_reference_is_done_once() => Scenario.Run("""
        credit a 100 ref=r1                -> ok
        credit a 100 ref=r1                -> repeat
        credit a 101 ref=r1                -> rejected ReferenceReused
        withdraw a 100 ref=r1              -> rejected ReferenceReused
        balance a                          -> 100
        """);

    [Fact]
    public void What_leaves_is_neither_profit_nor_margin() => Scenario.Run("""
        deposit a 1000
        deposit b 1000
        withdraw a 1001                    -> rejected InsufficientBalance
        place a buy 10 @ 100               -> open 0/10
        place b sell 10 @ 100              -> filled 10/0
        mark 120                           -> ok
        # unrealized profit stays; a tenth of the notional of 1,200 stays as well
        withdraw a 879.801                 -> rejected InsufficientMargin
        withdraw a 879.8                   -> ok
        """);
}
