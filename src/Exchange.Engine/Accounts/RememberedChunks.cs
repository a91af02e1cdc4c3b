using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>The room for remembered orders: chunks, so that growing copies nothing.</summary>
internal sealed class RememberedChunks
{
    public const int ChunkSize = 1 << ChunkBits;

    private const int ChunkBits = 13;

    private Slab<RememberedOrder>?[] _chunks = [new(ChunkSize)];

    public ref RememberedOrder this[int place]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _chunks[place >> ChunkBits]![place & (ChunkSize - 1)];
    }

    /// <summary>Makes sure that there is room for a place; places are taken one after another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Reach(int place)
    {
        if ((place & (ChunkSize - 1)) == 0)
        {
            Extend(place >> ChunkBits);
        }
    }

    /// <summary>Makes room for places below a number.</summary>
    public void Reserve(int places)
    {
        for (var chunk = 0; chunk << ChunkBits < places; chunk++)
        {
            Extend(chunk);
        }
    }

    /// <summary>Hints to the processor that a place will be needed. Any number will do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int place)
    {
        if ((uint)place >> ChunkBits < (uint)_chunks.Length)
        {
            _chunks[place >> ChunkBits]?.Prefetch(place & (ChunkSize - 1));
        }
    }

    public void Write(SnapshotWriter writer, int used)
    {
        for (var chunk = 0; chunk << ChunkBits < used; chunk++)
        {
            writer.WriteArray<RememberedOrder>(_chunks[chunk]!.AsSpan(Math.Min(ChunkSize, used - (chunk << ChunkBits))));
        }
    }

    public void Read(ref SnapshotReader reader, int used)
    {
        for (var chunk = 0; chunk << ChunkBits < used; chunk++)
        {
            var items = reader.ReadSlab<RememberedOrder>(out var count, ChunkSize);
            if (count != Math.Min(ChunkSize, used - (chunk << ChunkBits)))
            {
                throw new InvalidOperationException("The snapshot has a chunk of another size than its place among the others gives it.");
            }

            Put(chunk, items);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Extend(int chunk)
    {
        if (chunk >= _chunks.Length || _chunks[chunk] is null)
        {
            var made = new Slab<RememberedOrder>(ChunkSize);
            made.AsSpan(ChunkSize).Clear(); // touches it, so that the system hands its pages out now
            Put(chunk, made);
        }
    }

    private void Put(int chunk, Slab<RememberedOrder> items)
    {
        if (chunk >= _chunks.Length)
        {
            Array.Resize(ref _chunks, _chunks.Length * 2);
        }

        _chunks[chunk] = items;
    }
}
