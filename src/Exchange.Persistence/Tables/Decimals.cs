using Exchange.Engine;

namespace Exchange.Persistence;

/// <summary>Whole steps of the engine as the decimals of SQL, and back. Exact both ways.</summary>
internal static class Decimals
{
    public static readonly DecimalStep Billionth = new(1, 9);

    /// <summary><c>value × step</c>, with as many decimals as the step has.</summary>
    /// <exception cref="OverflowException">The product does not fit in 96 bits.</exception>
    public static decimal Of(long value, DecimalStep step)
    {
        var scaled = (Int128)value * step.Mantissa;
        var magnitude = (UInt128)Int128.Abs(scaled);
        return new decimal(
            lo: unchecked((int)(uint)magnitude),
            mid: unchecked((int)(uint)(magnitude >> 32)),
            hi: unchecked((int)(uint)(magnitude >> 64)),
            isNegative: scaled < 0,
            scale: checked((byte)step.Scale));
    }

    /// <summary>A decimal as the whole number of steps that it is.</summary>
    /// <exception cref="InvalidOperationException">It is none: it was not written by us.</exception>
    public static long Steps(decimal value, DecimalStep step)
    {
        var steps = value / Of(1, step);
        return steps == decimal.Truncate(steps)
            ? (long)steps
            : throw new InvalidOperationException($"{value} is not a whole number of {Of(1, step)}.");
    }

    /// <summary>Microseconds since 1970 as a time of SQL, which has microseconds too.</summary>
    public static DateTime Of(Timestamp time) => DateTime.UnixEpoch.AddTicks(time.Microseconds * TimeSpan.TicksPerMicrosecond);

    public static Timestamp Of(DateTime time) => new((time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
}
