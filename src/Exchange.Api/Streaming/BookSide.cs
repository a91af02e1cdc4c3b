using Exchange.Engine;
using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>One side of a market's book as committed events tell it, which remembers what has changed. Not thread-safe: the hub's own.</summary>
internal sealed class BookSide(Side side)
{
    private readonly BookLevels _levels = new(side);
    private readonly List<long> _changed = [];

    public int Count => _levels.Count;

    /// <summary>The level at a rank; 0 is the best.</summary>
    public BookLevel this[int rank] => _levels[rank];

    /// <summary>Replaces everything with levels given from the best to the worst.</summary>
    public void Load(IReadOnlyList<BookLevel> bestFirst)
    {
        _levels.Load(bestFirst);
        _changed.Clear();
    }

    /// <summary>Sets a level to its new quantity; zero removes it.</summary>
    public void Set(BookLevel level)
    {
        _changed.Add(level.Price.Ticks);
        _levels.Set(level);
    }

    /// <summary>The prices set since the last call, each once, best first, with what now rests there; zero if nothing.</summary>
    public void TakeChanges(List<BookLevel> target)
    {
        target.Clear();
        _changed.Sort();
        for (var i = 0; i < _changed.Count; i++)
        {
            if (i == 0 || _changed[i] != _changed[i - 1])
            {
                target.Add(_levels.At(new Price(_changed[i])));
            }
        }

        if (side == Side.Buy)
        {
            target.Reverse();
        }

        _changed.Clear();
    }
}
