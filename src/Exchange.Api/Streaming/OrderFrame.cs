using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>The order operations of one frame on their way: the commands they became, and the errors of those that became none. Reused.</summary>
internal sealed class OrderFrame
{
    private readonly List<StreamError?> _errors = [];

    public CommandBatch Batch { get; } = new();

    public long? Id { get; set; }

    /// <summary>Whether to answer with an array of results or with the result of the one operation.</summary>
    public bool IsBatch { get; set; }

    /// <summary>The submission; to be awaited once.</summary>
    public ValueTask Submission { get; set; }

    /// <summary>How many operations the frame has.</summary>
    public int Count => _errors.Count;

    /// <summary>The error of an operation that was not submitted; null for one that was, whose outcome is the next in the batch.</summary>
    public StreamError? ErrorAt(int operation) => _errors[operation];

    /// <summary>How many of the operations take the cancel budget, the others taking the order budget.</summary>
    public int Cancels { get; set; }

    /// <summary>Counts the command that was just added to the batch.</summary>
    public void Submitted() => _errors.Add(null);

    public void Failed(StreamError error) => _errors.Add(error);

    public void Clear()
    {
        Batch.Clear();
        _errors.Clear();
        Id = null;
        IsBatch = false;
        Cancels = 0;
        Submission = default;
    }
}
