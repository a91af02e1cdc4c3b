using System.Buffers;

namespace Exchange.Runtime;

/// <summary>The events of one committed journal batch, shared by everybody who follows. Reference-counted: the buffer goes back to its pool with the last <see cref="Release"/>.</summary>
public sealed class CommittedBatch
{
    private readonly byte[] _events;
    private readonly int _length;
    private int _references = 1;

    internal CommittedBatch(long batchNumber, long firstSequence, long lastSequence, byte[] pooledEvents, int length)
    {
        BatchNumber = batchNumber;
        FirstSequence = firstSequence;
        LastSequence = lastSequence;
        _events = pooledEvents;
        _length = length;
    }

    public long BatchNumber { get; }

    public long FirstSequence { get; }

    public long LastSequence { get; }

    /// <summary>Framed events, for an <see cref="Engine.EventReader"/>. Not to be touched after <see cref="Release"/>.</summary>
    public ReadOnlyMemory<byte> Events => _events.AsMemory(0, _length);

    public void Retain() => Interlocked.Increment(ref _references);

    public void Release()
    {
        if (Interlocked.Decrement(ref _references) == 0)
        {
            ArrayPool<byte>.Shared.Return(_events);
        }
    }
}

/// <summary>Follows the committed batches, in order, without gaps.</summary>
public interface ICommittedBatchObserver
{
    /// <summary>Called on the publisher's thread: must not block, throw or wait. Whoever keeps the batch retains it.</summary>
    void OnCommitted(CommittedBatch batch);
}

/// <summary>Where followers of the committed batches register.</summary>
public interface IEventStream
{
    /// <summary>Calls the observer for every batch committed from now on, until the result is disposed.</summary>
    IDisposable Subscribe(ICommittedBatchObserver observer);
}
