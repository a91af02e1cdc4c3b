namespace Exchange.Persistence;

/// <summary>A funding time of a market that was charged.</summary>
internal sealed class FundingRateRow
{
    public int MarketId { get; set; }

    /// <summary>Microseconds since 1970.</summary>
    public long FundingTime { get; set; }

    public long Sequence { get; set; }

    public DateTime Time { get; set; }

    /// <summary>What longs paid to shorts per notional.</summary>
    public decimal Rate { get; set; }

    public decimal? MarkPrice { get; set; }

    /// <summary>JSON: everything it was made of, a <see cref="FundingInputs"/>.</summary>
    public required string Inputs { get; set; }
}

/// <summary>What an account paid (positive) or was paid at a funding time.</summary>
internal sealed class FundingPaymentRow
{
    public long PaymentId { get; set; }

    public int AccountId { get; set; }

    public int MarketId { get; set; }

    public long FundingTime { get; set; }

    public decimal Size { get; set; }

    public decimal Amount { get; set; }

    public bool IsIsolated { get; set; }

    /// <summary>A whole number of 128 bits.</summary>
    public required string IndexFrom { get; set; }

    /// <inheritdoc cref="IndexFrom"/>
    public required string IndexTo { get; set; }

    public long Sequence { get; set; }

    public DateTime Time { get; set; }
}
