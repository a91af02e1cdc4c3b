using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>FORMULAS §5.1–5.8.</summary>
public class MatchingTests
{
    [Fact]
    public void The_best_price_comes_first_and_then_the_oldest() => Scenario.Run("""
        deposit a 10000
        deposit b 10000
        place a sell 5 @ 102 id=late     -> open 0/5
        place a sell 5 @ 101 id=first    -> open 0/5
        place a sell 5 @ 101 id=second   -> open 0/5
        place b buy 7 @ 102              -> filled 7/0
        order a first                    -> gone
        order a second                   -> 3x101
        order a late                     -> 5x102
        book                             -> - | 3x101 5x102
        position b                       -> 7 cost 707
        """);

    [Fact]
    public void A_taker_gets_the_makers_price() => Scenario.Run("""
        deposit a 10000
        deposit b 10000
        place a sell 5 @ 99     -> open 0/5
        place b buy 5 @ 105     -> filled 5/0
        position b              -> 5 cost 495
        position a              -> -5 cost -495
        """);

    [Fact]
    public void What_an_immediate_or_cancel_order_cannot_fill_is_canceled() => Scenario.Run("""
        deposit a 10000
        deposit b 10000
        place a sell 5 @ 100           -> open 0/5
        place b buy 8 @ 100 IOC        -> canceled 5/0 immediateOrCancel
        place b buy 8 @ 100 IOC        -> canceled 0/0 immediateOrCancel
        book                           -> - | -
        """);

    [Fact]
    public void A_fill_or_kill_that_cannot_fill_changes_nothing() => Scenario.Run("""
        deposit a 10000
        deposit b 10000
        place a buy 10 @ 100           -> open 0/10
        place b sell 11 @ 100 FOK      -> canceled 0/0 fillOrKill
        book                           -> 10x100 | -
        place b sell 10 @ 100 FOK      -> filled 10/0
        """);

    [Fact]
    public void A_fill_or_kill_does_not_count_makers_that_would_not_survive() => Scenario.Run("""
        deposit a 10000
        deposit b 10000
        deposit c 10000
        place a buy 5 @ 60 id=far      -> open 0/5
        place c buy 5 @ 100            -> open 0/5
        parameters band=200000000      -> ok
        # the bid at 60 is outside the band of 80 to 120 by now
        place b sell 8 @ 80 FOK        -> canceled 0/0 fillOrKill
        book                           -> 5x100 5x60 | -
        place b sell 5 @ 80 FOK        -> filled 5/0
        """);

    [Fact]
    public void A_post_only_order_that_would_match_is_rejected() => Scenario.Run("""
        deposit a 10000
        place a sell 5 @ 100           -> open 0/5
        place a buy 5 @ 100 post       -> rejected PostOnlyWouldMatch
        place a buy 5 @ 99 post        -> open 0/5
        """);

    [Fact]
    public void A_maker_outside_the_band_is_canceled_when_touched() => Scenario.Run("""
        deposit a 10000
        deposit b 10000
        place a sell 5 @ 101 id=near   -> open 0/5
        place a sell 5 @ 110 id=far    -> open 0/5
        mark 204                       -> ok
        # a sale below 102 would be half of what it is worth
        place b buy 8 @ 110            -> partiallyFilled 5/3
        order a near                   -> gone
        order a far                    -> gone
        position b                     -> 5 cost 550
        book                           -> 3x110 | -
        """);

    [Fact]
    public void A_market_order_never_fills_outside_its_slippage_cap() => Scenario.Run("""
        deposit a 10000
        deposit b 10000
        place a sell 5 @ 105           -> open 0/5
        place a sell 5 @ 111           -> open 0/5
        market b buy 10                -> canceled 5/0 immediateOrCancel
        market b buy 5 slippage=0.01   -> canceled 0/0 immediateOrCancel
        market b buy 5 slippage=0.2    -> rejected OrderCombinationInvalid
        book                           -> - | 5x111
        """);

    [Fact]
    public void Self_trade_prevention_follows_the_taker_across_accounts_of_an_owner() => Scenario.Run("""
        deposit a 10000
        sibling a2 a
        deposit a2 10000
        deposit b 10000
        place a sell 5 @ 100 id=own        -> open 0/5
        place b sell 5 @ 100 id=other      -> open 0/5
        place a2 buy 8 @ 100               -> canceled 0/0 selfTrade
        place a2 buy 8 @ 100 stp=both      -> canceled 0/0 selfTrade
        order a own                        -> gone
        place a sell 5 @ 100 id=again      -> open 0/5
        place a2 buy 8 @ 100 stp=maker     -> partiallyFilled 5/3
        order a again                      -> gone
        order b other                      -> gone
        book                               -> 3x100 | -
        """);

