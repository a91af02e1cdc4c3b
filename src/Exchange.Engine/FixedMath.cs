using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>All divisions of the engine. Each name says which way it rounds.</summary>
internal static class FixedMath
{
    /// <summary>amount × rate, rounded toward +∞: for what the exchange collects or requires.</summary>
    /// <param name="amount">Not negative.</param>
    /// <param name="rate">Billionths, from 0 to one.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long RateCeiling(long amount, long rate)
    {
        // Split at one billion: both partial products then fit in 64 bits, and the constant divisor compiles to a multiplication.
        var (whole, part) = Math.DivRem((ulong)amount, Rate.One);
        return ((long)whole * rate) + (long)((((ulong)((long)part * rate)) + (Rate.One - 1)) / Rate.One);
    }

    /// <summary>amount × rate, rounded toward zero: for what the exchange pays out. Amount and rate are not negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long RateFloor(long amount, long rate)
    {
        var (whole, part) = Math.DivRem((ulong)amount, Rate.One);
        return ((long)whole * rate) + (long)((ulong)((long)part * rate) / Rate.One);
    }

    /// <summary>a ÷ divisor, rounded toward +∞. Neither is negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long DivCeiling(long a, int divisor) => (long)(((ulong)a + (ulong)(divisor - 1)) / (ulong)divisor);

    /// <summary>a × b ÷ divisor, rounded toward +∞. The sign is that of a; b is not negative, divisor positive.</summary>
    /// <exception cref="OverflowException">The quotient does not fit in 64 bits.</exception>
    public static long MulDivCeiling(long a, long b, long divisor)
    {
        if (Math.BigMul(a, b, out var low) == low >> 63)
        {
            // The product fits in 64 bits: nearly always, and a tenth of the price.
            var (narrowQuotient, narrowRemainder) = Math.DivRem(low, divisor);
            return narrowRemainder > 0 ? narrowQuotient + 1 : narrowQuotient;
        }

        var (quotient, remainder) = Int128.DivRem((Int128)a * b, divisor);
        return (long)(remainder > 0 ? quotient + 1 : quotient);
    }

    /// <summary>a × b ÷ divisor, rounded toward −∞. The sign is that of a; b is not negative, divisor positive.</summary>
    /// <exception cref="OverflowException">The quotient does not fit in 64 bits.</exception>
    public static long MulDivFloor(long a, long b, long divisor)
    {
        if (Math.BigMul(a, b, out var low) == low >> 63)
        {
            var (narrowQuotient, narrowRemainder) = Math.DivRem(low, divisor);
            return narrowRemainder < 0 ? narrowQuotient - 1 : narrowQuotient;
        }

        var (quotient, remainder) = Int128.DivRem((Int128)a * b, divisor);
        return (long)(remainder < 0 ? quotient - 1 : quotient);
    }

    /// <summary>Whether a × b is at most a bound, also where the product does not fit in 64 bits. None is negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool ProductAtMost(long a, long b, long bound) =>
        Math.BigMul((ulong)a, (ulong)b, out var low) == 0 && low <= (ulong)bound;

    /// <summary>amount × factor ÷ divisor, rounded toward −∞, and held within ±<see cref="Bounds.MaxValue"/>. Factor is not negative, divisor positive.</summary>
    public static long ValueFloor(long amount, long factor, long divisor)
    {
        var (quotient, remainder) = Int128.DivRem((Int128)amount * factor, divisor);
        return Hold(remainder < 0 ? quotient - 1 : quotient);
    }

    /// <summary>amount × factor ÷ divisor, rounded toward +∞, and held within ±<see cref="Bounds.MaxValue"/>. Factor is not negative, divisor positive.</summary>
    public static long ValueCeiling(long amount, long factor, long divisor)
    {
        var (quotient, remainder) = Int128.DivRem((Int128)amount * factor, divisor);
        return Hold(remainder > 0 ? quotient + 1 : quotient);
    }

    private static long Hold(Int128 value) =>
        value > Bounds.MaxValue ? Bounds.MaxValue : value < -Bounds.MaxValue ? -Bounds.MaxValue : (long)value;

    /// <summary>a ÷ divisor, rounded toward −∞. Neither is negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long DivFloor(long a, long divisor) => (long)((ulong)a / (ulong)divisor);

    /// <summary>amount × rate, rounded toward zero, of amounts beyond 64 bits. Neither is negative, and their product fits.</summary>
    public static Int128 PartFloor(Int128 amount, long rate) => amount * rate / Rate.One;

    /// <summary>√value, rounded down: bit by bit.</summary>
    public static UInt128 SqrtFloor(UInt128 value)
    {
        UInt128 root = 0;
        for (var bit = UInt128.One << 126; bit != 0; bit >>= 2)
        {
            if (value >= root + bit)
            {
                value -= root + bit;
                root = (root >> 1) + bit;
            }
            else
            {
                root >>= 1;
            }
        }

        return root;
    }
}
