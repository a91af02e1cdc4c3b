using System.Buffers;

namespace Exchange.Runtime;

/// <summary>Makes <see cref="CommittedBatch"/>es.</summary>
internal static class CommittedBatches
{
    /// <summary>The events of a row, copied into a pooled buffer.</summary>
    public static CommittedBatch Copy(in JournalHeading heading, ReadOnlySpan<byte> events)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(events.Length, 1));
        events.CopyTo(buffer);
        return new CommittedBatch(heading.BatchNumber, heading.FirstSequence, heading.LastSequence, buffer, events.Length);
    }
}
