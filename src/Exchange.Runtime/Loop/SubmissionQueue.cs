using System.Numerics;

namespace Exchange.Runtime;

internal enum EnqueueStatus
{
    Queued,
    Full,
    Closed,
}

internal enum DrainEnd
{
    /// <summary>There is more to take.</summary>
    More,

    /// <summary>What comes next does not fit in the batch.</summary>
    BatchFull,

    /// <summary>Nothing waits.</summary>
    Empty,

    /// <summary>Nothing waits, and nothing will.</summary>
    Finished,
}

/// <summary>
/// What waits for the engine: many callers put in, the engine's thread takes out, in one order. Bounded by commands, with a part of the room
/// reserved for submissions of cancels alone. Its monitor is also where the engine's thread sleeps.
/// </summary>
internal sealed class SubmissionQueue
{
    private readonly object _gate = new();
    private readonly Submission?[] _ring;
    private readonly int _capacity;
    private readonly int _cancelReserve;
    private uint _head;
    private uint _tail;
    private int _commands;
    private bool _closed;
    private bool _woken;
    private bool _sleeping;

    /// <param name="capacity">Commands that may wait.</param>
    /// <param name="cancelReserve">How many more if they are cancels.</param>
    public SubmissionQueue(int capacity, int cancelReserve)
    {
        _capacity = capacity;
        _cancelReserve = cancelReserve;
        _ring = new Submission?[BitOperations.RoundUpToPowerOf2((uint)(capacity + cancelReserve + 1))];
    }

    /// <summary>Commands that wait.</summary>
    public int Count => Volatile.Read(ref _commands);

    /// <summary>Puts a submission at the end, or refuses it whole. A submission larger than the queue fits when the queue is empty.</summary>
    public EnqueueStatus TryEnqueue(Submission submission)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return EnqueueStatus.Closed;
            }

            var room = (submission.OnlyCancels ? _capacity + _cancelReserve : _capacity) - _commands;
            if (submission.Count > room && _commands > 0)
            {
                return EnqueueStatus.Full;
            }

            _ring[_tail & Mask] = submission;
            _tail = unchecked(_tail + 1);
            _commands += submission.Count;
            if (_sleeping)
            {
                Monitor.Pulse(_gate);
            }

            return EnqueueStatus.Queued;
        }
    }

    /// <summary>Takes out the next submissions, as many as fit in <paramref name="target"/> and <paramref name="batch"/>.</summary>
    public (int Count, DrainEnd End) Drain(Span<Submission> target, PendingBatch batch)
    {
        lock (_gate)
        {
            var taken = 0;
            var commands = batch.CommandCount;
            var bytes = batch.CommandBytes;
            while (taken < target.Length && _head != _tail)
            {
                var next = _ring[_head & Mask]!;
                if (!batch.Fits(next, commands, bytes))
                {
                    return (taken, DrainEnd.BatchFull);
                }

                commands += next.Count;
                bytes += next.Frames.Length;
                target[taken++] = next;
                _ring[_head & Mask] = null;
                _head = unchecked(_head + 1);
                _commands -= next.Count;
            }

            return (taken, _head != _tail ? DrainEnd.More : _closed ? DrainEnd.Finished : DrainEnd.Empty);
        }
    }

    /// <summary>Takes out everything and fails it.</summary>
    public void FailAll(Func<Exception> error)
    {
        lock (_gate)
        {
            for (; _head != _tail; _head = unchecked(_head + 1))
            {
                _ring[_head & Mask]!.Fail(error());
                _ring[_head & Mask] = null;
            }

            _commands = 0;
        }
    }

    /// <summary>Sleeps until there is something to take out (if <paramref name="forWork"/>), somebody wakes the engine, or the timeout is over.</summary>
    public void Wait(bool forWork, TimeSpan timeout)
    {
        lock (_gate)
        {
            if (!_woken && !(forWork && (_closed || _head != _tail)))
            {
                _sleeping = true;
                Monitor.Wait(_gate, timeout);
                _sleeping = false;
            }

            _woken = false;
        }
    }

    /// <summary>Wakes the engine's thread, or keeps it from falling asleep once.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            _woken = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Takes nothing more in. What waits can still be taken out.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.Pulse(_gate);
        }
    }

    private uint Mask => (uint)_ring.Length - 1;
}
