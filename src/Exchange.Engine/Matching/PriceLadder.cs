using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Exchange.Engine;

/// <summary>What rests at one price: an intrusive queue of slots, oldest first.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Level
{
    public long Lots;
    public int Oldest;
    public int Newest;
    public int Count;
    private readonly int _reserved;
}

/// <summary>
/// The price levels of one side of a book: a trie over the tick, 12 + 8 + 8 bits, with bitmaps of what is occupied. A level is found by
/// three array reads and the next occupied one by a few bit scans, however far it is; memory follows the prices in use.
/// </summary>
internal sealed class PriceLadder
{
    private const int LeafBits = 8;
    private const int MiddleBits = 8;
    private const int RootSize = 1 << 12;
    private const int Fanout = 1 << LeafBits;
    private const int WordsPerNode = Fanout / 64;

    private readonly int[] _root = new int[RootSize];
    private readonly ulong[] _rootWords = new ulong[RootSize / 64];
    private ulong _rootSummary;

    private int[] _middles = new int[Fanout * 2];
    private ulong[] _middleWords = new ulong[WordsPerNode * 2];
    private int _middleCount = 1; // node 0 is no node
    private int _freeMiddle;

    private Level[] _levels = new Level[Fanout * 4];
    private ulong[] _leafWords = new ulong[WordsPerNode * 4];
    private int _leafCount = 1;
    private int _freeLeaf;

    // The leaf used last: most orders are near each other.
    private int _cachedKey = -1;
    private int _cachedLeaf;

    /// <summary>The level at a price if anything rests there, or a null reference.</summary>
    public ref Level Find(int ticks)
    {
        var leaf = FindLeaf(ticks);
        if (leaf == 0)
        {
            return ref Unsafe.NullRef<Level>();
        }

        ref var level = ref _levels[(leaf << LeafBits) | (ticks & (Fanout - 1))];
        return ref level.Count == 0 ? ref Unsafe.NullRef<Level>() : ref level;
    }

    /// <summary>The level at a price, marked as occupied. The reference holds until the next call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref Level Occupy(int ticks)
    {
        var key = ticks >> LeafBits;
        var leaf = key == _cachedKey ? _cachedLeaf : ObtainLeaf(key);
        _leafWords[(leaf * WordsPerNode) + ((ticks >> 6) & (WordsPerNode - 1))] |= 1UL << (ticks & 63);
        return ref _levels[(leaf << LeafBits) | (ticks & (Fanout - 1))];
    }

    /// <summary>The level at an occupied price.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref Level At(int ticks)
    {
        var key = ticks >> LeafBits;
        var leaf = key == _cachedKey ? _cachedLeaf : FindLeaf(ticks);
        return ref _levels[(leaf << LeafBits) | (ticks & (Fanout - 1))];
    }

