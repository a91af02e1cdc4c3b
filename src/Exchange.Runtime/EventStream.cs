using Microsoft.Extensions.Logging;

namespace Exchange.Runtime;

/// <summary>Hands every committed batch to whoever subscribed.</summary>
internal sealed class EventStream(ILogger<EventStream> logger) : IEventStream
{
    private readonly object _gate = new();
    private volatile ICommittedBatchObserver[] _observers = [];

    public IDisposable Subscribe(ICommittedBatchObserver observer)
    {
        lock (_gate)
        {
            _observers = [.. _observers, observer];
        }

        return new Subscription(this, observer);
    }

    /// <summary>Called by the publisher alone.</summary>
    public void Publish(CommittedBatch batch)
    {
        foreach (var observer in _observers)
        {
            try
            {
                observer.OnCommitted(batch);
            }
            catch (Exception error)
            {
                // One follower's fault is not the others'; it missed events, which its readers see by the gap in the sequences.
                logger.LogError(error, "An observer failed on batch {Batch}", batch.BatchNumber);
            }
        }
    }

    private void Unsubscribe(ICommittedBatchObserver observer)
    {
        lock (_gate)
        {
            _observers = [.. _observers.Where(other => !ReferenceEquals(other, observer))];
        }
    }

    private sealed class Subscription(EventStream stream, ICommittedBatchObserver observer) : IDisposable
    {
        public void Dispose() => stream.Unsubscribe(observer);
    }
}
