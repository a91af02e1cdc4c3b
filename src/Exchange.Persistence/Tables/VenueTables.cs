namespace Exchange.Persistence;

/// <summary>How far the read side is: one row, moved in the transaction that writes the rows.</summary>
internal sealed class ProjectionRow
{
    public bool OnlyRow { get; set; } = true;

    public long Sequence { get; set; }
}

internal sealed class AssetRow
{
    public int AssetId { get; set; }

    public required string Code { get; set; }

    public int Decimals { get; set; }
}

/// <summary>A market as it stands. Prices in the settlement asset per unit of base; open interest in units of base.</summary>
internal sealed class MarketRow
{
    public int MarketId { get; set; }

    public required string Symbol { get; set; }

    public required string BaseAsset { get; set; }

    public int SettlementAssetId { get; set; }

    public decimal TickSize { get; set; }

    public decimal LotSize { get; set; }

    /// <summary>The steps as the engine has them: mantissa × 10^-scale.</summary>
    public int TickMantissa { get; set; }

    public int TickScale { get; set; }

    public int LotMantissa { get; set; }

    public int LotScale { get; set; }

    public required string State { get; set; }

    public decimal? MarkPrice { get; set; }

    public decimal? LastPrice { get; set; }

    public long UpdatedSequence { get; set; }
}

/// <summary>Every set of parameters a market has had. Rates as fractions, quantities in base, money in the settlement asset.</summary>
internal sealed class MarketParametersRow
{
    public int MarketId { get; set; }

    public long Sequence { get; set; }

    public DateTime Time { get; set; }

    public required string Author { get; set; }

    public required string Reason { get; set; }

    public decimal MakerFee { get; set; }

    public decimal TakerFee { get; set; }

    public decimal PriceBand { get; set; }

    public decimal SlippageCap { get; set; }

    public decimal MaxOrderQuantity { get; set; }

    public decimal MaxPositionQuantity { get; set; }

    public decimal MaxOpenInterest { get; set; }

    public decimal MinOrderNotional { get; set; }

    public int MaxOpenOrders { get; set; }

    /// <summary>JSON: an array of <see cref="TierJson"/>.</summary>
    public required string Tiers { get; set; }
}

/// <summary>What operators did.</summary>
internal sealed class AuditRow
{
    public long Sequence { get; set; }

    public DateTime Time { get; set; }

    public required string Action { get; set; }

    public required string Author { get; set; }

    public required string Reason { get; set; }

    public int? MarketId { get; set; }

    public int? AccountId { get; set; }

    public string? Before { get; set; }

    public string? After { get; set; }
}

/// <summary>Every change of a market's state, and of what it comes from.</summary>
internal sealed class MarketStateRow
{
    /// <summary>Room for the place of an event in its command, in <see cref="ChangeId"/>.</summary>
    public const int IndexBits = 20;

    /// <summary>The command's sequence, and in the low bits the event's place in it.</summary>
    public long ChangeId { get; set; }

    public int MarketId { get; set; }

    public DateTime Time { get; set; }

    public required string FromState { get; set; }

    public required string ToState { get; set; }

    public required string OperatorState { get; set; }

    public required string AutomaticState { get; set; }

    public required string Cause { get; set; }

    /// <summary>Whether the cause came; else it went.</summary>
    public bool Came { get; set; }

    public long Value { get; set; }

    public long Threshold { get; set; }

    public required string Author { get; set; }

    public required string Reason { get; set; }
}