    /// <summary>Hints to the processor that the level at a price will be needed. Any number will do.</summary>
    public unsafe void Prefetch(long ticks)
    {
        if (Sse.IsSupported && ticks is > 0 and <= Price.MaxTicks && FindLeaf((int)ticks) is var leaf and not 0)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref _levels[(leaf << LeafBits) | ((int)ticks & (Fanout - 1))]));
        }
    }

    /// <summary>Marks an occupied price as empty, and gives back what held it.</summary>
    public void Vacate(int ticks)
    {
        var key = ticks >> LeafBits;
        var leaf = FindLeaf(ticks);
        _levels[(leaf << LeafBits) | (ticks & (Fanout - 1))] = default;
        var words = _leafWords.AsSpan(leaf * WordsPerNode, WordsPerNode);
        words[(ticks >> 6) & (WordsPerNode - 1)] &= ~(1UL << (ticks & 63));
        if ((words[0] | words[1] | words[2] | words[3]) == 0)
        {
            ReleaseLeaf(key, leaf);
        }
    }

    /// <summary>The lowest occupied price at or above <paramref name="ticks"/>, or 0.</summary>
    public int NextAtOrAbove(int ticks)
    {
        if (ticks > Price.MaxTicks)
        {
            return 0;
        }

        var key = ticks >> LeafBits;
        var leaf = FindLeaf(ticks);
        if (leaf != 0)
        {
            var within = FirstAtOrAbove(_leafWords.AsSpan(leaf * WordsPerNode, WordsPerNode), ticks & (Fanout - 1));
            if (within >= 0)
            {
                return (key << LeafBits) | within;
            }
        }

        var nextKey = NextKeyAbove(key);
        if (nextKey < 0)
        {
            return 0;
        }

        leaf = _middles[(_root[nextKey >> MiddleBits] << MiddleBits) | (nextKey & (Fanout - 1))];
        return (nextKey << LeafBits) | FirstAtOrAbove(_leafWords.AsSpan(leaf * WordsPerNode, WordsPerNode), 0);
    }

    /// <summary>The highest occupied price at or below <paramref name="ticks"/>, or 0.</summary>
    public int NextAtOrBelow(int ticks)
    {
        if (ticks <= 0)
        {
            return 0;
        }

        var key = ticks >> LeafBits;
        var leaf = FindLeaf(ticks);
        if (leaf != 0)
        {
            var within = LastAtOrBelow(_leafWords.AsSpan(leaf * WordsPerNode, WordsPerNode), ticks & (Fanout - 1));
            if (within >= 0)
            {
                return (key << LeafBits) | within;
            }
        }

        var nextKey = NextKeyBelow(key);
        if (nextKey < 0)
        {
            return 0;
        }

        leaf = _middles[(_root[nextKey >> MiddleBits] << MiddleBits) | (nextKey & (Fanout - 1))];
        return (nextKey << LeafBits) | LastAtOrBelow(_leafWords.AsSpan(leaf * WordsPerNode, WordsPerNode), Fanout - 1);
    }

    /// <summary>Forgets every level.</summary>
    public void Clear()
    {
        for (var ticks = NextAtOrAbove(1); ticks != 0; ticks = NextAtOrAbove(ticks + 1))
        {
            Vacate(ticks);
        }
    }

    private int FindLeaf(int ticks)
    {
        var key = ticks >> LeafBits;
        if (key == _cachedKey)
        {
            return _cachedLeaf;
        }

        var middle = _root[key >> MiddleBits];
        if (middle == 0)
        {
            return 0;
        }

        var leaf = _middles[(middle << MiddleBits) | (key & (Fanout - 1))];
        if (leaf != 0)
        {
            _cachedKey = key;
            _cachedLeaf = leaf;
        }

        return leaf;
    }

    private int NextKeyAbove(int key)
    {
        var rootIndex = key >> MiddleBits;
        var middle = _root[rootIndex];
        if (middle != 0)
        {
            var within = FirstAtOrAbove(_middleWords.AsSpan(middle * WordsPerNode, WordsPerNode), (key & (Fanout - 1)) + 1);
            if (within >= 0)
            {
                return (rootIndex << MiddleBits) | within;
            }
        }

        var word = (rootIndex + 1) >> 6;
        if (word >= _rootWords.Length)
        {
            return -1;
        }

        var bits = _rootWords[word] & (ulong.MaxValue << ((rootIndex + 1) & 63));
        if (bits == 0)
        {
            var summary = word == 63 ? 0 : _rootSummary & (ulong.MaxValue << (word + 1));
            if (summary == 0)
            {
                return -1;
            }

            word = BitOperations.TrailingZeroCount(summary);
            bits = _rootWords[word];
        }

        rootIndex = (word << 6) | BitOperations.TrailingZeroCount(bits);
        middle = _root[rootIndex];
        return (rootIndex << MiddleBits) | FirstAtOrAbove(_middleWords.AsSpan(middle * WordsPerNode, WordsPerNode), 0);
    }

    private int NextKeyBelow(int key)
    {
        var rootIndex = key >> MiddleBits;
        var middle = _root[rootIndex];
        if (middle != 0)
        {
            var within = LastAtOrBelow(_middleWords.AsSpan(middle * WordsPerNode, WordsPerNode), (key & (Fanout - 1)) - 1);
            if (within >= 0)
            {
                return (rootIndex << MiddleBits) | within;
            }
        }

        if (rootIndex == 0)
        {
            return -1;
        }

        var word = (rootIndex - 1) >> 6;
        var bits = _rootWords[word] & (ulong.MaxValue >> (63 - ((rootIndex - 1) & 63)));
        if (bits == 0)
        {
            var summary = _rootSummary & ((1UL << word) - 1);
            if (summary == 0)
            {
                return -1;
            }

            word = BitOperations.Log2(summary);
            bits = _rootWords[word];
        }

        rootIndex = (word << 6) | BitOperations.Log2(bits);
        middle = _root[rootIndex];
        return (rootIndex << MiddleBits) | LastAtOrBelow(_middleWords.AsSpan(middle * WordsPerNode, WordsPerNode), Fanout - 1);
    }

    /// <summary>The lowest set bit at or above an index, or −1.</summary>
    private static int FirstAtOrAbove(ReadOnlySpan<ulong> words, int index)
    {
        if (index >= Fanout)
        {
            return -1;
        }

        var word = index >> 6;
        var bits = words[word] & (ulong.MaxValue << (index & 63));
        while (bits == 0)
        {
            if (++word == WordsPerNode)
            {
                return -1;
            }

            bits = words[word];
        }

        return (word << 6) | BitOperations.TrailingZeroCount(bits);
    }

    /// <summary>The highest set bit at or below an index, or −1.</summary>
    private static int LastAtOrBelow(ReadOnlySpan<ulong> words, int index)
    {
        if (index < 0)
        {
            return -1;
        }

        var word = index >> 6;
        var bits = words[word] & (ulong.MaxValue >> (63 - (index & 63)));
        while (bits == 0)
        {
            if (--word < 0)
            {
                return -1;
            }

            bits = words[word];
        }

        return (word << 6) | BitOperations.Log2(bits);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int ObtainLeaf(int key)
    {
        var rootIndex = key >> MiddleBits;
        var middle = _root[rootIndex];
        if (middle == 0)
        {
            middle = TakeMiddle();
            _root[rootIndex] = middle;
            _rootWords[rootIndex >> 6] |= 1UL << (rootIndex & 63);
            _rootSummary |= 1UL << (rootIndex >> 6);
        }

        ref var leaf = ref _middles[(middle << MiddleBits) | (key & (Fanout - 1))];
        if (leaf == 0)
        {
            leaf = TakeLeaf();
            _middleWords[(middle * WordsPerNode) + ((key >> 6) & (WordsPerNode - 1))] |= 1UL << (key & 63);
        }

        _cachedKey = key;
        _cachedLeaf = leaf;
        return leaf;
    }

    private void ReleaseLeaf(int key, int leaf)
    {
        var rootIndex = key >> MiddleBits;
        var middle = _root[rootIndex];
        _middles[(middle << MiddleBits) | (key & (Fanout - 1))] = 0;

        // A free node keeps the next free one where its first entry was; levels of a free leaf are all empty.
        _levels[leaf << LeafBits].Oldest = _freeLeaf;
        _freeLeaf = leaf;
        _cachedKey = -1;

        var words = _middleWords.AsSpan(middle * WordsPerNode, WordsPerNode);
        words[(key >> 6) & (WordsPerNode - 1)] &= ~(1UL << (key & 63));
        if ((words[0] | words[1] | words[2] | words[3]) != 0)
        {
            return;
        }

        _middles[middle << MiddleBits] = _freeMiddle;
        _freeMiddle = middle;
        _root[rootIndex] = 0;
        _rootWords[rootIndex >> 6] &= ~(1UL << (rootIndex & 63));
        if (_rootWords[rootIndex >> 6] == 0)
        {
            _rootSummary &= ~(1UL << (rootIndex >> 6));
        }
    }

    private int TakeLeaf()
    {
        if (_freeLeaf != 0)
        {
            var leaf = _freeLeaf;
            _freeLeaf = _levels[leaf << LeafBits].Oldest;
            _levels[leaf << LeafBits].Oldest = 0;
            return leaf;
        }

        if ((_leafCount + 1) << LeafBits > _levels.Length)
        {
            Array.Resize(ref _levels, _levels.Length * 2);
            Array.Resize(ref _leafWords, _leafWords.Length * 2);
        }

        return _leafCount++;
    }

    private int TakeMiddle()
    {
        if (_freeMiddle != 0)
        {
            var middle = _freeMiddle;
            _freeMiddle = _middles[middle << MiddleBits];
            _middles[middle << MiddleBits] = 0;
            return middle;
        }

        if ((_middleCount + 1) << MiddleBits > _middles.Length)
        {
            Array.Resize(ref _middles, _middles.Length * 2);
            Array.Resize(ref _middleWords, _middleWords.Length * 2);
        }

        return _middleCount++;
    }
}
