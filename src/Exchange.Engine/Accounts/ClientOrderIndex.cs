using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Exchange.Engine;

/// <summary>
/// Finds places by hash: a table with linear probing, at most half full. Each entry has 32 bits of hash beside the place, so that an id
/// that is not there is known from one cache line of this table alone, and entries move without a look at what they stand for.
/// </summary>
internal sealed class ClientOrderIndex
{
    private const int InitialCapacity = 8192;

    // The hash in the low half, the place in the high half; 0 is a free entry.
    private ulong[] _entries = new ulong[InitialCapacity];
    private int _count;

    /// <summary>The first entry that could have a hash: begin here, go on with <see cref="Next"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Home(uint hash) => (int)(hash & (uint)(_entries.Length - 1));

    /// <summary>The place with this hash at or behind an entry, or 0. Moves on to the entry where it was found.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(uint hash, ref int entry)
    {
        var entries = _entries;
        for (; ; entry = (entry + 1) & (entries.Length - 1))
        {
            var found = entries[entry];
            if (unchecked((uint)found) == hash || found == 0)
            {
                return (int)(found >> 32);
            }
        }
    }

    /// <summary>The entry behind one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Behind(int entry) => (entry + 1) & (_entries.Length - 1);

    /// <summary>Adds a place that is not in it.</summary>
    public void Add(uint hash, int place)
    {
        if (++_count * 2 > _entries.Length)
        {
            Grow(_entries.Length * 2);
        }

        Put(_entries, hash | ((ulong)(uint)place << 32));
    }

    /// <summary>Makes room for so many.</summary>
    public void Reserve(int count)
    {
        var capacity = (int)BitOperations.RoundUpToPowerOf2((uint)count * 2);
        if (capacity > _entries.Length)
        {
            Grow(capacity);
        }
    }

    /// <summary>Takes a place out, and moves back what stood behind it because of it.</summary>
    public void Remove(uint hash, int place)
    {
        var entries = _entries;
        var mask = entries.Length - 1;
        var hole = Home(hash);
        while (entries[hole] >> 32 != (uint)place)
        {
            hole = (hole + 1) & mask;
        }

        for (var next = (hole + 1) & mask; entries[next] != 0; next = (next + 1) & mask)
        {
            // An entry may move back into the hole unless its home lies behind the hole.
            var distance = (next - Home(unchecked((uint)entries[next]))) & mask;
            if (distance >= ((next - hole) & mask))
            {
                entries[hole] = entries[next];
                hole = next;
            }
        }

        entries[hole] = 0;
        _count--;
    }

    /// <summary>Hints to the processor that the entries of a hash will be needed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(uint hash)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref _entries[Home(hash)]));
        }
    }

    private static void Put(ulong[] entries, ulong entry)
    {
        var mask = entries.Length - 1;
        var at = (int)(entry & (uint)mask);
        while (entries[at] != 0)
        {
            at = (at + 1) & mask;
        }

        entries[at] = entry;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int capacity)
    {
        var grown = new ulong[capacity];
        grown.AsSpan().Clear(); // the system hands the pages out in order, not at random as entries come
        foreach (var entry in _entries)
        {
            if (entry != 0)
            {
                Put(grown, entry);
            }
        }

        _entries = grown;
    }
}
