using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>Writes a snapshot: blittable values and arrays of them, as they are in memory.</summary>
internal sealed class SnapshotWriter(IBufferWriter<byte> target)
{
    private const int ChunkBytes = 1 << 20;

    public void Write<T>(T value)
        where T : unmanaged
    {
        MemoryMarshal.Write(target.GetSpan(Unsafe.SizeOf<T>()), value);
        target.Advance(Unsafe.SizeOf<T>());
    }

    public void WriteArray<T>(ReadOnlySpan<T> items)
        where T : unmanaged
    {
        Write(items.Length);
        var bytes = MemoryMarshal.AsBytes(items);
        while (!bytes.IsEmpty)
        {
            var part = bytes[..Math.Min(bytes.Length, ChunkBytes)];
            part.CopyTo(target.GetSpan(part.Length));
            target.Advance(part.Length);
            bytes = bytes[part.Length..];
        }
    }
}

/// <summary>Reads what a <see cref="SnapshotWriter"/> wrote, in the same order.</summary>
internal ref struct SnapshotReader(ReadOnlySequence<byte> source)
{
    private SequenceReader<byte> _reader = new(source);

    public readonly bool IsAtEnd => _reader.End;

    /// <exception cref="InvalidOperationException">The snapshot ends too early.</exception>
    public T Read<T>()
        where T : unmanaged
    {
        var value = default(T);
        Fill(MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref value, 1)));
        return value;
    }

    /// <summary>An array with the items first, then room up to the capacity.</summary>
    /// <exception cref="InvalidOperationException">The snapshot ends too early or a length is impossible.</exception>
    public T[] ReadArray<T>(int minimumCapacity = 0)
        where T : unmanaged => ReadArray<T>(out _, minimumCapacity);

    /// <inheritdoc cref="ReadArray{T}(int)"/>
    public T[] ReadArray<T>(out int count, int minimumCapacity = 0)
        where T : unmanaged
    {
        count = Read<int>();
        if (count < 0 || (long)count * Unsafe.SizeOf<T>() > _reader.Remaining)
        {
            throw new InvalidOperationException($"The snapshot promises {count} items but ends before them.");
        }

        var items = new T[Math.Max(minimumCapacity, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, count)))];
        Fill(MemoryMarshal.AsBytes(items.AsSpan(0, count)));
        return items;
    }

    /// <summary>A slab with the items first, then room up to the capacity.</summary>
    /// <exception cref="InvalidOperationException">The snapshot ends too early or a length is impossible.</exception>
    public Slab<T> ReadSlab<T>(out int count, int minimumCapacity)
        where T : unmanaged
    {
        count = Read<int>();
        if (count < 0 || (long)count * Unsafe.SizeOf<T>() > _reader.Remaining)
        {
            throw new InvalidOperationException($"The snapshot promises {count} items but ends before them.");
        }

        var items = new Slab<T>(Math.Max(minimumCapacity, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, count))));
        Fill(MemoryMarshal.AsBytes(items.AsSpan(count)));
        return items;
    }

    private void Fill(Span<byte> bytes)
    {
        if (!_reader.TryCopyTo(bytes))
        {
            throw new InvalidOperationException("The snapshot ends too early.");
        }

        _reader.Advance(bytes.Length);
    }
}
