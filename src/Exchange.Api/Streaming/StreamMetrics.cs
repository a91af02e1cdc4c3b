using Prometheus;

namespace Exchange.Api;

/// <summary>What the stream counts.</summary>
internal sealed class StreamMetrics
{
    public StreamMetrics(CollectorRegistry registry)
    {
        var factory = Metrics.WithCustomRegistry(registry);
        Connections = factory.CreateGauge("exchange_stream_connections", "Open WebSocket connections.");
        Messages = factory.CreateCounter("exchange_stream_messages_total", "Messages written to clients.");
        Bytes = factory.CreateCounter("exchange_stream_bytes_total", "Bytes of messages written to clients.");
        Requests = factory.CreateCounter("exchange_stream_requests_total", "Messages received from clients.");
        Operations = factory.CreateCounter("exchange_stream_order_operations_total", "Order operations submitted.");
        HubResets = factory.CreateCounter("exchange_stream_hub_resets_total", "Times all subscribers were dropped to start over.");
        _dropped = factory.CreateCounter("exchange_stream_dropped_total", "Clients disconnected by the server.", "reason");
    }

    private readonly Counter _dropped;

    public Gauge Connections { get; }

    public Counter Messages { get; }

    public Counter Bytes { get; }

    public Counter Requests { get; }

    public Counter Operations { get; }

    public Counter HubResets { get; }

    public Counter.Child Dropped(string reason) => _dropped.WithLabels(reason);
}
