namespace Exchange.Api;

/// <summary>Holds so many tokens and refills steadily. Safe from any thread.</summary>
internal sealed class TokenBucket(BudgetLimit limit, TimeProvider time)
{
    private readonly Lock _gate = new();
    private long _nanoTokens = (long)limit.Burst * Whole;
    private long _refilledAt = time.GetTimestamp();

    private const long Whole = 1_000_000_000;

    /// <param name="tokens">How many to take; all or none.</param>
    /// <param name="left">What is left afterwards.</param>
    /// <param name="wait">How long until so many would be there.</param>
    public bool TryTake(int tokens, out int left, out TimeSpan wait)
    {
        lock (_gate)
        {
            Refill();
            var missing = (tokens * Whole) - _nanoTokens;
            if (missing <= 0)
            {
                _nanoTokens -= tokens * Whole;
            }

            left = (int)(_nanoTokens / Whole);
            wait = missing <= 0 ? TimeSpan.Zero : TimeSpan.FromTicks(missing / (limit.PerSecond * 100L) + 1);
            return missing <= 0;
        }
    }

    public void GiveBack(int tokens)
    {
        lock (_gate)
        {
            _nanoTokens = Math.Min(limit.Burst * Whole, _nanoTokens + (tokens * Whole));
        }
    }

    private void Refill()
    {
        var now = time.GetTimestamp();

        // Longer than a refill takes makes no difference, and could overflow.
        var nanoseconds = Math.Min(time.GetElapsedTime(_refilledAt, now).Ticks, TimeSpan.TicksPerHour) * 100;
        _nanoTokens = (long)Int128.Min((Int128)limit.Burst * Whole, _nanoTokens + ((Int128)nanoseconds * limit.PerSecond));
        _refilledAt = now;
    }
}
