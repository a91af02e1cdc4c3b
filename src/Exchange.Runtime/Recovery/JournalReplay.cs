using Exchange.Engine;
using Microsoft.Extensions.Logging;

namespace Exchange.Runtime;

/// <summary>Regenerates the events of the journal, verifying it on the way: for rebuilding the read side, and for auditors.</summary>
public sealed class JournalReplay(IJournalReader journal, ISnapshotStore snapshots, ILogger<JournalReplay> logger)
{
    /// <summary>The version of the engine's rules in this program. Rows of another one cannot be replayed.</summary>
    public static int RulesVersion => StateMachine.RulesVersion;

    /// <summary>
    /// Replays to the end of the journal as it stands and hands over each batch of events after a sequence, in order. Whoever keeps a batch beyond
    /// the call retains it.
    /// </summary>
    /// <param name="afterSequence">The last sequence whose events are not wanted; 0 for all.</param>
    /// <param name="onBatch">Called for each batch; the replay waits for it.</param>
    /// <param name="cancellationToken">Ends the replay.</param>
    /// <returns>The end of the journal, and the state hash there.</returns>
    /// <exception cref="JournalCorruptException">The journal is not what was written; the message says where.</exception>
    /// <exception cref="JournalUnreachableException">The store does not answer.</exception>
    public async Task<ReplayedJournal> RunAsync(long afterSequence, Func<CommittedBatch, ValueTask> onBatch, CancellationToken cancellationToken)
    {
        var replayer = await new SnapshotLoader(snapshots, logger).LoadAsync(afterSequence, cancellationToken).ConfigureAwait(false);
        await foreach (var row in journal.ReadAfterAsync(replayer.Position.BatchNumber, cancellationToken).ConfigureAwait(false))
        {
            replayer.Apply(row);
            if (row.Heading.Kind == JournalRowKind.Commands && row.Heading.LastSequence > afterSequence)
            {
                var batch = CommittedBatches.Copy(row.Heading, replayer.Events);
                await onBatch(batch).ConfigureAwait(false);
                batch.Release();
            }
        }

        return new ReplayedJournal(replayer.Position, replayer.Machine.Hash());
    }
}

/// <param name="End">The last row.</param>
/// <param name="StateHash">SHA-256 of the state after it.</param>
public sealed record ReplayedJournal(JournalPosition End, byte[] StateHash);
