using System.Buffers;

namespace Exchange.Persistence;

/// <summary>Arrays read as one sequence, without being copied together.</summary>
internal sealed class ChunkSequence : ReadOnlySequenceSegment<byte>
{
    private ChunkSequence(byte[] chunk, long start)
    {
        Memory = chunk;
        RunningIndex = start;
    }

    public static ReadOnlySequence<byte> Of(IReadOnlyList<byte[]> chunks)
    {
        if (chunks.Count == 0)
        {
            return ReadOnlySequence<byte>.Empty;
        }

        var first = new ChunkSequence(chunks[0], 0);
        var last = first;
        foreach (var chunk in chunks.Skip(1))
        {
            var next = new ChunkSequence(chunk, last.RunningIndex + last.Memory.Length);
            last.Next = next;
            last = next;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
