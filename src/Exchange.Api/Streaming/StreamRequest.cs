namespace Exchange.Api;

/// <summary>A parsed frame. Reused from frame to frame; order operations go on in its <see cref="Orders"/>.</summary>
internal sealed class StreamRequest
{
    public long? Id { get; set; }

    public StreamOp Op { get; set; }

    /// <summary>Why the request as a whole is not done.</summary>
    public StreamError? Error { get; set; }

    /// <summary>Whether the frame was not even JSON.</summary>
    public bool IsMalformed { get; set; }

    public List<string> Channels { get; } = [];

    public string Key { get; set; } = "";

    public string Timestamp { get; set; } = "";

    public string Signature { get; set; } = "";

    /// <summary>Where order operations were put.</summary>
    public OrderFrame Orders { get; private set; } = new();

    public void Begin(OrderFrame orders)
    {
        Id = null;
        Op = StreamOp.None;
        Error = null;
        IsMalformed = false;
        Channels.Clear();
        Key = Timestamp = Signature = "";
        Orders = orders;
        orders.Clear();
    }
}
