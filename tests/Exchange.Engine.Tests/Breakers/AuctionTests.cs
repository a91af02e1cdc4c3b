using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>FORMULAS §12.3 and §12.4: trading comes back through one price.</summary>
public class AuctionTests
{
    [Fact]
    public void Orders_gather_without_matching_and_then_match_at_one_price() => Scenario.Run("""
        deposit a 1000
        deposit b 1000
        deposit c 1000
        state PreOpen
        place a buy 3 @ 102 id=x            -> open 0/3
        place b sell 3 @ 99 id=y            -> open 0/3
        place c sell 4 @ 100 id=z           -> open 0/4
        place a buy 2 @ 101 id=w            -> open 0/2
        book                                -> 3x102 2x101 | 3x99 4x100
        last                                -> 0
        wait 119s
        auction                             -> call 5x100 left -2 extended 0
        in-force                            -> PreOpen
        wait 1s
        in-force                            -> Active
        last                                -> 100
        position a                          -> 5 cost 500
        position b                          -> -3 cost -300
        position c                          -> -2 cost -200
        book                                -> - | 2x100
        balance a                           -> 999.84
        balance b                           -> 999.85
        """);

    [Fact]
    public void The_older_order_of_a_pair_pays_as_maker_and_the_younger_as_taker() => Scenario.Run("""
        deposit a 1000
        deposit b 1000
        state PreOpen
        place a buy 10 @ 100                -> open 0/10
        place b sell 10 @ 100               -> open 0/10
        wait 120s
        balance a                           -> 999.8
        balance b                           -> 999.5
        """);

    [Fact]
    public void In_the_last_half_second_nothing_comes_in_but_cancels_go_through() => Scenario.Run("""
        deposit a 1000
        deposit b 1000
        state PreOpen
        place a buy 5 @ 101 id=x            -> open 0/5
        place a buy 5 @ 100 id=v            -> open 0/5
        place b sell 5 @ 99 id=y            -> open 0/5
        wait-ms 119499
        amend a x qty=4                     -> open 0/4
        wait-ms 1
        auction                             -> locked 5x100 left 4 extended 0
        place a buy 1 @ 100                 -> rejected MarketStateForbids
        amend a x qty=3                     -> rejected MarketStateForbids
        cancel a v                          -> canceled 0/0 requested
        deposit a 1                         -> ok
        wait-ms 499
        in-force                            -> PreOpen
        wait-ms 1
        in-force                            -> Active
        position a                          -> 4 cost 400
        book                                -> - | 1x99
        """);

    [Fact]
    public void Orders_that_would_have_to_match_at_once_are_refused() => Scenario.Run("""
        deposit a 1000
        state PreOpen
        place a buy 1 @ 100 IOC             -> rejected MarketStateForbids
        place a buy 1 @ 100 FOK             -> rejected MarketStateForbids
        market a buy 1                      -> rejected MarketStateForbids
        """);

    [Fact]
    public void A_price_far_from_the_mark_is_called_again_in_a_wider_collar() => Scenario.Run("""
        deposit a 1000
        deposit b 1000
        state PreOpen
        place a buy 5 @ 112                 -> open 0/5
        place b sell 5 @ 112                -> open 0/5
        wait 120s
        auction                             -> call 5x112 left 0 extended 1
        wait 60s
        auction                             -> call 5x112 left 0 extended 2
        wait 60s
        in-force                            -> Active
        last                                -> 112
        """);

    [Fact]
    public void After_the_last_extension_what_is_outside_the_collar_is_canceled() => Scenario.Run("""
        deposit a 1000
        deposit b 1000
        state PreOpen
        place a buy 5 @ 140 id=x            -> open 0/5
        place b sell 5 @ 138 id=y           -> open 0/5
        place b sell 6 @ 141 id=z           -> open 0/6
        wait 120s
        wait 60s
        wait 60s
        wait 60s
        wait 60s
        wait 60s
        auction                             -> call 5x138 left 0 extended 6
        wait 60s
        in-force                            -> Active
        last                                -> 0
        order b y                           -> gone
        book                                -> 5x140 | 6x141
        """);

