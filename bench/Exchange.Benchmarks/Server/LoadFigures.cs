using HdrHistogram;

namespace Exchange.Benchmarks;

/// <summary>What a load came to.</summary>
/// <param name="Operations">Operations that were answered.</param>
/// <param name="Refused">How many of them with an error.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Latency">From sending a request or frame to its answer, in microseconds.</param>
internal sealed record LoadFigures(long Operations, long Refused, double Seconds, LongHistogram Latency)
{
    public double PerSecond => Operations / Seconds;

    public double P50 => Latency.GetValueAtPercentile(50);

    public double P99 => Latency.GetValueAtPercentile(99);

    /// <summary>Both together, as if one had gone on where the other ended.</summary>
    public LoadFigures With(LoadFigures other)
    {
        var latency = NewHistogram();
        latency.Add(Latency);
        latency.Add(other.Latency);
        return new LoadFigures(Operations + other.Operations, Refused + other.Refused, Seconds + other.Seconds, latency);
    }

    public static LongHistogram NewHistogram() => new(TimeSpan.TicksPerMinute, numberOfSignificantValueDigits: 3);

    public override string ToString() => $"{PerSecond,11:N0}/s{P50,10:N0}{P99,10:N0}";
}
