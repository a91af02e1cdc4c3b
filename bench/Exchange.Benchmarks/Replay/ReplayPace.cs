using System.Diagnostics;
using Exchange.Engine;

namespace Exchange.Benchmarks;

/// <summary>Holds a replay to the times of what it replays, so many times as fast; or lets it run as fast as it can.</summary>
/// <param name="speed">1 for real time; none for no waiting.</param>
internal sealed class ReplayPace(double? speed)
{
    private static readonly TimeSpan Resolution = TimeSpan.FromMilliseconds(1);

    private long _startedAt = Stopwatch.GetTimestamp();
    private long _first;

    /// <summary>The most that the replay was behind its times.</summary>
    public TimeSpan MostBehind { get; private set; }

    /// <summary>From now on, counted from this time.</summary>
    public void Start(Timestamp time)
    {
        _first = time.Microseconds;
        _startedAt = Stopwatch.GetTimestamp();
    }

    /// <summary>How long to wait until a time is reached; zero if it has passed or is nearer than a wait can be exact.</summary>
    public TimeSpan Until(Timestamp time)
    {
        if (speed is not { } factor)
        {
            return TimeSpan.Zero;
        }

        var wait = TimeSpan.FromMicroseconds((time.Microseconds - _first) / factor) - Stopwatch.GetElapsedTime(_startedAt);
        MostBehind = -wait > MostBehind ? -wait : MostBehind;
        return wait > Resolution ? wait : TimeSpan.Zero;
    }

    /// <summary>Waits until a time is reached.</summary>
    public void Wait(Timestamp time)
    {
        if (Until(time) is var wait && wait > TimeSpan.Zero)
        {
            Thread.Sleep(wait);
        }
    }
}
