using CsCheck;
using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>FORMULAS §12.3: the price of an auction beside a search of every price there is.</summary>
public class AuctionPriceTests
{
    private const int Highest = 130;

    private static readonly Gen<(Side Side, int Price, int Lots)> Order = Gen.Select(Gen.Enum<Side>(), Gen.Int[70, 120], Gen.Int[1, 9]);

    [Fact]
    public void It_is_the_one_that_a_search_of_all_prices_finds() =>
        Gen.Select(Order.Array[0, 40], Gen.Int[60, Highest], Gen.Int[1, 100], Gen.Int[80, Highest]).Sample(
            (orders, mark, low, high) => Assert.Equal(Search(orders, mark, low, high), Find(orders, mark, low, high)),
            iter: 20_000,
            threads: 2);

    [Theory]
    // Most lots.
    [InlineData("3B102 2B101 4B98 3S99 2S100 6S103", 90, 100, 5, 0)]
    [InlineData("9B105 1S95 1S96 7S104 2B103 2S99", 100, 104, 9, -2)]
    // Of two with equal volume and equal remainder, the one at the mark, or nearest to it.
    [InlineData("3B102 2B101 4B98 3S99 2S100 6S103", 100, 100, 5, 0)]
    [InlineData("3B102 2B101 4B98 3S99 2S100 6S103", 101, 101, 5, 0)]
    [InlineData("3B102 2B101 4B98 3S99 2S100 6S103", 120, 101, 5, 0)]
    // Of equal volume, the one that leaves least, however near the others are.
    [InlineData("4B101 2B100 1B90 4S99 1S102 1S103", 100, 101, 4, 0)]
    [InlineData("4B101 1B90 1B91 4S99 2S100 1S103", 101, 99, 4, 0)]
    // Left over on either side, by the same amount: the nearest to the mark again.
    [InlineData("3B102 1B100 1B90 3S99 1S101 1S103", 100, 100, 3, 1)]
    [InlineData("3B102 1B100 1B90 3S99 1S101 1S103", 101, 101, 3, -1)]
    public void Ties_are_broken_in_order(string orders, int mark, int price, long lots, long imbalance)
    {
        var book = orders.Split(' ').Select(text => (text[1] == 'B' ? Side.Buy : Side.Sell, int.Parse(text[2..]), text[0] - '0')).ToArray();
        Assert.Equal(6, book.Length);
        var found = Find(book, mark, 1, Highest);
        Assert.Equal(Search(book, mark, 1, Highest), found);
        Assert.Equal(new AuctionResult(price, lots, imbalance), found);
    }

    private static AuctionResult Find((Side Side, int Price, int Lots)[] orders, int mark, int low, int high)
    {
        var pool = new OrderPool();
        var book = new OrderBook(pool);
        foreach (var (side, price, lots) in orders)
        {
            var slot = pool.Take();
            pool[slot].Side = side;
            pool[slot].PriceTicks = price;
            pool[slot].Quantity = lots;
            pool[slot].Remaining = lots;
            book.Enqueue(slot);
        }

        return AuctionPrice.Find(book, mark, low, high);
    }

    private static AuctionResult Search((Side Side, int Price, int Lots)[] orders, int mark, int low, int high) =>
        Enumerable.Range(low, Math.Max(0, high - low + 1))
            .Select(price =>
            {
                var demand = orders.Where(order => order.Side == Side.Buy && order.Price >= price).Sum(order => (long)order.Lots);
                var supply = orders.Where(order => order.Side == Side.Sell && order.Price <= price).Sum(order => (long)order.Lots);
                return new AuctionResult(price, Math.Min(demand, supply), demand - supply);
            })
            .Where(result => result.Lots > 0)
            .OrderByDescending(result => result.Lots)
            .ThenBy(result => Math.Abs(result.Imbalance))
            .ThenBy(result => Math.Abs(result.Ticks - mark))
            .ThenBy(result => result.Ticks)
            .FirstOrDefault();
}
