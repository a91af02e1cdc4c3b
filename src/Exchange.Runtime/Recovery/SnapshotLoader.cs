using Exchange.Engine;
using Microsoft.Extensions.Logging;

namespace Exchange.Runtime;

/// <summary>Finds where a replay can start.</summary>
internal sealed class SnapshotLoader(ISnapshotStore store, ILogger logger)
{
    /// <summary>The newest good snapshot at or before a sequence, or the beginning of the journal if there is none.</summary>
    public async Task<Replayer> LoadAsync(long atOrBefore, CancellationToken cancellationToken)
    {
        foreach (var snapshot in await store.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (snapshot.Position.LastSequence <= atOrBefore
                && await TryLoadAsync(snapshot, cancellationToken).ConfigureAwait(false) is { } replayer)
            {
                logger.LogInformation("Restored the snapshot at sequence {Sequence}", snapshot.Position.LastSequence);
                return replayer;
            }
        }

        return new Replayer();
    }

    private async Task<Replayer?> TryLoadAsync(SnapshotInfo snapshot, CancellationToken cancellationToken)
    {
        if (snapshot.RulesVersion != StateMachine.RulesVersion)
        {
            logger.LogWarning("The snapshot at sequence {Sequence} is of rules version {Version}", snapshot.Position.LastSequence, snapshot.RulesVersion);
            return null;
        }

        if (await store.ReadAsync(snapshot, cancellationToken).ConfigureAwait(false) is not { } content)
        {
            logger.LogError("The snapshot at sequence {Sequence} is damaged; an older one is used", snapshot.Position.LastSequence);
            return null;
        }

        try
        {
            var machine = StateMachine.Restore(content);
            if (machine.LastSequence == snapshot.Position.LastSequence)
            {
                return new Replayer(machine, snapshot.Position);
            }

            logger.LogError("The snapshot at sequence {Sequence} holds the state at {Actual}", snapshot.Position.LastSequence, machine.LastSequence);
        }
        catch (InvalidOperationException error)
        {
            logger.LogError(error, "The snapshot at sequence {Sequence} cannot be restored; an older one is used", snapshot.Position.LastSequence);
        }

        return null;
    }
}
