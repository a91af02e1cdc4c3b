using Exchange.Engine;

namespace Exchange.Runtime;

/// <summary>One side of a book: levels in an array with the best one last, so that the changes near the top, which are nearly all, move little. Not thread-safe.</summary>
public sealed class BookLevels(Side side)
{
    private readonly List<BookLevel> _levels = [];

    public int Count => _levels.Count;

    /// <summary>The level at a rank; 0 is the best.</summary>
    public BookLevel this[int rank] => _levels[^(rank + 1)];

    /// <summary>Replaces everything with levels given from the best to the worst.</summary>
    public void Load(IReadOnlyList<BookLevel> bestFirst)
    {
        _levels.Clear();
        _levels.EnsureCapacity(bestFirst.Count);
        for (var i = bestFirst.Count - 1; i >= 0; i--)
        {
            _levels.Add(bestFirst[i]);
        }
    }

    /// <summary>Sets a level to its new quantity; zero removes it.</summary>
    public void Set(BookLevel level)
    {
        var index = Find(level.Price.Ticks);
        if (index < 0)
        {
            if (!level.Quantity.IsZero)
            {
                _levels.Insert(~index, level);
            }
        }
        else if (level.Quantity.IsZero)
        {
            _levels.RemoveAt(index);
        }
        else
        {
            _levels[index] = level;
        }
    }

    /// <summary>What rests at a price; of zero quantity if nothing does.</summary>
    public BookLevel At(Price price)
    {
        var index = Find(price.Ticks);
        return index >= 0 ? _levels[index] : new BookLevel(price, Quantity.Zero, 0);
    }

    /// <summary>A copy of the best levels, best first.</summary>
    public BookLevel[] Top(int depth)
    {
        var top = new BookLevel[Math.Min(depth, Count)];
        for (var rank = 0; rank < top.Length; rank++)
        {
            top[rank] = this[rank];
        }

        return top;
    }

    /// <summary>Where the price is, or the complement of where it would be inserted.</summary>
    private int Find(long ticks)
    {
        var (low, high) = (0, _levels.Count - 1);
        while (low <= high)
        {
            var middle = low + ((high - low) / 2);
            var order = side == Side.Buy
                ? _levels[middle].Price.Ticks.CompareTo(ticks)
                : ticks.CompareTo(_levels[middle].Price.Ticks);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }
}
