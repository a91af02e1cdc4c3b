namespace Exchange.Persistence;

/// <summary>Which page of a list.</summary>
/// <param name="Cursor">As the page before gave it; null for the first page.</param>
/// <param name="Limit">The most items wanted; 1 to <see cref="MaxLimit"/>.</param>
public readonly record struct PageRequest(string? Cursor, int Limit)
{
    public const int MaxLimit = 1000;
}

/// <summary>One page of a list. Items that come to be while somebody pages do not shift the pages that follow.</summary>
/// <param name="Items">In the list's order.</param>
/// <param name="NextCursor">For the next page; null if this is the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>A cursor that no query gave.</summary>
public sealed class InvalidCursorException(string cursor) : Exception($"\"{cursor}\" is not a cursor of this list.");

/// <summary>The database is behind the exchange; the same query will succeed a little later.</summary>
public sealed class ProjectionLaggingException(long wantedSequence, long projectedSequence)
    : Exception($"The read side is at sequence {projectedSequence} and has not reached {wantedSequence} yet.")
{
    /// <summary>How long a query waits before it gives up.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    public long WantedSequence { get; } = wantedSequence;

    public long ProjectedSequence { get; } = projectedSequence;
}
