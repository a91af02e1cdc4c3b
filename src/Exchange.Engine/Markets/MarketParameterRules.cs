namespace Exchange.Engine;

/// <summary>What a market's parameters must satisfy, each alone and all together. The bounds are in code: no operator can cross them.</summary>
internal static class MarketParameterRules
{
    /// <summary>A fee is at most 10 %.</summary>
    private const long MaxFee = Rate.One / 10;

    private const int MaxOpenOrders = 1_000;

    public static bool AreValid(in MarketParameters parameters) =>
        FeesAreValid(parameters) && BandsAreValid(parameters) && LimitsAreValid(parameters) && TiersAreValid(parameters);

    /// <summary>Whether limits keep every product within 64 bits at a mark price. FORMULAS §8.1.</summary>
    /// <param name="kind">Linear or inverse.</param>
    /// <param name="maxPosition">The largest position limit the market ever had, in lots: positions outlive a lowered limit.</param>
    /// <param name="maxOpenInterest">The largest cap on open interest it ever had, in lots.</param>
    /// <param name="markTicks">The mark price, or <see cref="UnknownMark"/> while there is none.</param>
    /// <param name="tickLotValue">Settlement units per tick·lot.</param>
    public static bool FitAtMark(ContractKind kind, long maxPosition, long maxOpenInterest, long markTicks, long tickLotValue) =>
        kind == ContractKind.Inverse ? FitAtMarkInverse(maxPosition, maxOpenInterest, markTicks, tickLotValue) : FixedMath.ProductAtMost(markTicks, tickLotValue, Bounds.MaxPositionNotional)
        && FixedMath.ProductAtMost(markTicks * tickLotValue, maxPosition, Bounds.MaxPositionNotional)
        && FixedMath.ProductAtMost(markTicks * tickLotValue, maxOpenInterest, Bounds.MaxOpenNotional);

    /// <summary>The mark at which a market without one is looked at: the one at which the least can be said against it.</summary>
    public static long UnknownMark(ContractKind kind, long tickLotValue) =>
        kind == ContractKind.Linear ? 1 : Math.Min(Price.MaxTicks, tickLotValue);

    /// <summary>In an inverse market an order's value rises as its price falls: with a band of a half it at most doubles, as in a linear one.</summary>
    public static bool SuitKind(in MarketParameters parameters, ContractKind kind) =>
        kind == ContractKind.Linear || parameters.PriceBand.Billionths <= Rate.One / 2;

    /// <summary>A lot is worth at least a unit, sums of weights fit in 62 bits, and so do sums of price × quantity.</summary>
    private static bool FitAtMarkInverse(long maxPosition, long maxOpenInterest, long markTicks, long unitTicks) =>
        markTicks <= unitTicks
        && (Int128)maxPosition * unitTicks <= (Int128)Bounds.MaxInverseNotional * markTicks
        && (Int128)maxOpenInterest * unitTicks <= (Int128)Bounds.MaxOpenNotional * markTicks
        && FixedMath.ProductAtMost(maxPosition, markTicks, Bounds.MaxOpenNotional);

    private static bool FeesAreValid(in MarketParameters parameters) =>
        parameters.TakerFee.Billionths is >= 0 and <= MaxFee
        && parameters.MakerFee.Billionths <= MaxFee
        && parameters.MakerFee.Billionths >= -parameters.TakerFee.Billionths;

    private static bool BandsAreValid(in MarketParameters parameters) =>
        parameters.PriceBand.Billionths < Rate.One
        && parameters.SlippageCap.Billionths > 0
        && parameters.SlippageCap.Billionths <= parameters.PriceBand.Billionths;

    private static bool LimitsAreValid(in MarketParameters parameters) =>
        parameters.MaxOrderQuantity.Lots is > 0 and <= Quantity.MaxLots
        && parameters.MaxPositionQuantity.Lots >= parameters.MaxOrderQuantity.Lots
        && parameters.MaxOpenInterest.Lots > 0
        && parameters.MinOrderNotional.Units is >= 0 and <= Bounds.MaxPositionNotional
        && parameters.MaxOpenOrders is > 0 and <= MaxOpenOrders;

    private static bool TiersAreValid(in MarketParameters parameters)
    {
        if (parameters.TierCount is < 1 or > MarginTiers.Capacity)
        {
            return false;
        }

        var tiers = parameters.ActiveTiers;
        if (tiers[0].NotionalFloor.Units != 0)
        {
            return false;
        }

        for (var i = 0; i < tiers.Length; i++)
        {
            if (!TierIsValid(tiers[i], parameters.TakerFee) || (i > 0 && !Follows(tiers[i - 1], tiers[i])))
            {
                return false;
            }
        }

        return !((ReadOnlySpan<MarginTier>)parameters.Tiers)[parameters.TierCount..].ContainsAnyExcept(default(MarginTier));
    }

    /// <summary>The closing fee must fit into maintenance margin, and maintenance margin below initial: rate × leverage &lt; 1.</summary>
    private static bool TierIsValid(in MarginTier tier, Rate takerFee) =>
        tier.Reserved == 0
        && tier.MaxLeverage is >= 1 and <= Bounds.MaxLeverage
        && tier.MaintenanceRate.Billionths is > 0 and < Rate.One
        && tier.MaintenanceRate.Billionths > takerFee.Billionths
        && tier.MaintenanceRate.Billionths * tier.MaxLeverage < Rate.One;

    private static bool Follows(in MarginTier lower, in MarginTier upper) =>
        upper.NotionalFloor.Units > lower.NotionalFloor.Units
        && upper.NotionalFloor.Units <= Bounds.MaxPositionNotional
        && upper.MaintenanceRate.Billionths >= lower.MaintenanceRate.Billionths
        && upper.MaxLeverage <= lower.MaxLeverage
        && (upper.MaintenanceRate != lower.MaintenanceRate || upper.MaxLeverage != lower.MaxLeverage);
}
