using System.Globalization;

namespace Exchange.Api;

/// <summary>Lets each signature in once. Remembers what came within the receive window; what is older is refused by its time.</summary>
internal sealed class ReplayGuard(TimeProvider time)
{
    /// <summary>How far a request's time may lie from ours, either way.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    /// <summary>What was signed before the process began may have been let in by the one before it, whose memory is gone.</summary>
    private readonly long _startedAtMilliseconds = time.GetUtcNow().ToUnixTimeMilliseconds();

    // Two generations: a signature is remembered for at least two windows, which is the whole time in which it could be valid.
    private readonly Lock _gate = new();
    private HashSet<string> _current = new(StringComparer.Ordinal);
    private HashSet<string> _previous = new(StringComparer.Ordinal);
    private long _turnedAt = time.GetTimestamp();

    /// <summary>Whether a request's time, in milliseconds since 1970, lies in the window and not before this process began.</summary>
    public bool IsInWindow(string timestamp) =>
        long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
        && milliseconds >= _startedAtMilliseconds
        && Math.Abs((decimal)time.GetUtcNow().ToUnixTimeMilliseconds() - milliseconds) <= (decimal)Window.TotalMilliseconds;

    /// <summary>True the first time that a key sends a signature.</summary>
    public bool IsFirst(string keyId, string signature)
    {
        var entry = $"{keyId} {signature.ToLowerInvariant()}";

        // Looked up and added under the lock that turns the generations: else a turn in between would let one in twice.
        lock (_gate)
        {
            Turn();
            return !_previous.Contains(entry) && _current.Add(entry);
        }
    }

    private void Turn()
    {
        if (time.GetElapsedTime(_turnedAt) >= 2 * Window)
        {
            (_previous, _current) = (_current, _previous);
            _current.Clear();
            _turnedAt = time.GetTimestamp();
        }
    }
}
