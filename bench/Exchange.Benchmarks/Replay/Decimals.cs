using System.Globalization;
using Exchange.Engine;

namespace Exchange.Benchmarks;

/// <summary>Whole steps as the decimal texts that the API takes and gives, and back.</summary>
internal static class Decimals
{
    public static string Of(long steps, DecimalStep step) => (steps * Size(step)).ToString($"F{step.Scale}", CultureInfo.InvariantCulture);

    /// <exception cref="InvalidDataException">Not a whole number of steps.</exception>
    public static long Steps(ReadOnlySpan<char> text, DecimalStep step) =>
        Steps(decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture), step);

    /// <exception cref="InvalidDataException">Not a whole number of steps.</exception>
    public static long Steps(decimal number, DecimalStep step)
    {
        var steps = number / Size(step);
        return steps == decimal.Truncate(steps) ? (long)steps : throw new InvalidDataException($"{number} is no multiple of {Size(step)}.");
    }

    public static decimal Size(this DecimalStep step)
    {
        var size = (decimal)step.Mantissa;
        for (var i = 0; i < step.Scale; i++)
        {
            size /= 10;
        }

        return size;
    }
}
