namespace Exchange.Runtime;

/// <summary>
/// Lets committed batches out, in order: into the views, to the callers, to the projection and the followers. A small batch goes out on the
/// committer's own thread when nothing else is to be committed; otherwise on the publisher's, while the next commit is under way.
/// </summary>
internal sealed class Publisher(
    ICommittedEventsView views, ExchangeStatusBoard status, IProjection projection, EventStream stream, Action<PendingBatch> giveBack)
{
    private readonly object _gate = new();
    private PendingBatch? _next;
    private bool _busy;
    private bool _closed;
    private bool _failed;

    /// <summary>Publishes at once, unless an earlier batch is still on its way.</summary>
    public bool TryPublishHere(PendingBatch batch)
    {
        lock (_gate)
        {
            if (_busy || _next is not null)
            {
                return false;
            }

            _busy = true;
        }

        PublishAndRelease(batch);
        return true;
    }

    /// <summary>Leaves the batch to the publisher's thread, waiting until that has begun with the one before.</summary>
    public void Hand(PendingBatch batch)
    {
        lock (_gate)
        {
            while (_next is not null && !_failed)
            {
                Monitor.Wait(_gate);
            }

            if (_failed)
            {
                FailCallers(batch);
                return;
            }

            _next = batch;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>The publisher's thread. Ends after <see cref="Close"/>, with everything out that was handed over.</summary>
    public void Run()
    {
        while (Take() is { } batch)
        {
            PublishAndRelease(batch);
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }

    private PendingBatch? Take()
    {
        lock (_gate)
        {
            while (_busy || (_next is null && !_closed))
            {
                Monitor.Wait(_gate);
            }

            var batch = _next;
            _next = null;
            _busy = batch is not null;
            Monitor.PulseAll(_gate);
            return batch;
        }
    }

    private void PublishAndRelease(PendingBatch batch)
    {
        try
        {
            Publish(batch);
        }
        catch
        {
            Fail(batch);
            throw;
        }

        giveBack(batch);
        lock (_gate)
        {
            _busy = false;
            Monitor.PulseAll(_gate);
        }
    }

    private void Publish(PendingBatch batch)
    {
        var committed = batch.ToCommitted();
        views.Apply(batch.Events.Bytes, batch.LastSequence);
        status.CommittedSequence = batch.LastSequence;
        batch.Acknowledge();
        projection.Enqueue(committed);
        stream.Publish(committed);
        committed.Release();
    }

    /// <summary>Nothing goes out any more: what comes after a batch that could not be published would be out of order.</summary>
    private void Fail(PendingBatch batch)
    {
        lock (_gate)
        {
            _failed = true;
            _closed = true;
            _busy = false;
            FailCallers(batch);
            if (_next is not null)
            {
                FailCallers(_next);
                _next = null;
            }

            Monitor.PulseAll(_gate);
        }
    }

    private static void FailCallers(PendingBatch batch) =>
        batch.FailCallers("The command is durable, but this process failed before it could answer.");
}
