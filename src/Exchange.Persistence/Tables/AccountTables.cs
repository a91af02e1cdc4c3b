namespace Exchange.Persistence;

internal sealed class AccountRow
{
    public int AccountId { get; set; }

    public int OwnerId { get; set; }

    public required string Label { get; set; }

    public DateTime OpenedAt { get; set; }
}

internal sealed class BalanceRow
{
    public int AccountId { get; set; }

    public int AssetId { get; set; }

    public decimal Balance { get; set; }
}

/// <summary>A position: signed size in base, signed cost and realized PnL in the settlement asset.</summary>
internal sealed class PositionRow
{
    public int AccountId { get; set; }

    public int MarketId { get; set; }

    public decimal Size { get; set; }

    public decimal Cost { get; set; }

    /// <summary>The leverage the account chose; 0 for the market's highest.</summary>
    public int Leverage { get; set; }

    public decimal RealizedPnl { get; set; }

    /// <summary><c>cross</c> or <c>isolated</c>.</summary>
    public string MarginMode { get; set; } = "cross";

    /// <summary>What is set aside for an isolated position, in the settlement asset.</summary>
    public decimal IsolatedMargin { get; set; }

    public long UpdatedSequence { get; set; }
}

/// <summary>One leg of a transfer: its two legs have opposite amounts. Amounts in units of the asset.</summary>
internal sealed class LedgerEntryRow
{
    public long TransferId { get; set; }

    /// <summary>0 for who gave, 1 for who got.</summary>
    public short Leg { get; set; }

    public int AccountId { get; set; }

    public int CounterpartyId { get; set; }

    public int AssetId { get; set; }

    public decimal Amount { get; set; }

    public decimal BalanceAfter { get; set; }

    public required string Kind { get; set; }

    public int? MarketId { get; set; }

    public long? TradeId { get; set; }

    /// <summary>Whose isolated position the entry is about, where the other leg is the venue's account for their margins.</summary>
    public int? BeneficiaryId { get; set; }

    public string? Reference { get; set; }

    public long Sequence { get; set; }

    public DateTime Time { get; set; }
}
