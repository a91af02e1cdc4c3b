namespace Exchange.Benchmarks;

/// <summary>What a client knows of one operation that it sent.</summary>
internal enum Answer
{
    /// <summary>None came: it may have been done or not.</summary>
    Unknown,

    /// <summary>Done, and so in the journal.</summary>
    Acknowledged,

    /// <summary>Refused for a reason of the market.</summary>
    Rejected,
}

/// <summary>One operation of a client: the placing of an order, or the canceling of one.</summary>
internal sealed class Sent(string clientOrderId, bool isCancel, string body)
{
    public string ClientOrderId { get; } = clientOrderId;

    public bool IsCancel { get; } = isCancel;

    /// <summary>The members of the operation, in JSON, without braces.</summary>
    public string Body { get; } = body;

    public Answer Answer { get; set; }

    /// <summary>The order's id, once acknowledged.</summary>
    public long OrderId { get; set; }

    /// <summary>How much of the order was filled when it was acknowledged.</summary>
    public decimal Filled { get; set; }
}
