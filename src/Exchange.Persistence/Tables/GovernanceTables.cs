namespace Exchange.Persistence;

/// <summary>A change of rules as it stands.</summary>
internal sealed class ProposalRow
{
    public int ProposalId { get; set; }

    public required string Kind { get; set; }

    /// <summary>The market's or asset's id; 0 for the venue.</summary>
    public int Subject { get; set; }

    public required string Status { get; set; }

    public required string Author { get; set; }

    public required string Approver { get; set; }

    public required string Reason { get; set; }

    public DateTime ProposedAt { get; set; }

    public DateTime? DueAt { get; set; }

    public DateTime? CompleteAt { get; set; }

    public int Step { get; set; }

    public int StepCount { get; set; }

    /// <summary>JSON: the effect of each field that changes, by name.</summary>
    public required string Fields { get; set; }

    /// <summary>JSON: the rules as they were then.</summary>
    public required string Present { get; set; }

    /// <summary>JSON: the rules as they are to be.</summary>
    public required string Wanted { get; set; }

    /// <summary>Why it was withdrawn.</summary>
    public string? Cause { get; set; }

    public string? WithdrawnBy { get; set; }

    public long UpdatedSequence { get; set; }
}

/// <summary>Every time that rules took effect, steps of ramps included.</summary>
internal sealed class ParameterHistoryRow
{
    /// <summary>The command's sequence × 4,096 + the event's index: in the order in which it happened.</summary>
    public long Position { get; set; }

    public long Sequence { get; set; }

    public DateTime Time { get; set; }

    public int ProposalId { get; set; }

    public required string Kind { get; set; }

    public int Subject { get; set; }

    public int Step { get; set; }

    public int StepCount { get; set; }

    /// <summary>JSON: the names of the fields that the step was about.</summary>
    public required string Fields { get; set; }

    public required string Author { get; set; }

    public required string Approver { get; set; }

    public required string Reason { get; set; }

    public required string Before { get; set; }

    public required string After { get; set; }
}
