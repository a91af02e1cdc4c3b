using Exchange.Engine;
using Microsoft.Extensions.Logging;

namespace Exchange.Runtime;

/// <summary>Writes snapshots in the background: the state is copied on the engine's thread, and stored once the last batch in it is durable.</summary>
internal sealed class SnapshotTaker(ISnapshotStore store, IProjection projection, ExchangeOptions options, ILogger logger)
{
    private const int Attempts = 5;
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(2);

    private Task _writing = Task.CompletedTask;
    private long _lastSequence;

    /// <summary>The sequence of the last snapshot that was begun, or recovered from.</summary>
    public long LastSequence
    {
        get => Volatile.Read(ref _lastSequence);
        set => Volatile.Write(ref _lastSequence, value);
    }

    public bool IsBusy => !_writing.IsCompleted;

    /// <summary>Copies the state, which must not change meanwhile, and stores it when its position is known.</summary>
    public void Begin(StateMachine machine, Task<JournalPosition> position)
    {
        var buffer = new SnapshotBuffer();
        machine.WriteSnapshot(buffer);
        LastSequence = machine.LastSequence;
        _writing = Task.Run(() => WriteAsync(buffer, position));
    }

    /// <summary>Waits for the snapshot that is being written, if there is one.</summary>
    public Task WhenIdleAsync(CancellationToken cancellationToken) => _writing.WaitAsync(cancellationToken);

    private async Task WriteAsync(SnapshotBuffer buffer, Task<JournalPosition> durable)
    {
        using var _ = buffer;
        var position = await durable.ConfigureAwait(false);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var content = buffer.ToSequence();
                await store.WriteAsync(position, StateMachine.RulesVersion, content, CancellationToken.None).ConfigureAwait(false);
                await store.PruneAsync(options.SnapshotsKept, projection.ProjectedSequence, CancellationToken.None).ConfigureAwait(false);
                logger.LogInformation("Snapshot at sequence {Sequence}, {Bytes} bytes", position.LastSequence, content.Length);
                return;
            }
            catch (JournalUnreachableException error) when (attempt < Attempts)
            {
                logger.LogWarning(error, "The snapshot at sequence {Sequence} is tried again", position.LastSequence);
                await Task.Delay(Delay).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                // Recovery then starts from an older snapshot and replays more; nothing is lost.
                logger.LogError(error, "The snapshot at sequence {Sequence} could not be written", position.LastSequence);
                return;
            }
        }
    }
}
