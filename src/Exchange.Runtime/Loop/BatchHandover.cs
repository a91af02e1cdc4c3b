namespace Exchange.Runtime;

/// <summary>
/// Where the engine leaves the batch it is filling and the committer takes it. A batch that was left can be taken back and filled further until
/// the committer wants one: so a batch is whatever was queued while the last commit was in flight. Once the committer waits, the first batch left
/// is its own and is not given back.
/// </summary>
internal sealed class BatchHandover(Action roomMade)
{
    private readonly object _gate = new();
    private PendingBatch? _promised;
    private PendingBatch? _parked;
    private PendingBatch? _inFlight;
    private bool _committerWaits;
    private bool _roomWanted;
    private bool _closed;

    /// <summary>Whether a batch is ready to be taken.</summary>
    public bool HasNext
    {
        get
        {
            lock (_gate)
            {
                return _promised is not null || _parked is not null;
            }
        }
    }

    /// <summary>The engine leaves a batch that is not empty. With <paramref name="roomWanted"/> it wants to be told when the batch has been taken.</summary>
    public void Leave(PendingBatch batch, bool roomWanted)
    {
        lock (_gate)
        {
            if (_committerWaits && _promised is null)
            {
                _promised = batch;
                Monitor.Pulse(_gate);
                if (roomWanted)
                {
                    roomMade();
                }
            }
            else
            {
                _parked = batch;
                _roomWanted = roomWanted;
            }
        }
    }

    /// <summary>The engine takes back what it left; null if the committer has it, or is about to.</summary>
    public PendingBatch? TakeBack()
    {
        lock (_gate)
        {
            var batch = _parked;
            _parked = null;
            _roomWanted = false;
            return batch;
        }
    }

    /// <summary>The committer takes the next batch, waiting for one; null when there will be none.</summary>
    public PendingBatch? Take()
    {
        lock (_gate)
        {
            if (_promised is null && _parked is null)
            {
                _committerWaits = true;
                while (_promised is null && !_closed)
                {
                    Monitor.Wait(_gate);
                }

                _committerWaits = false;
            }

            if (_promised is not null)
            {
                _inFlight = _promised;
                _promised = null;
            }
            else
            {
                _inFlight = _parked;
                _parked = null;
                if (_roomWanted)
                {
                    _roomWanted = false;
                    roomMade();
                }
            }

            return _inFlight;
        }
    }

    /// <summary>The committer knows the batch it took to be durable, and passes it on.</summary>
    public void Settled()
    {
        lock (_gate)
        {
            _inFlight = null;
        }
    }

    /// <summary>Whether there is anything that is not settled, besides what the engine has in hand.</summary>
    public bool IsUnsettled
    {
        get
        {
            lock (_gate)
            {
                return _inFlight is not null || _promised is not null || _parked is not null;
            }
        }
    }

    /// <summary>Fails the callers taken before a time (see <see cref="Submission.TakenAt"/>) whose batches are not settled yet. The batches stay on their way.</summary>
    public void FailCallers(long takenBefore, string message)
    {
        lock (_gate)
        {
            _inFlight?.FailCallers(takenBefore, message);
            _promised?.FailCallers(takenBefore, message);
            _parked?.FailCallers(takenBefore, message);
        }
    }

    /// <summary>There will be no batches beyond those that were left.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.Pulse(_gate);
        }
    }
}
