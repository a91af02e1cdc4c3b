using System.Numerics;
using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>How much a market's index moves of late.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct VolatilityState
{
    /// <summary>The average of squared returns of a minute, in 2^-64.</summary>
    public Int128 Variance;

    /// <summary>The minute of the last sample, counted from time 0; 0 before the first.</summary>
    public long Minute;

    /// <summary>The index then.</summary>
    public long Index;

    /// <summary>Since when volatility has been well below the present step; 0 if it has not.</summary>
    public long CalmSince;

    /// <summary>The step of the regime that is in force; 0 for none.</summary>
    public long Step;
}

/// <summary>Volatility in whole numbers: the same on every machine. Pure. FORMULAS §12.10.</summary>
internal static class Volatility
{
    /// <summary>The bits of a logarithm behind its point.</summary>
    public const int FractionBits = 32;

    /// <summary>ln 2 in 2^-32, rounded to the nearest.</summary>
    private const long Ln2 = 2_977_044_472;

    private const int MinutesPerYear = 525_600;

    /// <summary>log₂ of a whole number, in 2^-32, rounded down: its bits come one by one from squaring.</summary>
    /// <param name="value">Positive.</param>
    public static long Log2(long value)
    {
        Invariant.That(value > 0);
        var whole = 63 - BitOperations.LeadingZeroCount((ulong)value);
        var mantissa = (ulong)value << (63 - whole);
        long fraction = 0;
        for (var bit = 0; bit < FractionBits; bit++)
        {
            var square = (UInt128)mantissa * mantissa;
            var isTwoOrMore = (square >> 127) != UInt128.Zero;
            fraction = (fraction << 1) | (isTwoOrMore ? 1L : 0L);
            mantissa = (ulong)(square >> (isTwoOrMore ? 64 : 63));
        }

        return ((long)whole << FractionBits) | fraction;
    }

    /// <summary>ln(to ÷ from), in 2^-32.</summary>
    public static long Return(long from, long to) => (long)(((Int128)(Log2(to) - Log2(from)) * Ln2) >> FractionBits);

    /// <summary>Draws the average of squared returns towards a further one, rounded toward what it was.</summary>
    /// <param name="variance">Not negative, in 2^-64.</param>
    /// <param name="logReturn">In 2^-32.</param>
    /// <param name="weight">How much the new one counts.</param>
    public static Int128 Average(Int128 variance, long logReturn, Rate weight)
    {
        var way = ((Int128)logReturn * logReturn) - variance;
        var moved = FixedMath.PartFloor(Int128.Abs(way), weight.Billionths);
        return variance + (way < 0 ? -moved : moved);
    }

    /// <summary>The volatility of a year, rounded down.</summary>
    public static Rate OfYear(Int128 variance) =>
        new((long)((FixedMath.SqrtFloor((UInt128)variance * MinutesPerYear) * Rate.One) >> FractionBits));
}
