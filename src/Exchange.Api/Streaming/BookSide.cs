using Exchange.Engine;
using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>
/// One side of a market's book as committed events tell it. Levels lie in an array with the best one last, so that the changes near the top,
/// which are nearly all, move little. Not thread-safe: the hub's own.
/// </summary>
internal sealed class BookSide(Side side)
{
    private readonly List<BookLevel> _levels = [];
    private readonly List<long> _changed = [];

    public int Count => _levels.Count;

    /// <summary>The level at a rank; 0 is the best.</summary>
    public BookLevel this[int rank] => _levels[^(rank + 1)];

    /// <summary>Replaces everything with levels given from the best to the worst.</summary>
    public void Load(IReadOnlyList<BookLevel> bestFirst)
    {
        _levels.Clear();
        _changed.Clear();
        _levels.EnsureCapacity(bestFirst.Count);
        for (var i = bestFirst.Count - 1; i >= 0; i--)
        {
            _levels.Add(bestFirst[i]);
        }
    }

    /// <summary>Sets a level to its new quantity; zero removes it.</summary>
    public void Set(BookLevel level)
    {
        _changed.Add(level.Price.Ticks);
        var index = Find(level.Price.Ticks);
        if (index >= 0)
        {
            if (level.Quantity.IsZero)
            {
                _levels.RemoveAt(index);
            }
            else
            {
                _levels[index] = level;
            }
        }
        else if (!level.Quantity.IsZero)
        {
            _levels.Insert(~index, level);
        }
    }

    /// <summary>The prices set since the last call, each once, best first, with what now rests there; zero if nothing.</summary>
    public void TakeChanges(List<BookLevel> target)
    {
        target.Clear();
        _changed.Sort();
        for (var i = 0; i < _changed.Count; i++)
        {
            if (i > 0 && _changed[i] == _changed[i - 1])
            {
                continue;
            }

            var index = Find(_changed[i]);
            target.Add(index >= 0 ? _levels[index] : new BookLevel(new Price(_changed[i]), Quantity.Zero, 0));
        }

        if (side == Side.Buy)
        {
            target.Reverse();
        }

        _changed.Clear();
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
