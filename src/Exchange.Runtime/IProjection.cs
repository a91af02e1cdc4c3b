namespace Exchange.Runtime;

/// <summary>
/// Writes committed events to the read side. It works behind the exchange, on its own thread and at its own watermark, which it moves in the
/// transaction that writes the rows: each event is in exactly once.
/// </summary>
public interface IProjection
{
    /// <summary>The last sequence that is durably projected, read from the store; 0 when nothing is. Called before the first <see cref="Enqueue"/> of a process.</summary>
    ValueTask<long> ReadWatermarkAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Takes the next batch; without gaps, in order. Must not block, throw or wait; retains the batch while it needs it.
    /// After a restart batches that are in already may come again: what is at or below the watermark is left out.
    /// </summary>
    void Enqueue(CommittedBatch batch);

    /// <summary>The last sequence this process knows to be projected.</summary>
    long ProjectedSequence { get; }

    /// <summary>Bytes of events that wait. When they exceed a bound, the exchange takes only cancels until they shrink.</summary>
    long BacklogBytes { get; }

    /// <summary>Waits until the sequence is projected; false if it is not within the timeout.</summary>
    ValueTask<bool> WaitForAsync(long sequence, TimeSpan timeout, CancellationToken cancellationToken);
}

/// <summary>No read side: everything counts as projected.</summary>
public sealed class NoProjection : IProjection
{
    public long ProjectedSequence => long.MaxValue;

    public long BacklogBytes => 0;

    public ValueTask<long> ReadWatermarkAsync(CancellationToken cancellationToken) => new(long.MaxValue);

    public void Enqueue(CommittedBatch batch)
    {
    }

    public ValueTask<bool> WaitForAsync(long sequence, TimeSpan timeout, CancellationToken cancellationToken) => new(true);
}
