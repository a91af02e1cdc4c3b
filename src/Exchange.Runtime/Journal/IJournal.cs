namespace Exchange.Runtime;

/// <summary>Where the leader writes. One thread calls it, one row at a time.</summary>
public interface IJournal : IDisposable
{
    /// <summary>
    /// Sends the row and waits until it is settled or the attempt has failed; never longer than a few seconds. The insert succeeds only as the
    /// next number after <paramref name="previous"/>, with that very row in place and of the same epoch.
    /// </summary>
    /// <returns>After <see cref="AppendStatus.Unknown"/> the caller sends the same row again until it is settled.</returns>
    AppendResult Append(JournalRow row, JournalPosition previous);
}

public enum AppendStatus
{
    /// <summary>The row is durable.</summary>
    Committed,

    /// <summary>Another process has taken the number, or the epoch: this process may never write again.</summary>
    Fenced,

    /// <summary>The attempt failed, and the row may be there or not, now or later.</summary>
    Unknown,
}

/// <param name="Status">What is known of the row.</param>
/// <param name="Cause">Why it is not known; none otherwise.</param>
public readonly record struct AppendResult(AppendStatus Status, Exception? Cause = null);

/// <summary>Reads the journal, for recovery and for whoever follows it.</summary>
public interface IJournalReader
{
    /// <summary>The rows after a batch, in order of their numbers as stored, to the end as it stands.</summary>
    /// <exception cref="JournalUnreachableException">The store does not answer.</exception>
    IAsyncEnumerable<JournalRow> ReadAfterAsync(long batchNumber, CancellationToken cancellationToken);
}

/// <summary>The store does not answer at the moment. Try again later.</summary>
public sealed class JournalUnreachableException(string message, Exception cause) : Exception(message, cause);

/// <summary>The store would lose acknowledged commands, or is not what this program wrote. Nothing may be served from it.</summary>
public sealed class JournalUnsafeException(string message) : Exception(message);

/// <summary>The journal contradicts itself, a snapshot or the engine.</summary>
public sealed class JournalCorruptException(long batchNumber, string message, Exception? cause = null)
    : Exception($"Journal batch {batchNumber}: {message}", cause)
{
    /// <summary>The first batch that cannot be trusted.</summary>
    public long BatchNumber { get; } = batchNumber;
}
