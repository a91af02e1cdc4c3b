namespace Exchange.Runtime;

/// <summary>
/// Who leads. The lease tells processes when to try; what keeps a second writer out is that taking over inserts an epoch's start as the
/// journal's next row, after which no row of an older epoch can follow.
/// </summary>
public interface ILeadership
{
    /// <summary>Starts an epoch if nobody holds the lease; null if somebody does, or another was faster.</summary>
    /// <exception cref="JournalUnreachableException">The store does not answer. If the epoch was started all the same, the next call finds it.</exception>
    Task<LeadershipTerm?> TryTakeAsync(TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Extends the lease from now; false if another epoch has begun.</summary>
    /// <exception cref="JournalUnreachableException">The store does not answer.</exception>
    Task<bool> RenewAsync(LeadershipTerm term, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Ends the lease, so that another process may take over at once.</summary>
    /// <exception cref="JournalUnreachableException">The store does not answer.</exception>
    Task ReleaseAsync(LeadershipTerm term, CancellationToken cancellationToken);
}

/// <summary>A process's time as leader.</summary>
/// <param name="Epoch">Its number; higher than all before.</param>
/// <param name="StartBatch">The row that started it.</param>
public sealed record LeadershipTerm(long Epoch, long StartBatch);
