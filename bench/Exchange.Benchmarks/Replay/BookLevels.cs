using Exchange.Engine;

namespace Exchange.Benchmarks;

/// <summary>What rests at one price.</summary>
internal readonly record struct BookLevel(int Ticks, long Lots);

/// <summary>The levels of both sides of a book, the best first: as a file publishes them or as the engine has them.</summary>
internal sealed class BookLevels
{
    private readonly List<BookLevel> _bids = [];
    private readonly List<BookLevel> _asks = [];

    public List<BookLevel> Of(Side side) => side == Side.Buy ? _bids : _asks;

    public void Clear()
    {
        _bids.Clear();
        _asks.Clear();
    }

    public void CopyFrom(BookLevels other)
    {
        Clear();
        _bids.AddRange(other._bids);
        _asks.AddRange(other._asks);
    }

    /// <summary>Reads the best levels of the engine's book.</summary>
    public void ReadFrom(OrderBook book, int depth)
    {
        Clear();
        Read(book, Side.Buy, depth);
        Read(book, Side.Sell, depth);
    }

    public bool SameAs(BookLevels other) => _bids.SequenceEqual(other._bids) && _asks.SequenceEqual(other._asks);

    /// <summary>Whether a price stands behind the last published one, where the file says nothing.</summary>
    /// <param name="side">The side of the book.</param>
    /// <param name="ticks">The price.</param>
    /// <param name="depth">How many levels are published when there are as many.</param>
    public bool IsOutside(Side side, int ticks, int depth)
    {
        var levels = Of(side);
        return levels.Count == depth && (side == Side.Buy ? ticks < levels[^1].Ticks : ticks > levels[^1].Ticks);
    }

    public override string ToString()
    {
        var lines = new System.Text.StringBuilder();
        for (var i = 0; i < Math.Max(_bids.Count, _asks.Count); i++)
        {
            lines.Append("  ").Append(Described(_bids, i)).Append(" | ").AppendLine(Described(_asks, i).TrimEnd());
        }

        return lines.ToString();
    }

    private static string Described(List<BookLevel> levels, int index) =>
        index < levels.Count ? $"{levels[index].Lots,12:N0} @ {levels[index].Ticks,-10}" : new string(' ', 25);

    private void Read(OrderBook book, Side side, int depth)
    {
        var levels = Of(side);
        for (var ticks = book.Best(side); ticks != 0 && levels.Count < depth; ticks = book.NextBehind(side, ticks))
        {
            levels.Add(new BookLevel(ticks, book.Ladder(side).Find(ticks).Lots));
        }
    }
}
