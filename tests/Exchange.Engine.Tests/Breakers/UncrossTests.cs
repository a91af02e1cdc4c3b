using CsCheck;
using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>FORMULAS §12.4: what happens between the price and the end of an auction.</summary>
public class UncrossTests
{
    private static readonly MarketId Market = WatchedVenue.Id;

    [Fact]
    public void A_large_auction_is_carried_out_in_bounded_steps_and_survives_a_restart_between_them()
    {
        var venue = new WatchedVenue();
        var (buyer, seller) = (venue.Trader(), venue.Trader());
        venue.Mark(10_000);
        venue.SetState(MarketState.PreOpen);
        for (var i = 0; i < 1_000; i++)
        {
            Assert.Equal(RejectReason.None, venue.Place(buyer, Side.Buy, 3, 10_010 + (i % 7)).Reject);
            Assert.Equal(RejectReason.None, venue.Place(seller, Side.Sell, 2, 9_990 - (i % 7)).Reject);
        }

        venue.Pass(119);
        Assert.Equal(0, Fills(venue, venue.Venue.Count - 1));
        venue.Pass(1);
        Assert.Equal(1_000, Fills(venue, venue.Venue.Count - 1));
        Assert.Equal(AuctionPhase.Uncrossing, venue.Market.Auction.Phase);
        Assert.Equal(RejectReason.MarketStateForbids, venue.Place(buyer, Side.Buy, 1, 10_000).Reject);

        var hash = venue.Venue.Machine.Hash();
        venue.Venue.Restart();
        Assert.Equal(hash, venue.Venue.Machine.Hash());
        venue.Venue.Send(new Uncross { Market = Market });
        Assert.Equal(AuctionPhase.None, venue.Market.Auction.Phase);
        Assert.Equal(MarketState.Active, venue.Market.State);
        Assert.Equal(2_000, venue.Market.OpenInterest);
        venue.Venue.Replay();
    }

    [Fact]
    public void Carrying_on_where_there_is_nothing_to_carry_on_with_changes_nothing()
    {
        var venue = new WatchedVenue();
        venue.Mark(10_000);
        var before = venue.Venue.Machine.Hash();
        Assert.Equal(RejectReason.None, venue.Venue.Send(new Uncross { Market = Market }).Reject);
        Assert.Equal(before, venue.Venue.Machine.Hash());
        Assert.Equal(RejectReason.MarketUnknown, venue.Venue.Send(new Uncross { Market = new MarketId(2) }).Reject);
    }

    /// <summary>The naive twin: sorts the orders, finds the price by trying all, and hands out fills one lot at a time.</summary>
    [Fact]
    public void Everybody_gets_what_the_naive_auction_gives() =>
        Gen.Select(Gen.Enum<Side>(), Gen.Int[9_960, 10_040], Gen.Int[1, 9], Gen.Int[0, 5]).Array[1, 60].Sample(
            orders =>
            {
                var venue = new WatchedVenue();
                var traders = Enumerable.Range(0, orders.Length).Select(_ => venue.Trader()).ToArray();
                venue.Mark(10_000);
                venue.SetState(MarketState.PreOpen);
                for (var i = 0; i < orders.Length; i++)
                {
                    var (side, price, lots, _) = orders[i];
                    Assert.Equal(RejectReason.None, venue.Place(traders[i], side, lots, price).Reject);
                }

                venue.Pass(120);
                Assert.Equal(MarketState.Active, venue.Market.State);
                var expected = Naive([.. orders.Select(order => (order.Item1, order.Item2, order.Item3))], 10_000);
                var accounts = venue.Venue.Machine.State.Accounts;
                for (var i = 0; i < orders.Length; i++)
                {
                    ref var position = ref accounts.PositionOf(ref accounts[traders[i].Value], 1);
                    Assert.Equal(expected.Fills[i], position.Size);
                    Assert.Equal(expected.Fills[i] * expected.Price * venue.Market.TickLotValue, position.Cost);
                }
            },
            iter: 300,
            threads: 2);

    private static (int Price, long[] Fills) Naive((Side Side, int Price, int Lots)[] orders, int mark)
    {
        var fills = new long[orders.Length];
        var price = Enumerable.Range(9_900, 201)
            .Select(price => (
                Price: price,
                Demand: orders.Where(order => order.Side == Side.Buy && order.Price >= price).Sum(order => order.Lots),
                Supply: orders.Where(order => order.Side == Side.Sell && order.Price <= price).Sum(order => order.Lots)))
            .OrderByDescending(at => Math.Min(at.Demand, at.Supply)).ThenBy(at => Math.Abs(at.Demand - at.Supply)).ThenBy(at => Math.Abs(at.Price - mark)).ThenBy(at => at.Price)
            .First();
        for (var lots = Math.Min(price.Demand, price.Supply); lots > 0; lots--)
        {
            // One lot from the buyer who pays most, then came first; and from the seller who asks least, then came first.
            fills[Enumerable.Range(0, orders.Length).Where(i => orders[i].Side == Side.Buy && fills[i] < orders[i].Lots).OrderByDescending(i => orders[i].Price).First()]++;
            fills[Enumerable.Range(0, orders.Length).Where(i => orders[i].Side == Side.Sell && -fills[i] < orders[i].Lots).OrderBy(i => orders[i].Price).First()]--;
        }

        return (price.Price, fills);
    }

    private static int Fills(WatchedVenue venue, int command)
    {
        var count = 0;
        foreach (var frame in new EventReader(venue.Venue.EventsAt(command).Span))
        {
            count += frame.Kind == EventKind.TradeExecuted ? 1 : 0;
        }

        return count;
    }
}
