using System.Buffers;

namespace Exchange.Runtime;

/// <summary>A growing buffer of pooled segments, so that a state of gigabytes needs no array of gigabytes.</summary>
internal sealed class SnapshotBuffer(int segmentSize = 1024 * 1024) : IBufferWriter<byte>, IDisposable
{
    private readonly List<(byte[] Bytes, int Length)> _full = [];
    private byte[] _current = [];
    private int _used;

    public void Advance(int count) => _used += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_current.Length - _used < Math.Max(sizeHint, 1))
        {
            Seal();
            _current = ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, segmentSize));
        }

        return _current.AsMemory(_used);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>What was written. Not to be used after <see cref="Dispose"/>.</summary>
    public ReadOnlySequence<byte> ToSequence()
    {
        Seal();
        Segment? first = null;
        Segment? last = null;
        foreach (var (bytes, length) in _full)
        {
            last = new Segment(bytes.AsMemory(0, length), last);
            first ??= last;
        }

        return first is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }

    public void Dispose()
    {
        Seal();
        foreach (var (bytes, _) in _full)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        _full.Clear();
    }

    private void Seal()
    {
        if (_current.Length > 0)
        {
            _full.Add((_current, _used));
            _current = [];
            _used = 0;
        }
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}
