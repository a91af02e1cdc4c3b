using Microsoft.Extensions.Logging;

namespace Exchange.Runtime;

/// <summary>
/// Brings the engine's state, the views and the projection up to the end of the journal. In standby it goes along with the projection and never
/// beyond it, so that whoever takes over can still hand the projection all that it lacks.
/// </summary>
internal sealed class Recoverer(
    IJournalReader journal, SnapshotLoader snapshots, ICommittedEventsView views, IProjection projection, ExchangeOptions options, ILogger logger)
{
    private static readonly TimeSpan ProjectionWait = TimeSpan.FromSeconds(1);

    private Replayer? _replayer;
    private long _watermark;
    private long _notProjectedByUs;

    /// <summary>Where the replay stands; the start before anything was read.</summary>
    public JournalPosition Position => _replayer?.Position ?? JournalPosition.Start;

    /// <summary>The sequence of the snapshot that the replay started from; 0 for none.</summary>
    public long SnapshotSequence { get; private set; }

    /// <summary>Replays what the projection has as well.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var row in journal.ReadAfterAsync(Position.BatchNumber, cancellationToken).ConfigureAwait(false))
        {
            if (row.Heading.LastSequence > _watermark)
            {
                return;
            }

            Apply(row);
            _notProjectedByUs = Position.LastSequence;
        }
    }

    /// <summary>Replays to the row that starts our epoch, and hands the projection what it lacks. The replayer is the caller's from then on.</summary>
    /// <exception cref="JournalCorruptException">The journal is not what was written; the message says where.</exception>
    /// <exception cref="JournalUnreachableException">The store does not answer; calling again goes on from where it stopped.</exception>
    public async Task<Replayer> RecoverAsync(LeadershipTerm term, CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var row in journal.ReadAfterAsync(Position.BatchNumber, cancellationToken).ConfigureAwait(false))
        {
            if (row.Heading.BatchNumber > term.StartBatch)
            {
                throw new JournalCorruptException(row.Heading.BatchNumber, $"it follows the start of epoch {term.Epoch}, which has written nothing yet.");
            }

            Apply(row);
            await ProjectAsync(row, cancellationToken).ConfigureAwait(false);
        }

        CheckEnd(term);
        return _replayer!;
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        _watermark = await projection.ReadWatermarkAsync(cancellationToken).ConfigureAwait(false);
        if (_replayer is null)
        {
            _replayer = await snapshots.LoadAsync(_watermark, cancellationToken).ConfigureAwait(false);
            SnapshotSequence = Position.LastSequence;
            _notProjectedByUs = SnapshotSequence;
            if (SnapshotSequence > 0)
            {
                views.Seed(_replayer.Machine);
            }
        }
        else if (_watermark < _notProjectedByUs)
        {
            throw new JournalUnsafeException($"The projection was taken back to sequence {_watermark}; start again, to recover from there.");
        }
    }

    private void Apply(JournalRow row)
    {
        _replayer!.Apply(row);
        views.Apply(_replayer.Events, row.Heading.LastSequence);
    }

    private async ValueTask ProjectAsync(JournalRow row, CancellationToken cancellationToken)
    {
        if (row.Heading.Kind != JournalRowKind.Commands || row.Heading.LastSequence <= _watermark)
        {
            return;
        }

        var batch = CommittedBatches.Copy(row.Heading, _replayer!.Events);
        projection.Enqueue(batch);
        batch.Release();
        while (projection.BacklogBytes > options.MaxProjectionBacklogBytes)
        {
            await projection.WaitForAsync(projection.ProjectedSequence + 1, ProjectionWait, cancellationToken).ConfigureAwait(false);
        }
    }

    private void CheckEnd(LeadershipTerm term)
    {
        if (Position.BatchNumber != term.StartBatch || Position.Epoch != term.Epoch)
        {
            throw new JournalCorruptException(term.StartBatch, $"the start of epoch {term.Epoch} is missing; the journal ends at {Position.BatchNumber}.");
        }

        if (_watermark != long.MaxValue && _watermark > Position.LastSequence)
        {
            throw new JournalCorruptException(Position.BatchNumber, $"the journal ends at sequence {Position.LastSequence}, but the projection is at {_watermark}.");
        }

        logger.LogInformation("Recovered to batch {Batch}, sequence {Sequence}", Position.BatchNumber, Position.LastSequence);
    }
}
