using System.Collections.Concurrent;
using Exchange.Engine;

namespace Exchange.Runtime;

/// <summary>
/// The heart: submissions become sequenced commands, commands events, batches durable rows, and only then answers.
/// Three threads, each with one concern, so that the next batch is applied while one commits and the one before goes out:
/// the engine's owns the state machine, the committer's owns the journal, the publisher's owns what others see.
/// </summary>
internal sealed class EngineLoop
{
    /// <summary>Submissions taken from the queue at a time.</summary>
    private const int ChunkSize = 64;

    /// <summary>A batch up to this size is published on the committer's thread if that has nothing else to do.</summary>
    private const int PublishHereUpTo = 16;

    private const long OverdueCheckMilliseconds = 100;

    private const string OverdueMessage = "The command was applied, but the journal has not confirmed it in time.";
    private const string StoppedMessage = "The command was applied, but this process stopped before the journal confirmed it.";

    private readonly EngineLoopParts _parts;
    private readonly StateMachine _machine;
    private readonly long _epoch;
    private readonly SubmissionQueue _queue;
    private readonly BatchHandover _handover;
    private readonly Publisher _publisher;
    private readonly JournalRetry _retry;
    private readonly ConcurrentBag<PendingBatch> _spare = [];
    private readonly Thread _engine;
    private readonly Thread _committer;
    private readonly Thread _publishing;

    private long _sequence;
    private Timestamp _lastTime;
    private TaskCompletionSource<JournalPosition>? _boundary;
    private TaskCompletionSource<SnapshotBuffer>? _copyWanted;
    private long _lastOverdueCheck;
    private int _faulted;

    public EngineLoop(EngineLoopParts parts, StateMachine machine, JournalPosition position, long epoch)
    {
        _parts = parts;
        _machine = machine;
        _epoch = epoch;
        Position = position;
        _sequence = position.LastSequence;
        _lastTime = machine.LastTime;
        _queue = new SubmissionQueue(parts.Options.QueueCapacity, parts.Options.CancelReserve);
        _handover = new BatchHandover(_queue.Wake);
        _publisher = new Publisher(parts.Views, parts.Status, parts.Projection, parts.Stream, GiveBack);
        _retry = new JournalRetry(parts.Journal, parts.Status, parts.Logger, _queue.Wake);
        _engine = ThreadOf("engine", RunEngine);
        _committer = ThreadOf("journal", RunCommitter);
        _publishing = ThreadOf("publisher", _publisher.Run);
    }

    /// <summary>The end of the journal as far as it is known to be durable. Written by the committer's thread.</summary>
    public JournalPosition Position { get; private set; }

    /// <summary>Commands that wait for the engine.</summary>
    public int Queued => _queue.Count;

    public void Start()
    {
        _engine.Start();
        _committer.Start();
        _publishing.Start();
    }

    public EnqueueStatus TryEnqueue(Submission submission) => _queue.TryEnqueue(submission);

