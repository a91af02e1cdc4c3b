using System.Diagnostics;

namespace Exchange.Api;

/// <summary>A bucket of requests that refills at a steady rate. One user at a time.</summary>
internal sealed class RequestBudget
{
    private const int Capacity = 100;
    private static readonly TimeSpan RefillTime = TimeSpan.FromMilliseconds(50);

    private long _last = Stopwatch.GetTimestamp();
    private long _tokens = Capacity;

    /// <summary>Takes one; false if none is left.</summary>
    public bool TryTake()
    {
        var refilled = Stopwatch.GetElapsedTime(_last).Ticks / RefillTime.Ticks;
        if (refilled > 0)
        {
            _tokens = Math.Min(Capacity, _tokens + refilled);
            _last = Stopwatch.GetTimestamp();
        }

        if (_tokens == 0)
        {
            return false;
        }

        _tokens--;
        return true;
    }
}
