using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>A step of a decimal scale: <c>Mantissa × 10^-Scale</c>. Tick 0.5 is (5, 1); lot 0.001 is (1, 3).</summary>
/// <param name="Mantissa">1 to 1,000,000.</param>
/// <param name="Scale">0 to 12.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct DecimalStep(int Mantissa, int Scale);

/// <summary>One margin tier of a market.</summary>
/// <param name="NotionalFloor">Where the tier starts, in settlement units; 0 for the first.</param>
/// <param name="MaintenanceRate">Maintenance margin per notional within the tier.</param>
/// <param name="MaxLeverage">The highest leverage of a position whose notional lies in the tier; its initial margin rate is 1 ÷ this.</param>
/// <param name="Reserved">Zero.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct MarginTier(Money NotionalFloor, Rate MaintenanceRate, int MaxLeverage, int Reserved = 0);

/// <summary>Up to 16 margin tiers, in place.</summary>
[InlineArray(Capacity)]
public struct MarginTiers : IEquatable<MarginTiers>
{
    public const int Capacity = 16;

    private MarginTier _first;

    public readonly bool Equals(MarginTiers other) =>
        ((ReadOnlySpan<MarginTier>)this).SequenceEqual(other);

    public override readonly bool Equals(object? obj) => obj is MarginTiers other && Equals(other);

    public override readonly int GetHashCode() => _first.GetHashCode();

    public static bool operator ==(MarginTiers left, MarginTiers right) => left.Equals(right);

    public static bool operator !=(MarginTiers left, MarginTiers right) => !left.Equals(right);
}

/// <summary>What an operator can change of a market. Validated together, in relation to each other, by <c>MarketParameterRules</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
public record struct MarketParameters
{
    /// <summary>What the maker pays per notional; negative is a rebate, at most the taker fee.</summary>
    public Rate MakerFee { get; set; }

    /// <summary>What the taker pays per notional.</summary>
    public Rate TakerFee { get; set; }

    /// <summary>How far from the mark price an order may be priced and a resting order may be matched.</summary>
    public Rate PriceBand { get; set; }

    /// <summary>How far from the mark price a market order may fill; within the price band.</summary>
    public Rate SlippageCap { get; set; }

    /// <summary>The largest quantity of one order.</summary>
    public Quantity MaxOrderQuantity { get; set; }

    /// <summary>The largest position of one account, its open orders counted.</summary>
    public Quantity MaxPositionQuantity { get; set; }

    /// <summary>The most that may be open on one side of the market.</summary>
    public Quantity MaxOpenInterest { get; set; }

    /// <summary>The smallest notional of an order that is not reduce-only, in settlement units.</summary>
    public Money MinOrderNotional { get; set; }

    /// <summary>The most orders one account may have open in the market.</summary>
    public int MaxOpenOrders { get; set; }

    /// <summary>How many of <see cref="Tiers"/> are used; 1 to 16.</summary>
    public int TierCount { get; set; }

    public MarginTiers Tiers;

    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ReadOnlySpan<MarginTier> ActiveTiers => ((ReadOnlySpan<MarginTier>)Tiers)[..TierCount];

    /// <summary>Sets the tiers and their count.</summary>
    /// <exception cref="ArgumentException">More than 16.</exception>
    public void SetTiers(ReadOnlySpan<MarginTier> tiers)
    {
        if (tiers.Length > MarginTiers.Capacity)
        {
            throw new ArgumentException($"At most {MarginTiers.Capacity} tiers.", nameof(tiers));
        }

        Span<MarginTier> target = Tiers;
        target.Clear();
        tiers.CopyTo(target);
        TierCount = tiers.Length;
    }
}
