using Exchange.Runtime;
using Prometheus;

namespace Exchange.Api;

/// <summary>The exchange's own figures, read when they are scraped.</summary>
internal static class ExchangeMetrics
{
    private static readonly Gauge State = Metrics.CreateGauge("exchange_state", "1 for the state the process is in.", "state");
    private static readonly Gauge Epoch = Metrics.CreateGauge("exchange_epoch", "The leader's term.");
    private static readonly Gauge Sequence = Metrics.CreateGauge("exchange_committed_sequence", "The last sequence that is durable.");
    private static readonly Gauge Lag = Metrics.CreateGauge("exchange_projection_lag", "Sequences by which the read side is behind.");
    private static readonly Gauge Queued = Metrics.CreateGauge("exchange_queued_submissions", "Commands that wait for the engine.");

    public static void Publish(IExchange exchange) => Metrics.DefaultRegistry.AddBeforeCollectCallback(() =>
    {
        var status = exchange.Status;
        foreach (var state in Enum.GetValues<ExchangeState>())
        {
            State.WithLabels(EnumName.Of(state.ToString())).Set(state == status.State ? 1 : 0);
        }

        Epoch.Set(status.Epoch);
        Sequence.Set(status.CommittedSequence);
        Lag.Set(Math.Max(0, status.CommittedSequence - status.ProjectedSequence));
        Queued.Set(status.QueuedSubmissions);
    });
}
