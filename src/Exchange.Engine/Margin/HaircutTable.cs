namespace Exchange.Engine;

/// <summary>How much of a collateral counts, by amount: each part of it at the weight of its tier, so that nothing jumps at a tier's edge. FORMULAS §4.1.</summary>
internal sealed class HaircutTable
{
    /// <summary>Counts nothing.</summary>
    public static readonly HaircutTable None = new([]);

    private readonly CollateralTier[] _tiers;

    /// <param name="tiers">Valid tiers, as FORMULAS §4.8 demands; none counts nothing.</param>
    public HaircutTable(ReadOnlySpan<CollateralTier> tiers) => _tiers = tiers.ToArray();

    /// <summary>What an amount counts for at a price, rounded down.</summary>
    /// <param name="amount">Not negative.</param>
    /// <param name="price">As <see cref="CollateralTerms.Price"/>.</param>
    /// <param name="scale">What amount × price is divided by.</param>
    public long Worth(long amount, long price, long scale)
    {
        long worth = 0;
        for (var i = 0; i < _tiers.Length && amount > _tiers[i].Floor.Units; i++)
        {
            var end = i + 1 < _tiers.Length ? Math.Min(amount, _tiers[i + 1].Floor.Units) : amount;
            worth += FixedMath.RateFloor(FixedMath.ValueFloor(end - _tiers[i].Floor.Units, price, scale), _tiers[i].Weight.Billionths);
        }

        return Math.Min(worth, Bounds.MaxValue);
    }
}
