using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>Numbers the kinds of rules that operators can change; a number is never given twice.</summary>
public enum ParameterKind
{
    /// <summary><see cref="VenueRules"/>; their subject is 0.</summary>
    Venue = 1,

    /// <summary><see cref="MarketParameters"/>; their subject is the market.</summary>
    Market = 2,

    /// <summary><see cref="PriceRules"/>; their subject is the market.</summary>
    Prices = 3,

    /// <summary><see cref="BreakerRules"/>; their subject is the market.</summary>
    Breakers = 4,

    /// <summary><see cref="FundingRules"/>; their subject is the market.</summary>
    Funding = 5,

    /// <summary><see cref="CollateralRules"/>; their subject is the asset.</summary>
    Collateral = 6,

    /// <summary><see cref="AssetPriceRules"/>; their subject is the asset.</summary>
    AssetPrices = 7,

    /// <summary><see cref="RiskRules"/>; their subject is the market.</summary>
    Risk = 8,
}

/// <summary>Rules of some kind as bytes, with zeros behind them, so that one message carries any kind.</summary>
[InlineArray(Capacity)]
public struct RulesPayload : IEquatable<RulesPayload>
{
    public const int Capacity = 1_024;

    private byte _first;

    /// <summary>The payload of rules.</summary>
    /// <exception cref="InvalidOperationException">They are larger than any rules may be.</exception>
    public static RulesPayload Of<TRules>(in TRules rules)
        where TRules : unmanaged
    {
        if (Unsafe.SizeOf<TRules>() > Capacity)
        {
            throw new InvalidOperationException($"{typeof(TRules).Name} is larger than {Capacity} bytes.");
        }

        var payload = default(RulesPayload);
        MemoryMarshal.Write(payload, rules);
        return payload;
    }

    /// <summary>The rules, in place.</summary>
    [UnscopedRef]
    public readonly ref readonly TRules As<TRules>()
        where TRules : unmanaged => ref MemoryMarshal.AsRef<TRules>((ReadOnlySpan<byte>)this);

    /// <summary>Whether everything behind so many bytes is zero.</summary>
    internal readonly bool EndsAt(int length) => !((ReadOnlySpan<byte>)this)[length..].ContainsAnyExcept((byte)0);

    public readonly bool Equals(RulesPayload other) => ((ReadOnlySpan<byte>)this).SequenceEqual(other);

    public override readonly bool Equals(object? obj) => obj is RulesPayload other && Equals(other);

    public override readonly int GetHashCode()
    {
        // Not HashCode, whose seed is another in every process.
        var hash = 0;
        foreach (var each in (ReadOnlySpan<byte>)this)
        {
            hash = unchecked((hash * 31) + each);
        }

        return hash;
    }

    public static bool operator ==(RulesPayload left, RulesPayload right) => left.Equals(right);

    public static bool operator !=(RulesPayload left, RulesPayload right) => !left.Equals(right);
}

/// <summary>What changing one field of some rules means.</summary>
public enum FieldEffect : byte
{
    Unchanged = 0,

    /// <summary>Nobody can be harmed by it; at once.</summary>
    Neutral = 1,

    /// <summary>Binds at admission; at once.</summary>
    Tightening = 2,

    /// <summary>Stricter, but it could liquidate: comes along a ramp that begins at once.</summary>
    RampedTightening = 3,

    /// <summary>Waits for a second key, then for the delay, then comes along the ramp.</summary>
    Loosening = 4,
}

/// <summary>The effect of each field of some rules, in the order of their table.</summary>
[InlineArray(Capacity)]
public struct FieldEffects : IEquatable<FieldEffects>
{
    public const int Capacity = 32;

    private FieldEffect _first;

    public readonly bool Equals(FieldEffects other) => ((ReadOnlySpan<FieldEffect>)this).SequenceEqual(other);

    public override readonly bool Equals(object? obj) => obj is FieldEffects other && Equals(other);

    public override readonly int GetHashCode() => (int)_first;

    public static bool operator ==(FieldEffects left, FieldEffects right) => left.Equals(right);

    public static bool operator !=(FieldEffects left, FieldEffects right) => !left.Equals(right);
}
