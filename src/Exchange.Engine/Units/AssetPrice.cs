namespace Exchange.Engine;

/// <summary>
/// What one whole unit of an asset is worth, in thousandths of the valuation asset's smallest unit (for USDT 1e-9). 0 means none; a valid
/// one is positive and at most <see cref="Max"/>.
/// </summary>
public readonly record struct AssetPrice(long Thousandths)
{
    /// <summary>Thousandths in a smallest unit of the valuation asset.</summary>
    public const long PerUnit = 1_000;

    public static readonly AssetPrice None;

    public static readonly AssetPrice Max = new(1L << 50);

    public bool IsNone => Thousandths == 0;
}
