namespace Exchange.Persistence;

/// <summary>A withdrawal as it stands. The amount in whole units of the asset.</summary>
internal sealed class WithdrawalRow
{
    public long WithdrawalId { get; set; }

    public int AccountId { get; set; }

    public int AssetId { get; set; }

    public decimal Amount { get; set; }

    public required string Destination { get; set; }

    public required string Reference { get; set; }

    public required string Status { get; set; }

    /// <summary>Who decided; null while it waits.</summary>
    public string? Author { get; set; }

    public string? Reason { get; set; }

    public DateTime RequestedAt { get; set; }

    public DateTime? DecidedAt { get; set; }

    public long UpdatedSequence { get; set; }
}