    [Fact]
    public void A_smaller_quantity_at_the_same_price_keeps_priority_and_anything_else_loses_it() => Scenario.Run("""
        deposit a 10000
        deposit b 10000
        place a sell 5 @ 100 id=x          -> open 0/5
        place a sell 5 @ 100 id=y          -> open 0/5
        amend a x qty=4                    -> open 0/4
        place b buy 1 @ 100                -> filled 1/0
        order a x                          -> 3x100
        amend a x qty=6                    -> partiallyFilled 1/5
        place b buy 1 @ 100                -> filled 1/0
        order a y                          -> 4x100
        amend a y price=101                -> partiallyFilled 1/4
        book                               -> - | 5x100 4x101
        amend a x qty=1                    -> rejected AmendInvalid
        amend a x qty=6                    -> rejected AmendInvalid
        amend a nope qty=2                 -> rejected OrderUnknown
        """);

    [Fact]
    public void An_amended_order_matches_anew() => Scenario.Run("""
        deposit a 10000
        deposit b 10000
        place a sell 5 @ 105               -> open 0/5
        place b buy 5 @ 100 id=bid         -> open 0/5
        amend b bid price=105 qty=8        -> partiallyFilled 5/3
        book                               -> 3x105 | -
        place b buy 2 @ 90 post id=shy     -> open 0/2
        place a sell 2 @ 110               -> open 0/2
        amend b shy price=110              -> rejected PostOnlyWouldMatch
        order b shy                        -> 2x90
        """);

    [Fact]
    public void Cancels_name_orders_by_either_id_and_only_ones_own() => Scenario.Run("""
        deposit a 10000
        deposit b 10000
        place a sell 5 @ 105 id=x          -> open 0/5
        place a buy 5 @ 95 id=y            -> open 0/5
        cancel b #x                        -> rejected OrderUnknown
        cancel b x                         -> rejected OrderUnknown
        cancel a #x                        -> canceled 0/0 requested
        cancel a x                         -> rejected OrderUnknown
        place a sell 5 @ 105               -> open 0/5
        cancel-all a buy                   -> 1
        cancel-all a                       -> 1
        cancel-all a                       -> 0
        """);

    [Fact]
    public void A_good_till_date_order_expires_in_time() => Scenario.Run("""
        deposit a 10000
        deposit b 10000
        place a sell 5 @ 100 GTD=10s id=x  -> open 0/5
        wait 9s
        book                               -> - | 5x100
        wait 1s
        book                               -> - | -
        place b buy 1 @ 100                -> open 0/1
        place a sell 5 @ 100 GTD=0s        -> rejected ExpiryInvalid
        """);

    [Fact]
    public void Client_order_ids_make_placing_idempotent() => Scenario.Run("""
        deposit a 10000
        deposit b 10000
        place a sell 5 @ 100 id=x          -> open 0/5
        place a sell 5 @ 100 id=x          -> repeat open 0/5
        place a sell 6 @ 100 id=x          -> rejected ClientOrderIdReused
        place b buy 5 @ 100                -> filled 5/0
        place a sell 5 @ 100 id=x          -> repeat filled 5/0
        book                               -> - | -
        place a buy 1 @ 10 id=r            -> rejected PriceOutsideBand
        place a buy 1 @ 60 id=r            -> open 0/1
        """);

    [Fact]
    public void Each_market_state_allows_what_its_row_says() => Scenario.Run("""
        deposit a 10000
        deposit b 10000
        place a sell 5 @ 100               -> open 0/5
        place b buy 5 @ 100                -> filled 5/0
        state PostOnly
        place a buy 1 @ 99                 -> rejected MarketStateForbids
        place a buy 1 @ 99 post id=p       -> open 0/1
        state ReduceOnly
        place b buy 1 @ 98                 -> rejected MarketStateForbids
        place b sell 1 @ 105 reduce        -> open 0/1
        place b sell 1 @ 105               -> open 0/1
        state CancelOnly
        place b sell 1 @ 105 reduce        -> rejected MarketStateForbids
        amend a p qty=2                    -> rejected MarketStateForbids
        cancel a p                         -> canceled 0/0 requested
        state Halted
        mark 101                           -> rejected MarketStateForbids
        cancel-all b                       -> 2
        """);

    [Fact]
    public void Limits_are_refused_with_their_own_reason() => Scenario.Run("""
        deposit a 1000000
        deposit b 1000000
        parameters order=50 position=60 oi=70
        place a buy 51 @ 100               -> rejected QuantityInvalid
        place a buy 50 @ 100               -> open 0/50
        place a buy 11 @ 100               -> rejected PositionLimitExceeded
        place b sell 50 @ 100              -> filled 50/0
        place a buy 10 @ 100               -> open 0/10
        place b sell 21 @ 100              -> rejected PositionLimitExceeded
        deposit c 1000000
        place c buy 21 @ 90                -> rejected OpenInterestCapExceeded
        place c buy 1 @ 90                 -> open 0/1
        place c buy 1 @ 91                 -> open 0/1
        place c buy 1 @ 92                 -> open 0/1
        place c buy 1 @ 93                 -> open 0/1
        place c buy 1 @ 94                 -> open 0/1
        place c buy 1 @ 95                 -> rejected TooManyOpenOrders
        """);
}
