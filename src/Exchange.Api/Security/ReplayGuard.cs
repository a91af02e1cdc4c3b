using System.Collections.Concurrent;
using System.Globalization;

namespace Exchange.Api;

/// <summary>Lets each signature in once. Remembers what came within the receive window; what is older is refused by its time.</summary>
internal sealed class ReplayGuard(TimeProvider time)
{
    /// <summary>How far a request's time may lie from ours, either way.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    // Two generations: a signature is remembered for at least two windows, which is the whole time in which it could be valid.
    private readonly Lock _gate = new();
    private ConcurrentDictionary<string, byte> _current = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, byte> _previous = new(StringComparer.Ordinal);
    private long _turnedAt = time.GetTimestamp();

    /// <summary>Whether a request's time, in milliseconds since 1970, lies in the window.</summary>
    public bool IsInWindow(string timestamp) =>
        long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
        && Math.Abs((decimal)time.GetUtcNow().ToUnixTimeMilliseconds() - milliseconds) <= (decimal)Window.TotalMilliseconds;

    /// <summary>True the first time that a key sends a signature.</summary>
    public bool IsFirst(string keyId, string signature)
    {
        Turn();
        var entry = $"{keyId} {signature.ToLowerInvariant()}";
        return !_previous.ContainsKey(entry) && _current.TryAdd(entry, 0);
    }

    private void Turn()
    {
        if (time.GetElapsedTime(Volatile.Read(ref _turnedAt)) < 2 * Window)
        {
            return;
        }

        lock (_gate)
        {
            if (time.GetElapsedTime(_turnedAt) >= 2 * Window)
            {
                _previous = _current;
                _current = new ConcurrentDictionary<string, byte>(StringComparer.Ordinal);
                Volatile.Write(ref _turnedAt, time.GetTimestamp());
            }
        }
    }
}
