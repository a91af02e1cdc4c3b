namespace Exchange.Engine;

/// <summary>Matches the book with itself at one price: best prices first, then time. The younger order of a pair counts as the taker. FORMULAS §12.4.</summary>
internal sealed class AuctionMatcher(State state, OpenOrders open, MakerRules makers, ReduceOnlyGuard guard, ClearingHouse clearing)
{
    /// <summary>Whether two orders are left that both accept the price.</summary>
    public static bool CanMatch(OrderBook book, long ticks) =>
        ticks != 0 && book.BestBid >= ticks && book.BestAsk != 0 && book.BestAsk <= ticks;

    /// <summary>Whether bids and asks still cross.</summary>
    public static bool IsCrossed(OrderBook book) => book.BestBid != 0 && book.BestAsk != 0 && book.BestBid >= book.BestAsk;

    /// <summary>Matches the first bid with the first ask, or cancels one of them if it may not match.</summary>
    /// <returns>The lots that matched.</returns>
    public long MatchFirst(Market market, int ticks)
    {
        var (older, younger) = FirstPair(market.Book);
        ref var maker = ref state.Orders[older];
        ref var taker = ref state.Orders[younger];
        ref var makerPosition = ref PositionOf(maker);
        ref var takerPosition = ref PositionOf(taker);
        if (CancelIfExpired(older, ref maker, market, ref makerPosition) || CancelIfExpired(younger, ref taker, market, ref takerPosition))
        {
            return 0;
        }

        if (state.Accounts[maker.Account].Owner == state.Accounts[taker.Account].Owner)
        {
            PreventSelfTrade(market, older, ref maker, ref makerPosition, younger, ref taker, ref takerPosition);
            return 0;
        }

        var lots = Math.Min(maker.Remaining, taker.Remaining);
        ref readonly var parameters = ref market.Parameters;
        if (makers.WhyOverextended(market, maker, makerPosition, balanceChange: 0, lots, ticks, parameters.MakerFee.Billionths) is var makerReason and not 0)
        {
            open.Cancel(older, ref maker, market, ref makerPosition, makerReason);
            return 0;
        }

        if (makers.WhyOverextended(market, taker, takerPosition, balanceChange: 0, lots, ticks, parameters.TakerFee.Billionths) is var takerReason and not 0)
        {
            open.Cancel(younger, ref taker, market, ref takerPosition, takerReason);
            return 0;
        }

        var incoming = new IncomingOrder
        {
            Id = new OrderId(taker.Id),
            Account = new AccountId(taker.Account),
            Side = taker.Side,
            LimitTicks = taker.PriceTicks,
            Remaining = taker.Remaining,
        };
        clearing.Settle(market, ref maker, ref makerPosition, ref incoming, ref takerPosition, lots, ticks);
        open.Fill(older, ref maker, market, ref makerPosition, lots, ticks);
        open.Fill(younger, ref taker, market, ref takerPosition, lots, ticks);
        guard.Fit(market, ref makerPosition);
        guard.Fit(market, ref takerPosition);
        return lots;
    }

    /// <summary>Cancels the younger of the first bid and the first ask, which nothing has brought together.</summary>
    public void CancelYounger(Market market) => open.Cancel(FirstPair(market.Book).Younger, CancelReason.AuctionRemainder);

    private (int Older, int Younger) FirstPair(OrderBook book)
    {
        var bid = book.OldestAt(Side.Buy, book.BestBid);
        var ask = book.OldestAt(Side.Sell, book.BestAsk);
        return state.Orders[bid].Id < state.Orders[ask].Id ? (bid, ask) : (ask, bid);
    }

    private ref Position PositionOf(in OrderSlot order) =>
        ref state.Accounts.FindPosition(ref state.Accounts[order.Account], order.Market);

    private bool CancelIfExpired(int slot, ref OrderSlot order, Market market, ref Position position)
    {
        if (order.ExpiryPlace < 0 || state.Orders.Detail(slot).ExpiresAt.Microseconds > state.Now.Microseconds)
        {
            return false;
        }

        open.Cancel(slot, ref order, market, ref position, CancelReason.Expired);
        return true;
    }

    private void PreventSelfTrade(
        Market market, int older, ref OrderSlot maker, ref Position makerPosition, int younger, ref OrderSlot taker, ref Position takerPosition)
    {
        var mode = state.Orders.Detail(younger).SelfTradePrevention;
        if (mode != SelfTradePrevention.ExpireTaker)
        {
            open.Cancel(older, ref maker, market, ref makerPosition, CancelReason.SelfTrade);
        }

        if (mode != SelfTradePrevention.ExpireMaker)
        {
            open.Cancel(younger, ref taker, market, ref takerPosition, CancelReason.SelfTrade);
        }
    }
}
