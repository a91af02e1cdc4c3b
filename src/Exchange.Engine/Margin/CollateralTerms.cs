namespace Exchange.Engine;

/// <summary>What margin needs to know of an asset: what a balance in it is worth in the valuation asset. FORMULAS §4.1.</summary>
internal sealed class CollateralTerms(bool isValuation, int decimals)
{
    /// <summary>Thousandths of a valuation unit × units per whole asset: what amount × price is divided by.</summary>
    private readonly long _scale = AssetPrice.PerUnit * Pow10(decimals);

    /// <summary>Parts of a positive balance and how much of each counts; none for an asset that is no collateral.</summary>
    public HaircutTable Haircuts { get; set; } = HaircutTable.None;

    /// <summary>The last sound index, in thousandths of a valuation unit per whole asset; 0 before the first.</summary>
    public long Price { get; set; }

    /// <summary>Whether amounts are measured in the asset itself.</summary>
    public bool IsValuation => isValuation;

    /// <summary>What a balance counts for: positive less the haircuts, rounded down; negative whole, away from zero.</summary>
    public long Worth(long balance) => isValuation ? balance : balance <= 0 ? ValueFloor(balance) : Haircuts.Worth(balance, Price, _scale);

    /// <summary>The value of an amount, rounded toward −∞: profit down, loss up.</summary>
    public long ValueFloor(long amount) => isValuation ? amount : FixedMath.ValueFloor(amount, Price, _scale);

    /// <summary>The value of an amount, rounded toward +∞: what is required.</summary>
    public long ValueCeiling(long amount) => isValuation ? amount : FixedMath.ValueCeiling(amount, Price, _scale);

    /// <summary>How much of the asset a value (not negative) buys, rounded down; nothing while there is no price.</summary>
    public long AmountFloor(long value) => isValuation ? value : Price == 0 ? 0 : FixedMath.ValueFloor(value, _scale, Price);

    /// <summary>How much of the asset is worth at least a value (not negative), rounded up; nothing while there is no price.</summary>
    public long AmountCeiling(long value) => isValuation ? value : Price == 0 ? 0 : FixedMath.ValueCeiling(value, _scale, Price);

    private static long Pow10(int exponent)
    {
        long power = 1;
        for (var i = 0; i < exponent; i++)
        {
            power *= 10;
        }

        return power;
    }
}
