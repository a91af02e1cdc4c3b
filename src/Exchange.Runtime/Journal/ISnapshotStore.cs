using System.Buffers;

namespace Exchange.Runtime;

/// <summary>Where snapshots of the engine's state are kept.</summary>
public interface ISnapshotStore
{
    /// <summary>The snapshots that were written to their end and not found damaged, newest first.</summary>
    /// <exception cref="JournalUnreachableException">The store does not answer.</exception>
    Task<IReadOnlyList<SnapshotInfo>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The content, or null if it is not what was written; such a snapshot is marked and never listed again.</summary>
    /// <exception cref="JournalUnreachableException">The store does not answer.</exception>
    Task<ReadOnlySequence<byte>?> ReadAsync(SnapshotInfo snapshot, CancellationToken cancellationToken);

    /// <summary>Writes a snapshot of the state after <paramref name="position"/>. It counts only once all of it is durable.</summary>
    /// <exception cref="JournalUnreachableException">The store does not answer; what was written of it does not count.</exception>
    Task WriteAsync(JournalPosition position, int rulesVersion, ReadOnlySequence<byte> content, CancellationToken cancellationToken);

    /// <summary>Deletes all but the newest <paramref name="keep"/> and the newest at or before <paramref name="projectedSequence"/>.</summary>
    /// <exception cref="JournalUnreachableException">The store does not answer.</exception>
    Task PruneAsync(int keep, long projectedSequence, CancellationToken cancellationToken);
}

/// <param name="Id">Names it in the store.</param>
/// <param name="Position">The state is the one after this position.</param>
/// <param name="RulesVersion">The rules it was written under.</param>
/// <param name="TotalBytes">Its size.</param>
public sealed record SnapshotInfo(long Id, JournalPosition Position, int RulesVersion, long TotalBytes);
