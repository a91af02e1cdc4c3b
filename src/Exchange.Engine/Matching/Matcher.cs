namespace Exchange.Engine;

/// <summary>Walks an incoming order through the book: best price first, then time. FORMULAS §5.4.</summary>
internal sealed class Matcher(State state, OpenOrders open, MakerRules makers, ReduceOnlyGuard guard, ClearingHouse clearing)
{
    /// <summary>Matches as much as the book, the limit and the bound on work allow. Whatever remains is the caller's.</summary>
    public void Match(Market market, ref IncomingOrder incoming, ref Position takerPosition)
    {
        if (market.Auction.Phase != AuctionPhase.None)
        {
            return;
        }

        var book = market.Book;
        var opposite = incoming.Side == Side.Buy ? Side.Sell : Side.Buy;
        for (var touched = 0; incoming.Remaining > 0; touched++)
        {
            var best = book.Best(opposite);
            if (best == 0 || !incoming.Crosses(best))
            {
                return;
            }

            if (touched == Bounds.MaxMatchesPerCommand)
            {
                incoming.CancelReason = CancelReason.MatchBound;
                return;
            }

            Touch(market, ref incoming, ref takerPosition, book.OldestAt(opposite, best));
            if (incoming.CancelReason != 0)
            {
                return;
            }
        }
    }

    private void Touch(Market market, ref IncomingOrder incoming, ref Position takerPosition, int slot)
    {
        ref var maker = ref state.Orders[slot];
        ref var makerAccount = ref state.Accounts[maker.Account];
        ref var makerPosition = ref state.Accounts.FindPosition(ref makerAccount, maker.Market);
        var reason = makers.WhyUnmatchable(market, slot, maker);
        if (reason == 0 && makerAccount.Owner == incoming.Owner)
        {
            PreventSelfTrade(market, ref incoming, slot, ref maker, ref makerPosition);
            return;
        }

        var lots = Math.Min(incoming.Remaining, maker.Remaining);
        if (reason == 0)
        {
            reason = makers.WhyOverextended(market, maker, makerPosition, balanceChange: 0, lots);
        }

        if (reason != 0)
        {
            open.Cancel(slot, ref maker, market, ref makerPosition, reason);
            return;
        }

        clearing.Settle(market, ref maker, ref makerPosition, ref incoming, ref takerPosition, lots, maker.PriceTicks);
        incoming.Remaining -= lots;
        incoming.FilledTickLots += lots * maker.PriceTicks;
        open.Fill(slot, ref maker, market, ref makerPosition, lots, maker.PriceTicks);
        guard.Fit(market, ref makerPosition);
        guard.Fit(market, ref takerPosition);
    }

    private void PreventSelfTrade(Market market, ref IncomingOrder incoming, int slot, ref OrderSlot maker, ref Position makerPosition)
    {
        if (incoming.SelfTradePrevention != SelfTradePrevention.ExpireTaker)
        {
            open.Cancel(slot, ref maker, market, ref makerPosition, CancelReason.SelfTrade);
        }

        if (incoming.SelfTradePrevention != SelfTradePrevention.ExpireMaker)
        {
            incoming.CancelReason = CancelReason.SelfTrade;
        }
    }
}
