namespace Exchange.Runtime;

/// <summary>Keeps the batches that the engine failed to apply, for people to look at. They never became part of the journal.</summary>
public interface IQuarantine
{
    /// <summary>Keeps a batch; keeping the same one again changes nothing.</summary>
    /// <exception cref="JournalUnreachableException">The store does not answer.</exception>
    Task KeepAsync(QuarantinedBatch batch, CancellationToken cancellationToken);

    /// <summary>How many batches no operator has acknowledged. While there are any, only cancels are accepted.</summary>
    /// <exception cref="JournalUnreachableException">The store does not answer.</exception>
    Task<int> CountUnacknowledgedAsync(CancellationToken cancellationToken);

    /// <summary>Acknowledges all batches; the number of those that were not yet.</summary>
    /// <exception cref="JournalUnreachableException">The store does not answer.</exception>
    Task<int> AcknowledgeAsync(string author, CancellationToken cancellationToken);
}

/// <param name="Id">Names it.</param>
/// <param name="Epoch">The leader's term.</param>
/// <param name="FirstSequence">The sequence its first command had in memory; the journal gives it to another command later.</param>
/// <param name="Commands">The framed commands.</param>
/// <param name="Reason">What went wrong.</param>
public sealed record QuarantinedBatch(Guid Id, long Epoch, long FirstSequence, ReadOnlyMemory<byte> Commands, string Reason);
