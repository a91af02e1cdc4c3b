namespace Exchange.Engine;

/// <summary>
/// One side of a market's bounds: the positions whose unit must be looked at when the mark price passes the bound, nearest first. Entries are not
/// taken out when a bound changes; whoever meets one compares it with the bound that the position has now.
/// </summary>
internal sealed class TriggerHeap
{
    private const int Arity = 4;
    private const int SmallestCapacity = 16;

    private long[] _entries = new long[SmallestCapacity];

    /// <summary>Entries, those that do not hold any more included.</summary>
    public int Count { get; private set; }

    /// <summary>How many entries there may be before it is worth looking which of them still hold.</summary>
    public int CompactAt { get; private set; } = 1024;

    /// <summary>The entries in no particular order.</summary>
    public ReadOnlySpan<long> Entries => _entries.AsSpan(0, Count);

    /// <summary>The least key; <see cref="int.MaxValue"/> if there is none.</summary>
    public int FirstKey => Count == 0 ? int.MaxValue : KeyOf(_entries[0]);

    public static int KeyOf(long entry) => (int)(entry >> 32);

    public static int AccountOf(long entry) => unchecked((int)entry);

    /// <param name="key">Not negative; the least comes first.</param>
    /// <param name="account">Whose position it is.</param>
    public void Add(int key, int account)
    {
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, Count * 2);
        }

        var entry = ((long)key << 32) | (uint)account;
        var entries = _entries;
        var place = Count++;
        while (place > 0 && entries[(place - 1) / Arity] is var parent && parent > entry)
        {
            entries[place] = parent;
            place = (place - 1) / Arity;
        }

        entries[place] = entry;
    }

    public long TakeFirst()
    {
        var first = _entries[0];
        var last = _entries[--Count];
        if (Count > 0)
        {
            Sink(last);
        }

        return first;
    }

    /// <summary>Keeps only other entries; they may come in any order.</summary>
    public void Replace(ReadOnlySpan<long> entries)
    {
        if (_entries.Length < entries.Length)
        {
            _entries = new long[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)entries.Length)];
        }

        entries.CopyTo(_entries);
        Count = entries.Length;
        _entries.AsSpan(0, Count).Sort(); // sorted is a heap
        CompactAt = Math.Max(1024, Count * 2);
    }

    private void Sink(long entry)
    {
        var entries = _entries;
        var place = 0;
        for (var child = 1; child < Count; child = (place * Arity) + 1)
        {
            var least = child;
            var end = Math.Min(child + Arity, Count);
            for (var other = child + 1; other < end; other++)
            {
                least = entries[other] < entries[least] ? other : least;
            }

            if (entries[least] >= entry)
            {
                break;
            }

            entries[place] = entries[least];
            place = least;
        }

        entries[place] = entry;
    }
}

/// <summary>A market's bounds: of longs below the mark price, of shorts above it.</summary>
internal sealed class MarketTriggers
{
    /// <summary>Longs, by the price below which they are looked at, the highest first.</summary>
    public TriggerHeap Longs { get; } = new();

    /// <summary>Shorts, by the price above which they are looked at, the lowest first.</summary>
    public TriggerHeap Shorts { get; } = new();

    /// <summary>Whether some bound lies on the wrong side of a mark price.</summary>
    public bool AreCrossedAt(int markTicks) => markTicks < (int)Price.MaxTicks - Longs.FirstKey || markTicks > Shorts.FirstKey;

    public void Add(in Position position, int account)
    {
        if (position.Size > 0)
        {
            Longs.Add(LongKey(position.SafeTicks), account);
        }
        else
        {
            Shorts.Add(position.SafeTicks, account);
        }
    }

    /// <summary>Highest first: what is subtracted from is the highest price.</summary>
    public static int LongKey(int safeTicks) => (int)Price.MaxTicks - safeTicks;
}

/// <summary>What changed in the command being applied that many accounts are measured by.</summary>
internal sealed class MarketMoves
{
    private readonly List<int> _repriced = [];
    private readonly List<int> _retermed = [];
    private bool _areAssetsRevalued;

    public bool IsEmpty => _repriced.Count == 0 && _retermed.Count == 0 && !_areAssetsRevalued;

    /// <summary>Markets with another mark price; some may stand here twice.</summary>
    public IReadOnlyList<int> Repriced => _repriced;

    /// <summary>Markets with other margin terms, under which every bound is in doubt.</summary>
    public IReadOnlyList<int> Retermed => _retermed;

    public void NoteMark(MarketId market) => _repriced.Add(market.Value);

    public void NoteTerms(MarketId market) => _retermed.Add(market.Value);

    /// <summary>An asset counts for something else: its price or its haircuts.</summary>
    public void NoteAssets() => _areAssetsRevalued = true;

    public void Clear()
    {
        _areAssetsRevalued = false;
        _repriced.Clear();
        _retermed.Clear();
    }
}
