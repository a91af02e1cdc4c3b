using System.Diagnostics;
using MediatR;
using Prometheus;

namespace Exchange.Api;

/// <summary>Counts and times each use case.</summary>
internal sealed class MeasuringBehaviour<TRequest, TResponse> : IPipelineBehavior<TRequest, TResponse>
{
    private readonly Histogram.Child _seconds = UseCaseMetrics.Seconds.WithLabels(typeof(TRequest).Name);
    private readonly Counter.Child _failures = UseCaseMetrics.Failures.WithLabels(typeof(TRequest).Name);

    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            return await next();
        }
        catch
        {
            _failures.Inc();
            throw;
        }
        finally
        {
            _seconds.Observe(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
    }
}

internal static class UseCaseMetrics
{
    public static readonly Histogram Seconds = Metrics.CreateHistogram(
        "exchange_use_case_seconds",
        "Time of a use case, the wait for durability included.",
        new HistogramConfiguration { LabelNames = ["use_case"], ExemplarBehavior = ExemplarBehavior.NoExemplars(), Buckets = Histogram.ExponentialBuckets(0.00025, 2, 15) });

    public static readonly Counter Failures = Metrics.CreateCounter("exchange_use_case_failures_total", "Use cases that ended in a problem.", "use_case");
}
