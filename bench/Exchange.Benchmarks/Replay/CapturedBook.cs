using Exchange.Engine;

namespace Exchange.Benchmarks;

/// <summary>The book that a capture tells of: the snapshot, and the updates that follow it.</summary>
internal sealed class CapturedBook
{
    private readonly SortedDictionary<decimal, decimal> _bids = new(Comparer<decimal>.Create((a, b) => b.CompareTo(a)));
    private readonly SortedDictionary<decimal, decimal> _asks = [];
    private readonly List<CapturedDepth> _early = [];
    private long _lastUpdate;
    private bool _isFirst;

    /// <summary>Whether the snapshot has been seen.</summary>
    public bool IsSynchronized { get; private set; }

    /// <summary>Updates that did not follow the one before.</summary>
    public int Gaps { get; private set; }

    /// <summary>How many levels both sides have.</summary>
    public int Count => _bids.Count + _asks.Count;

    /// <summary>All that is quoted on both sides.</summary>
    public decimal Quantity { get; private set; }

    public decimal Best(Side side) => Of(side).First().Key;

    /// <summary>What is quoted at a price; 0 for nothing.</summary>
    public decimal At(Side side, decimal price) => Of(side).GetValueOrDefault(price);

    /// <summary>Starts with the snapshot, and with what was received before it and is newer: it took its time to arrive.</summary>
    public void Start(CapturedSnapshot snapshot)
    {
        _bids.Clear();
        _asks.Clear();
        Quantity = 0;
        _lastUpdate = snapshot.LastUpdate;
        IsSynchronized = _isFirst = true;
        Set(snapshot.Levels);
        foreach (var depth in _early)
        {
            Apply(depth);
        }

        _early.Clear();
    }

    /// <summary>Takes an update in.</summary>
    /// <returns>False if it is older than the snapshot, or there is none yet and it is kept for then.</returns>
    public bool Apply(CapturedDepth depth)
    {
        if (!IsSynchronized)
        {
            _early.Add(depth);
            return false;
        }

        if (depth.LastUpdate <= _lastUpdate)
        {
            return false;
        }

        // The first one after the snapshot may overlap it.
        var previous = depth.PreviousUpdate ?? depth.FirstUpdate - 1;
        Gaps += previous == _lastUpdate || (_isFirst && previous < _lastUpdate) ? 0 : 1;
        _isFirst = false;
        _lastUpdate = depth.LastUpdate;
        Set(depth.Levels);
        return true;
    }

    /// <summary>All levels of both sides, the best first.</summary>
    public IEnumerable<CapturedLevel> Levels() => LevelsOf(Side.Buy).Concat(LevelsOf(Side.Sell)).OrderBy(level => level.Rank).Select(level => level.Level);

    /// <summary>Reads the best levels, in ticks and lots of a market.</summary>
    public void ReadTo(BookLevels target, ReplayMarket market, int depth)
    {
        target.Clear();
        foreach (var side in (ReadOnlySpan<Side>)[Side.Buy, Side.Sell])
        {
            foreach (var (price, quantity) in Of(side).Take(depth))
            {
                target.Of(side).Add(new BookLevel(market.Ticks(price), market.Lots(quantity)));
            }
        }
    }

    private SortedDictionary<decimal, decimal> Of(Side side) => side == Side.Buy ? _bids : _asks;

    private IEnumerable<(CapturedLevel Level, int Rank)> LevelsOf(Side side) =>
        Of(side).Select((level, rank) => (new CapturedLevel(side, level.Key, level.Value), rank));

    private void Set(IReadOnlyList<CapturedLevel> levels)
    {
        foreach (var (side, price, quantity) in levels)
        {
            Quantity += quantity - At(side, price);
            if (quantity == 0)
            {
                Of(side).Remove(price);
            }
            else
            {
                Of(side)[price] = quantity;
            }
        }
    }
}
