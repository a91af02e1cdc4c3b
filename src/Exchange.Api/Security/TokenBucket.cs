namespace Exchange.Api;

/// <summary>How a budget stands after something was asked of it.</summary>
/// <param name="IsTaken">Whether what was asked for was there, and is taken.</param>
/// <param name="Left">What is left, in whole tokens.</param>
/// <param name="Wait">How long until as much as was asked for is there; null if it never is.</param>
/// <param name="UntilFull">How long until it is full again, if nothing more is taken.</param>
internal readonly record struct BudgetState(bool IsTaken, int Left, TimeSpan? Wait, TimeSpan UntilFull);

/// <summary>Holds so many tokens and refills steadily. Safe from any thread.</summary>
internal sealed class TokenBucket(BudgetLimit limit, TimeProvider time)
{
    private readonly Lock _gate = new();
    private long _nanoTokens = limit.Burst * Whole;
    private long _refilledAt = time.GetTimestamp();

    private const long Whole = 1_000_000_000;

    private long Full => limit.Burst * Whole;

    /// <summary>Takes so many tokens, all or none.</summary>
    public BudgetState TryTake(int tokens)
    {
        lock (_gate)
        {
            Refill();
            var missing = (tokens * Whole) - _nanoTokens;
            if (missing <= 0)
            {
                _nanoTokens -= tokens * Whole;
                return new BudgetState(IsTaken: true, Left, TimeSpan.Zero, TimeFor(Full - _nanoTokens));
            }

            return new BudgetState(IsTaken: false, Left, tokens > limit.Burst ? null : TimeFor(missing), TimeFor(Full - _nanoTokens));
        }
    }

    public void GiveBack(int tokens)
    {
        lock (_gate)
        {
            _nanoTokens = Math.Min(Full, _nanoTokens + (tokens * Whole));
        }
    }

    private int Left => (int)(_nanoTokens / Whole);

    /// <summary>How long the refilling of so much takes, rounded up.</summary>
    private TimeSpan TimeFor(long nanoTokens)
    {
        var perTick = limit.PerSecond * (Whole / TimeSpan.TicksPerSecond);
        return TimeSpan.FromTicks((nanoTokens + perTick - 1) / perTick);
    }

    private void Refill()
    {
        var now = time.GetTimestamp();

        // Longer than a refill takes makes no difference, and could overflow.
        var nanoseconds = Math.Min(time.GetElapsedTime(_refilledAt, now).Ticks, TimeSpan.TicksPerHour) * 100;
        _nanoTokens = (long)Int128.Min(Full, _nanoTokens + ((Int128)nanoseconds * limit.PerSecond));
        _refilledAt = now;
    }
}
