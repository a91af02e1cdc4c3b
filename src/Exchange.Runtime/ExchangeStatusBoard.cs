namespace Exchange.Runtime;

/// <summary>Where the process stands, written by whoever learns it and read by everybody. A process that has stopped stays so.</summary>
internal sealed class ExchangeStatusBoard
{
    private readonly object _gate = new();
    private volatile Standing _standing = new(ExchangeState.Standby, "Starting.", OnlyCancels: false);
    private long _epoch;
    private long _committedSequence;

    /// <summary>State and explanation, read together.</summary>
    /// <param name="State">Where the process stands.</param>
    /// <param name="Detail">One sentence for people.</param>
    /// <param name="OnlyCancels">A batch is in quarantine and not acknowledged.</param>
    public sealed record Standing(ExchangeState State, string Detail, bool OnlyCancels);

    public Standing Now => _standing;

    public long Epoch
    {
        get => Volatile.Read(ref _epoch);
        set => Volatile.Write(ref _epoch, value);
    }

    /// <summary>The last sequence that is durable and in the views.</summary>
    public long CommittedSequence
    {
        get => Volatile.Read(ref _committedSequence);
        set => Volatile.Write(ref _committedSequence, value);
    }

    public void Set(ExchangeState state, string detail) => Change(now => now with { State = state, Detail = detail });

    public void SetOnlyCancels(bool onlyCancels) => Change(now => now with { OnlyCancels = onlyCancels });

    /// <summary>From serving to not being able to write, or back; in any other state nothing changes.</summary>
    public void SetJournalAvailable(bool available, string detail) => Change(now => (now.State, available) switch
    {
        (ExchangeState.Serving, false) => now with { State = ExchangeState.JournalUnavailable, Detail = detail },
        (ExchangeState.JournalUnavailable, true) => now with { State = ExchangeState.Serving, Detail = detail },
        _ => now,
    });

    private void Change(Func<Standing, Standing> change)
    {
        lock (_gate)
        {
            if (_standing.State != ExchangeState.Stopped)
            {
                _standing = change(_standing);
            }
        }
    }
}