    [Fact]
    public void An_owner_never_meets_itself_and_the_younger_order_says_what_gives_way_and_what_still_crosses_is_called_once_more() => Scenario.Run("""
        deposit a 1000
        deposit b 1000
        sibling a2 a
        deposit a2 1000
        state PreOpen
        place a buy 5 @ 101 id=x            -> open 0/5
        place a2 sell 5 @ 99 stp=maker id=y -> open 0/5
        place b buy 5 @ 100 id=z            -> open 0/5
        wait 120s
        auction                             -> call 5x100 left 0 extended 1
        order a x                           -> gone
        wait 60s
        in-force                            -> Active
        position a                          -> 0 cost 0
        position b                          -> 5 cost 500
        """);

    [Fact]
    public void The_best_prices_match_first_then_time() => Scenario.Run("""
        deposit a 1000
        deposit b 1000
        deposit c 1000
        sibling a2 a
        deposit a2 1000
        state PreOpen
        place a buy 5 @ 103 id=x            -> open 0/5
        place a2 sell 5 @ 102 id=y          -> open 0/5
        place b buy 2 @ 95 id=z             -> open 0/2
        place c sell 2 @ 95 id=w            -> open 0/2
        amend c w qty=3                     -> open 0/3
        amend c w price=96                  -> open 0/3
        amend b z price=97                  -> open 0/2
        wait 120s
        in-force                            -> Active
        position a                          -> 3 cost 306
        position c                          -> -3 cost -306
        order a2 y                          -> gone
        book                                -> 2x103 2x97 | -
        """);

    [Fact]
    public void Reducing_orders_take_part_and_shrink_with_the_position() => Scenario.Run("""
        deposit a 1000
        deposit b 1000
        place a buy 4 @ 100
        place b sell 4 @ 100
        state PreOpen
        place a sell 4 @ 98 reduce id=x     -> open 0/4
        place a sell 3 @ 97 id=y            -> open 0/3
        place b buy 9 @ 99 id=z             -> open 0/9
        wait 120s
        in-force                            -> Active
        position a                          -> 0 cost 0
        order a x                           -> gone
        """);

    [Fact]
    public void A_halted_market_comes_back_through_an_auction_unless_there_is_nothing_in_it() => Scenario.Run("""
        deposit a 1000
        deposit b 1000
        state Halted
        state Active
        in-force                            -> Active
        place a buy 4 @ 100
        state Halted
        place a buy 4 @ 100                 -> rejected MarketStateForbids
        state Active
        in-force                            -> PreOpen
        place b sell 4 @ 100                -> open 0/4
        state CancelOnly
        in-force                            -> CancelOnly
        place b sell 4 @ 100                -> rejected MarketStateForbids
        wait 500s
        book                                -> 4x100 | 4x100
        state ReduceOnly
        in-force                            -> PreOpen
        place b sell 4 @ 100                -> rejected MarketStateForbids
        wait 1s
        auction                             -> call 4x100 left 0 extended 0
        wait 119s
        in-force                            -> PreOpen
        wait 1s
        in-force                            -> ReduceOnly
        position a                          -> 4 cost 400
        """);

    [Fact]
    public void A_market_that_settles_is_reduced_to_nothing_and_closed_for_good() => Scenario.Run("""
        deposit a 1000
        deposit b 1000
        place a buy 4 @ 100
        place b sell 4 @ 100
        state Settled                       -> rejected MarketStateForbids
        state Settling                      -> ok
        state Active                        -> rejected MarketStateForbids
        state Settled                       -> rejected MarketStateForbids
        place a buy 1 @ 100                 -> rejected MarketStateForbids
        place a sell 4 @ 100 reduce         -> open 0/4
        market b buy 4 reduce               -> filled 4/0
        state Settled                       -> ok
        state Active                        -> rejected MarketStateForbids
        state Settled                       -> ok
        """);
}
