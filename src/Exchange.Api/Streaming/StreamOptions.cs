namespace Exchange.Api;

/// <summary>Bounds of the stream: what one client may cost the others.</summary>
public sealed class StreamOptions
{
    /// <summary>The largest message a client may send, in bytes.</summary>
    public int MaxMessageBytes { get; set; } = 64 * 1024;

    /// <summary>The most operations in one frame.</summary>
    public int MaxBatchOperations { get; set; } = 100;

    /// <summary>Order frames of one connection that may be on their way to the journal; then its socket is not read until one is answered.</summary>
    public int MaxFramesInFlight { get; set; } = 64;

    /// <summary>Channels one connection may follow.</summary>
    public int MaxSubscriptions { get; set; } = 256;

    public int MaxConnections { get; set; } = 10_000;

    public int MaxConnectionsPerAddress { get; set; } = 200;

    public int MaxConnectionsPerAccount { get; set; } = 50;

    /// <summary>Bytes that may wait for one client to read them; one more, and it is dropped as a slow consumer.</summary>
    public int MaxQueuedBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>How long nothing may leave although something waits, before the client is dropped as a slow consumer.</summary>
    public TimeSpan MaxLag { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes of committed batches that may wait for the hub; beyond it every subscriber is dropped to start over, since the stream must not hold on to memory without bound.</summary>
    public long MaxHubBacklogBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>Messages that break the protocol which one connection may send before it is closed.</summary>
    public int MaxProtocolErrors { get; set; } = 10;

    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long after an unanswered ping the connection counts as gone.</summary>
    public TimeSpan PongTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often the keys behind open connections are looked at again: a revoked or expired key loses its access within this time.</summary>
    public TimeSpan KeyCheckInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a client that is being closed has to read what is left and answer the close.</summary>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
