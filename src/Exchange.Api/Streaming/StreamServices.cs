using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>What all connections share.</summary>
internal sealed record StreamServices(
    IExchange Exchange,
    StreamHub Hub,
    IStreamAccess Access,
    StreamConnections Connections,
    StreamOptions Options,
    StreamMetrics Metrics,
    ILogger<StreamConnection> Logger);
