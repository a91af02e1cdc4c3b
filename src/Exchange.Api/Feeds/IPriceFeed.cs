using Exchange.Engine;

namespace Exchange.Api;

/// <summary>Fetches the prices of one source.</summary>
internal interface IPriceFeed
{
    /// <summary>Until it is told to stop, or nothing is left to fetch. What the source does wrong it notes by itself, and goes on.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}

internal static class FeedClock
{
    /// <summary>Now, as the engine counts it.</summary>
    public static Timestamp Now(this TimeProvider time) => new((time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
}
