using System.Buffers;
using System.Collections.Concurrent;
using Exchange.Engine;

namespace Exchange.Runtime.Tests;

/// <summary>Snapshots in memory.</summary>
internal sealed class MemorySnapshots : ISnapshotStore
{
    private readonly object _gate = new();
    private readonly List<(SnapshotInfo Info, byte[] Content)> _snapshots = [];

    public Task<IReadOnlyList<SnapshotInfo>> ListAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<SnapshotInfo>>([.. _snapshots.Select(snapshot => snapshot.Info).Reverse()]);
        }
    }

    public Task<ReadOnlySequence<byte>?> ReadAsync(SnapshotInfo snapshot, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult<ReadOnlySequence<byte>?>(new ReadOnlySequence<byte>(_snapshots.Single(other => other.Info.Id == snapshot.Id).Content));
        }
    }

    public Task WriteAsync(JournalPosition position, int rulesVersion, ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _snapshots.Add((new SnapshotInfo(_snapshots.Count + 1, position, rulesVersion, content.Length), content.ToArray()));
            return Task.CompletedTask;
        }
    }

    public Task PruneAsync(int keep, long projectedSequence, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>A quarantine in memory, which can be away.</summary>
internal sealed class MemoryQuarantine : IQuarantine
{
    public ConcurrentQueue<QuarantinedBatch> Batches { get; } = new();

    public bool IsAway { get; set; }

    public Task KeepAsync(QuarantinedBatch batch, CancellationToken cancellationToken)
    {
        if (IsAway)
        {
            throw new JournalUnreachableException("The store does not answer.", new TimeoutException());
        }

        Batches.Enqueue(batch with { Commands = batch.Commands.ToArray() });
        return Task.CompletedTask;
    }

    public Task<int> CountUnacknowledgedAsync(CancellationToken cancellationToken) => Task.FromResult(Batches.Count);

    public Task<int> AcknowledgeAsync(string author, CancellationToken cancellationToken) => throw new NotSupportedException();
}

/// <summary>A lease that is always renewed.</summary>
internal sealed class SureLeadership : ILeadership
{
    public Task<LeadershipTerm?> TryTakeAsync(TimeSpan lease, CancellationToken cancellationToken) =>
        Task.FromResult<LeadershipTerm?>(new LeadershipTerm(1, 0));

    public Task<bool> RenewAsync(LeadershipTerm term, TimeSpan lease, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task ReleaseAsync(LeadershipTerm term, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Remembers the batches that the projection was offered. How far it is behind is what a test says.</summary>
internal sealed class RecordingProjection : IProjection
{
    public ConcurrentQueue<(long Batch, long First, long Last, byte[] Events)> Offered { get; } = new();

    public long ProjectedSequence { get; set; }

    public long BacklogBytes { get; set; }

    public ValueTask<long> ReadWatermarkAsync(CancellationToken cancellationToken) => new(ProjectedSequence);

    public void Enqueue(CommittedBatch batch) =>
        Offered.Enqueue((batch.BatchNumber, batch.FirstSequence, batch.LastSequence, batch.Events.ToArray()));

    public ValueTask<bool> WaitForAsync(long sequence, TimeSpan timeout, CancellationToken cancellationToken) => new(false);
}

/// <summary>The views, in front of which a test can stand, or which it can break.</summary>
internal sealed class GuardedViews(VenueViews views) : ICommittedEventsView, IDisposable
{
    private readonly ManualResetEventSlim _open = new(initialState: true);

    public ManualResetEventSlim Entered { get; } = new();

    public bool IsBroken { get; set; }

    public void Hold() => _open.Reset();

    public void LetGo() => _open.Set();

    public void Seed(StateMachine machine) => views.Seed(machine);

    public void Apply(ReadOnlySpan<byte> events, long lastSequence = 0)
    {
        Entered.Set();
        _open.Wait();
        if (IsBroken)
        {
            throw new InvalidOperationException("The view is broken.");
        }

        views.Apply(events, lastSequence);
    }

    public void Dispose()
    {
        _open.Dispose();
        Entered.Dispose();
    }
}

/// <summary>A clock that stands where a test puts it.</summary>
internal sealed class SetClock : TimeProvider
{
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch.AddDays(20_000);

    public void Move(TimeSpan by) => _now += by;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now.Ticks;
}
