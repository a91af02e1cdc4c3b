namespace Exchange.Persistence;

/// <summary>An order as it stands, open or ended. Price per unit of base, quantities in base.</summary>
internal sealed class OrderRow
{
    public long OrderId { get; set; }

    public int AccountId { get; set; }

    public int MarketId { get; set; }

    public string? ClientOrderId { get; set; }

    public required string Side { get; set; }

    public required string Type { get; set; }

    public required string TimeInForce { get; set; }

    public bool PostOnly { get; set; }

    public bool ReduceOnly { get; set; }

    public required string SelfTradePrevention { get; set; }

    public decimal LimitPrice { get; set; }

    public decimal Quantity { get; set; }

    public decimal Filled { get; set; }

    public decimal Remaining { get; set; }

    /// <summary>Σ price × quantity of its fills, in ticks × lots: exact, where an average price would not be.</summary>
    public long FilledTickLots { get; set; }

    public DateTime? ExpiresAt { get; set; }

    public required string Status { get; set; }

    public string? CancelReason { get; set; }

    public DateTime CreatedAt { get; set; }

    public DateTime UpdatedAt { get; set; }

    public long CreatedSequence { get; set; }

    public long UpdatedSequence { get; set; }
}

/// <summary>One side of a trade; each trade has two. Fee and PnL in the settlement asset.</summary>
internal sealed class FillRow
{
    public long TradeId { get; set; }

    /// <summary><c>maker</c> or <c>taker</c>.</summary>
    public required string Liquidity { get; set; }

    public long OrderId { get; set; }

    public int AccountId { get; set; }

    public int MarketId { get; set; }

    public required string Side { get; set; }

    public decimal Price { get; set; }

    public decimal Quantity { get; set; }

    public decimal Fee { get; set; }

    public decimal RealizedPnl { get; set; }

    public decimal SizeAfter { get; set; }

    public decimal CostAfter { get; set; }

    public long Sequence { get; set; }

    public DateTime Time { get; set; }
}
