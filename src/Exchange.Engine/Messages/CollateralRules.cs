using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>How much of a part of a collateral counts.</summary>
/// <param name="Floor">Where the part begins, in units of the asset; 0 for the first.</param>
/// <param name="Weight">1 − haircut.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct CollateralTier(Money Floor, Rate Weight);

/// <summary>Room for an asset's haircut tiers.</summary>
[InlineArray(Capacity)]
public struct CollateralTiers
{
    public const int Capacity = 8;

    private CollateralTier _first;
}

/// <summary>How an asset counts as collateral, and what happens when an account owes it. FORMULAS §4.8.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct CollateralRules
{
    /// <summary>The tiers in use; none means that the asset is no collateral.</summary>
    public int TierCount { get; set; }

    private readonly int _reserved;

    /// <summary>The most that may be in the venue, in units of the asset. Credits beyond it are refused.</summary>
    public Money DepositCap { get; set; }

    /// <summary>What a sale to the house costs the account whose collateral this is, of the value at the index.</summary>
    public Rate ConversionPenalty { get; set; }

    /// <summary>How much of this asset an account may owe, in value, before its other collateral is sold for it.</summary>
    public Money DebtLimit { get; set; }

    public CollateralTiers Tiers;

    [UnscopedRef]
    public readonly ReadOnlySpan<CollateralTier> ActiveTiers => ((ReadOnlySpan<CollateralTier>)Tiers)[..TierCount];
}

/// <summary>Where an asset's index comes from: as of a market's (<see cref="PriceRules"/>), without what only a mark price needs. FORMULAS §4.8, §11.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct AssetPriceRules
{
    /// <summary>The sources in use; none means that the asset has no index.</summary>
    public int SourceCount { get; set; }

    /// <summary>How many live sources must agree for there to be an index; at least three.</summary>
    public int Quorum { get; set; }

    /// <summary>How far from the median a source may be before it is left out.</summary>
    public Rate MaxDeviation { get; set; }

    /// <summary>How far the index may move in a second.</summary>
    public Rate MaxVelocity { get; set; }

    public PriceSources Sources;

    /// <summary>As the part of a market's rules that an index needs.</summary>
    internal readonly PriceRules AsPriceRules() =>
        new() { SourceCount = SourceCount, Quorum = Quorum, MaxDeviation = MaxDeviation, MaxVelocity = MaxVelocity, Sources = Sources };
}
