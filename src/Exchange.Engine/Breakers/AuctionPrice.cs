namespace Exchange.Engine;

/// <summary>How an auction would come out.</summary>
/// <param name="Ticks">The one price; 0 if nothing crosses.</param>
/// <param name="Lots">What matches at it.</param>
/// <param name="Imbalance">Lots to be bought at it less lots to be sold at it.</param>
internal readonly record struct AuctionResult(int Ticks, long Lots, long Imbalance);

/// <summary>
/// The price at which most lots match; of several the one that leaves least on either side, then the one nearest to the mark, then the lower.
/// Pure; one step per level that crosses. FORMULAS §12.3.
/// </summary>
internal static class AuctionPrice
{
    /// <param name="book">May cross.</param>
    /// <param name="markTicks">Where ties are drawn to.</param>
    /// <param name="low">The lowest price allowed.</param>
    /// <param name="high">The highest price allowed.</param>
    public static AuctionResult Find(OrderBook book, int markTicks, int low, int high)
    {
        var from = Math.Max(book.BestAsk, low);
        var to = Math.Min(book.BestBid, high);
        if (book.BestBid == 0 || book.BestAsk == 0 || from > to)
        {
            return default;
        }

        var bids = book.Ladder(Side.Buy);
        var asks = book.Ladder(Side.Sell);
        var demand = LotsBetween(bids, from, book.BestBid);
        var supply = LotsBetween(asks, book.BestAsk, from);
        var best = default(AuctionResult);
        for (var ticks = from; ;)
        {
            // Up to the lowest bid from here on, and to just below the next ask, demand and supply stay what they are.
            var bid = bids.NextAtOrAbove(ticks);
            var ask = ticks < to ? asks.NextAtOrAbove(ticks + 1) : 0;
            var end = Math.Min(to, bid == 0 ? to : bid);
            end = ask == 0 ? end : Math.Min(end, ask - 1);
            var candidate = new AuctionResult(Math.Clamp(markTicks, ticks, end), Math.Min(demand, supply), demand - supply);
            if (best.Ticks == 0 || IsBetter(candidate, best, markTicks))
            {
                best = candidate;
            }

            if (end == to)
            {
                return best.Lots == 0 ? default : best;
            }

            demand -= end == bid ? bids.At(bid).Lots : 0;
            supply += end + 1 == ask ? asks.At(ask).Lots : 0;
            ticks = end + 1;
        }
    }

    private static bool IsBetter(in AuctionResult a, in AuctionResult b, int markTicks)
    {
        if (a.Lots != b.Lots)
        {
            return a.Lots > b.Lots;
        }

        var (left, leftOfBest) = (Math.Abs(a.Imbalance), Math.Abs(b.Imbalance));
        if (left != leftOfBest)
        {
            return left < leftOfBest;
        }

        var (far, farOfBest) = (Math.Abs(a.Ticks - markTicks), Math.Abs(b.Ticks - markTicks));
        return far != farOfBest ? far < farOfBest : a.Ticks < b.Ticks;
    }

    private static long LotsBetween(PriceLadder ladder, int low, int high)
    {
        long lots = 0;
        for (var ticks = ladder.NextAtOrAbove(low); ticks != 0 && ticks <= high; ticks = ladder.NextAtOrAbove(ticks + 1))
        {
            lots += ladder.At(ticks).Lots;
        }

        return lots;
    }
}