    /// <summary>A copy of the state between two commands, for the caller to dispose of; null if another one is being made, or the loop ends first.</summary>
    public async Task<SnapshotBuffer?> CopyAsync(CancellationToken cancellationToken)
    {
        var wanted = new TaskCompletionSource<SnapshotBuffer>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _copyWanted, wanted, null) is not null)
        {
            return null;
        }

        _queue.Wake();
        try
        {
            return await wanted.Task.WaitAsync(_parts.Options.OutcomeTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Nobody waits for it any more; if it is made all the same, it is thrown away.
            _ = wanted.Task.ContinueWith(made => made.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            return null;
        }
        finally
        {
            Interlocked.CompareExchange(ref _copyWanted, null, wanted);
        }
    }

    // ---- The engine's thread: take, stamp, apply ----

    private void RunEngine()
    {
        var chunk = new Submission[ChunkSize];
        var open = Rent();
        while (Volatile.Read(ref _faulted) == 0)
        {
            FailOverdue(open);
            CopyIfWanted();
            var (count, end) = Take(chunk, open);
            if (count > 0 && !TryApply(chunk.AsSpan(0, count), open))
            {
                return;
            }

            if (count == 0 && end == DrainEnd.Finished)
            {
                LeaveLast(open);
                return;
            }

            open = Offer(open, idle: count == 0, blocked: end == DrainEnd.BatchFull);
        }

        open.FailCallers(StoppedMessage);
        _handover.FailCallers(long.MaxValue, StoppedMessage);
        _handover.Close();
    }

    /// <summary>No command is applied while the state is written down; that is short beside what is then done with the copy elsewhere.</summary>
    private void CopyIfWanted()
    {
        if (Volatile.Read(ref _copyWanted) is { } wanted && Interlocked.CompareExchange(ref _copyWanted, null, wanted) == wanted)
        {
            var buffer = new SnapshotBuffer();
            _machine.WriteSnapshot(buffer);
            wanted.SetResult(buffer);
        }
    }

    private (int Count, DrainEnd End) Take(Span<Submission> chunk, PendingBatch open)
    {
        if (_retry.IsDown)
        {
            // Nothing was done for these, and nothing will be.
            _queue.FailAll(static () => Refusals.JournalUnavailable());
        }

        return _boundary is null ? _queue.Drain(chunk, open) : (0, DrainEnd.BatchFull);
    }

    private bool TryApply(ReadOnlySpan<Submission> chunk, PendingBatch open)
    {
        var start = open.CommandBytes;
        var next = _sequence + 1;
        var time = Stamp();
        foreach (var submission in chunk)
        {
            open.Append(submission, next, time);
            next += submission.Count;
        }

        try
        {
            Apply(chunk, open.Commands.Span[start..], open.Events);
        }
        catch (Exception error)
        {
            Quarantine(open, error);
            return false;
        }

        if (_sequence - _parts.Snapshots.LastSequence >= _parts.Options.SnapshotEvery && !_parts.Snapshots.IsBusy)
        {
            open.PositionWanted = new TaskCompletionSource<JournalPosition>(TaskCreationOptions.RunContinuationsAsynchronously);
            _boundary = open.PositionWanted;
        }

        return true;
    }

    private void Apply(ReadOnlySpan<Submission> chunk, ReadOnlySpan<byte> frames, EventBuffer events)
    {
        var current = new CommandReader(frames);
        var ahead = new CommandReader(frames);
        for (var i = 0; i < LookAhead.Distance && ahead.MoveNext(); i++)
        {
            _machine.Prefetch(ahead.Current);
        }

        foreach (var submission in chunk)
        {
            foreach (ref var outcome in submission.Outcomes)
            {
                if (ahead.MoveNext())
                {
                    _machine.Prefetch(ahead.Current);
                }

                current.MoveNext();
                outcome = _machine.Apply(current.Current, _sequence + 1, events);
                _sequence++;
            }
        }
    }

    /// <summary>Leaves the batch for the committer, sleeps if there is nothing to do, and goes on with it if it is still there.</summary>
    private PendingBatch Offer(PendingBatch open, bool idle, bool blocked)
    {
        var isLeft = !open.IsEmpty;
        if (isLeft)
        {
            _handover.Leave(open, roomWanted: blocked && idle);
        }

        if (idle)
        {
            var timeout = _handover.IsUnsettled ? TimeSpan.FromMilliseconds(OverdueCheckMilliseconds) : Timeout.InfiniteTimeSpan;
            _queue.Wait(forWork: !blocked, timeout);
        }

        if (!isLeft)
        {
            return open;
        }

        if (_handover.TakeBack() is { } back)
        {
            return back;
        }

        if (_boundary is not null)
        {
            // The committer has the batch; no command is applied until the state after it is written down.
            _parts.Snapshots.Begin(_machine, _boundary.Task);
            _boundary = null;
        }

        return Rent();
    }

    private void LeaveLast(PendingBatch open)
    {
        if (!open.IsEmpty)
        {
            _handover.Leave(open, roomWanted: false);
        }

        _handover.Close();
    }

    /// <summary>Those in the batch in hand wait as well: it was left, and taken back, while the one before it is in flight.</summary>
    private void FailOverdue(PendingBatch open)
    {
        var now = Environment.TickCount64;
        if (now - _lastOverdueCheck >= OverdueCheckMilliseconds)
        {
            _lastOverdueCheck = now;
            var takenBefore = now - (long)_parts.Options.OutcomeTimeout.TotalMilliseconds;
            _handover.FailCallers(takenBefore, OverdueMessage);
            open.FailCallers(takenBefore, OverdueMessage);
        }
    }

    /// <summary>Now, in microseconds; never before the last command's time.</summary>
    private Timestamp Stamp()
    {
        var now = (_parts.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        _lastTime = new Timestamp(Math.Max(now, _lastTime.Microseconds));
        return _lastTime;
    }

    // ---- The committer's thread: seal, commit, let out ----

    private void RunCommitter()
    {
        while (_handover.Take() is { } batch)
        {
            var row = batch.Seal(Position, _epoch);
            if (!Commit(row))
            {
                break;
            }

            Position = row.Position;
            batch.PositionWanted?.SetResult(Position);
            _handover.Settled();

            // When another batch waits, its commit comes first and this one goes out meanwhile.
            if (_handover.HasNext || batch.CommandCount > PublishHereUpTo || !_publisher.TryPublishHere(batch))
            {
                _publisher.Hand(batch);
            }
        }

        _publisher.Close();
    }

    private bool Commit(JournalRow row)
    {
        switch (_retry.Append(row, Position))
        {
            case AppendStatus.Committed:
                return true;
            case AppendStatus.Fenced:
                Fault(new LoopFault(LoopFaultKind.Fenced, $"Another process leads: batch {row.Heading.BatchNumber} is not ours to write.", Cause: null));
                return false;
            case AppendStatus.Unknown:
                return false;
            default:
                throw new InvalidOperationException("An append is committed, fenced or unknown.");
        }
    }

    private PendingBatch Rent() => _spare.TryTake(out var batch) ? batch : new PendingBatch(_parts.Options);

    private void GiveBack(PendingBatch batch)
    {
        batch.Clear();
        _spare.Add(batch);
    }

    // ---- The end ----

    /// <summary>
    /// Takes nothing more in, finishes what is in, and ends. False if that did not succeed in time: then what is not settled stays unknown to its callers.
    /// Afterwards the state machine belongs to the caller.
    /// </summary>
    public bool Stop(TimeSpan patience)
    {
        _queue.Close();
        var deadline = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        var isDone = JoinUntil(_engine, deadline) && JoinUntil(_committer, deadline) && JoinUntil(_publishing, deadline);
        if (!isDone)
        {
            Abandon();
            _engine.Join();
        }

        return isDone && Volatile.Read(ref _faulted) == 0;
    }

    private static bool JoinUntil(Thread thread, long deadline) =>
        thread.Join(TimeSpan.FromMilliseconds(Math.Max(0, deadline - Environment.TickCount64)));

    /// <summary>A command that the engine cannot apply. Nothing of its batch goes to the journal; the batches before it are sound and go their way.</summary>
    private void Quarantine(PendingBatch open, Exception error)
    {
        const string message = "The engine could not apply a command; its batch is in quarantine.";
        _parts.Status.Set(ExchangeState.Stopped, message);
        _queue.Close();
        _queue.FailAll(static () => Refusals.Stopped());
        open.FailCallers(message);
        _handover.Close();
        _parts.Quarantine.Keep(new QuarantinedBatch(Guid.NewGuid(), _epoch, open.FirstSequence, open.Commands, error.ToString()));
        _committer.Join(_parts.Options.OutcomeTimeout);
        _publishing.Join(_parts.Options.OutcomeTimeout);
        Fault(new LoopFault(LoopFaultKind.Quarantined, message, error));
    }

    private void Fault(LoopFault fault)
    {
        if (Interlocked.Exchange(ref _faulted, 1) == 0)
        {
            _parts.Status.Set(ExchangeState.Stopped, fault.Message);
            Abandon();
            _parts.OnFault(fault);
        }
    }

    private void Abandon()
    {
        Volatile.Write(ref _faulted, 1);
        _retry.Abandon();
        _queue.Close();
        _queue.FailAll(static () => Refusals.Stopped());
        _queue.Wake();
        _handover.FailCallers(long.MaxValue, StoppedMessage);
        _handover.Close();
    }

    private Thread ThreadOf(string name, Action run) => new(() => Guard(name, run)) { Name = name, IsBackground = true };

    private void Guard(string name, Action run)
    {
        try
        {
            run();
        }
        catch (Exception error)
        {
            Fault(new LoopFault(LoopFaultKind.Failed, $"The {name} thread failed: {error.Message}", error));
        }
    }
}
