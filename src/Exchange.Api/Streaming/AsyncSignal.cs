using System.Threading.Tasks.Sources;

namespace Exchange.Api;

/// <summary>Wakes one waiter; set while nobody waits, it lets the next wait pass. Allocates nothing.</summary>
internal sealed class AsyncSignal : IValueTaskSource
{
    private const int Idle = 0;
    private const int Set = 1;
    private const int Waiting = 2;

    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };
    private int _state;

    /// <summary>Wakes the waiter, or the next one to wait. Safe from any thread.</summary>
    public void Raise()
    {
        if (Interlocked.Exchange(ref _state, Set) == Waiting)
        {
            Volatile.Write(ref _state, Idle);
            _source.SetResult(true);
        }
    }

    /// <summary>Completes when the signal is raised. One waiter at a time.</summary>
    public ValueTask WaitAsync()
    {
        _source.Reset();
        var version = _source.Version;
        if (Interlocked.CompareExchange(ref _state, Waiting, Idle) == Set)
        {
            Volatile.Write(ref _state, Idle);
            return ValueTask.CompletedTask;
        }

        return new ValueTask(this, version);
    }

    void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
