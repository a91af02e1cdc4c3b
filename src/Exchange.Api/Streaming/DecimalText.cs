using System.Buffers.Text;
using Exchange.Engine;
using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>Decimal strings in UTF-8, as the stream's frames hold them, from and to whole steps; nothing is rounded and nothing allocated.</summary>
internal static class DecimalText
{
    /// <summary>Bytes that any number can take: a sign, 19 digits, a point, and the zeros of the smallest scale.</summary>
    public const int MaxLength = 36;

    /// <summary>The step of an asset's money: its smallest unit.</summary>
    public static DecimalStep UnitOf(AssetInfo asset) => new(1, asset.Decimals);

    /// <summary>The step itself as a decimal string.</summary>
    public static string Of(DecimalStep step)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        return System.Text.Encoding.ASCII.GetString(text[..Write(1, step, text)]);
    }

    /// <summary>Writes <c>value × step</c> with as many decimals as the step has, and returns the length.</summary>
    /// <exception cref="OverflowException">The product does not fit in 64 bits.</exception>
    public static int Write(long value, DecimalStep step, Span<byte> target)
    {
        var scaled = value * step.Mantissa;
        if (step.Scale == 0)
        {
            Utf8Formatter.TryFormat(scaled, target, out var whole);
            return whole;
        }

        var length = 0;
        if (scaled < 0)
        {
            target[length++] = (byte)'-';
            scaled = -scaled;
        }

        Span<byte> digits = stackalloc byte[24];
        Utf8Formatter.TryFormat(scaled, digits, out var count);
        if (count <= step.Scale)
        {
            target[length++] = (byte)'0';
            target[length++] = (byte)'.';
            target.Slice(length, step.Scale - count).Fill((byte)'0');
            length += step.Scale - count;
            digits[..count].CopyTo(target[length..]);
            return length + count;
        }

        digits[..(count - step.Scale)].CopyTo(target[length..]);
        length += count - step.Scale;
        target[length++] = (byte)'.';
        digits[(count - step.Scale)..count].CopyTo(target[length..]);
        return length + step.Scale;
    }

    /// <summary>Reads a plain decimal (digits, at most one point between digits; no sign, no exponent) as a whole number of steps.</summary>
    public static DecimalParse TryRead(ReadOnlySpan<byte> text, DecimalStep step, out long steps)
    {
        steps = 0;
        if (!TryRead(text, out var mantissa, out var scale, out var isTooLong))
        {
            return isTooLong ? DecimalParse.OutOfRange : DecimalParse.Malformed;
        }

        // The text is mantissa ÷ 10^scale; the steps are that × 10^step.Scale ÷ step.Mantissa.
        Int128 scaled = mantissa;
        for (; scale < step.Scale; scale++)
        {
            scaled *= 10;
        }

        for (; scale > step.Scale; scale--)
        {
            var (tenth, digit) = Int128.DivRem(scaled, 10);
            if (digit != 0)
            {
                return DecimalParse.OffStep;
            }

            scaled = tenth;
        }

        var (quotient, remainder) = Int128.DivRem(scaled, step.Mantissa);
        if (remainder != 0)
        {
            return DecimalParse.OffStep;
        }

        if (quotient > long.MaxValue)
        {
            return DecimalParse.OutOfRange;
        }

        steps = (long)quotient;
        return DecimalParse.Exact;
    }

    /// <summary>At most 18 digits count: a longer number is no price or quantity of any market.</summary>
    private static bool TryRead(ReadOnlySpan<byte> text, out long mantissa, out int scale, out bool isTooLong)
    {
        mantissa = 0;
        scale = 0;
        isTooLong = false;
        var point = -1;
        var digits = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '.')
            {
                if (point >= 0 || i == 0 || i == text.Length - 1)
                {
                    return false;
                }

                point = i;
                continue;
            }

            if (c is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            digits += digits == 0 && c == '0' ? 0 : 1;
            if (digits <= 18)
            {
                mantissa = (mantissa * 10) + (c - '0');
            }
        }

        isTooLong = digits > 18 || text.Length > MaxLength;
        scale = point < 0 ? 0 : text.Length - 1 - point;
        return text.Length != 0 && !isTooLong;
    }
}

/// <summary>How a decimal string read.</summary>
internal enum DecimalParse
{
    /// <summary>A whole number of steps.</summary>
    Exact,

    /// <summary>Not a plain decimal number.</summary>
    Malformed,

    /// <summary>A number between two steps.</summary>
    OffStep,

    /// <summary>A number that is larger than what is ever meant.</summary>
    OutOfRange,
}
