namespace Exchange.Engine;

/// <summary>What a market's parameters must satisfy, each alone and all together. The bounds are in code: no operator can cross them.</summary>
internal static class MarketParameterRules
{
    /// <summary>A fee is at most 1 %.</summary>
    private const long MaxFee = Rate.One / 100;

    /// <summary>A price band is between 0.1 % and 90 %.</summary>
    private const long MinBand = Rate.One / 1000;
    private const long MaxBand = Rate.One / 10 * 9;

    /// <summary>A maintenance rate is at least 0.1 %.</summary>
    private const long MinMaintenanceRate = Rate.One / 1000;

    private const int MaxOpenOrders = 10_000;

    public static bool AreValid(in MarketParameters parameters) =>
        FeesAreValid(parameters) && BandsAreValid(parameters) && LimitsAreValid(parameters) && TiersAreValid(parameters);

    /// <summary>Whether the position limit keeps every product within 64 bits at a mark price. FORMULAS §8.</summary>
    public static bool FitAtMark(in MarketParameters parameters, long markTicks, long tickLotValue) =>
        FixedMath.ProductAtMost(markTicks, tickLotValue, Bounds.MaxPositionNotional)
        && FixedMath.ProductAtMost(markTicks * tickLotValue, parameters.MaxPositionQuantity.Lots, Bounds.MaxPositionNotional);

    private static bool FeesAreValid(in MarketParameters parameters) =>
        parameters.TakerFee.Billionths is >= 0 and <= MaxFee
        && parameters.MakerFee.Billionths <= MaxFee
        && parameters.MakerFee.Billionths >= -parameters.TakerFee.Billionths;

    private static bool BandsAreValid(in MarketParameters parameters) =>
        parameters.PriceBand.Billionths is >= MinBand and <= MaxBand
        && parameters.SlippageCap.Billionths > 0
        && parameters.SlippageCap.Billionths <= parameters.PriceBand.Billionths;

    private static bool LimitsAreValid(in MarketParameters parameters) =>
        parameters.MaxOrderQuantity.Lots is > 0 and <= Quantity.MaxLots
        && parameters.MaxPositionQuantity.Lots >= parameters.MaxOrderQuantity.Lots
        && parameters.MaxPositionQuantity.Lots <= Quantity.MaxLots
        && parameters.MaxOpenInterest.Lots is > 0 and <= Bounds.MaxSupply
        && parameters.MinOrderNotional.Units is >= 0 and <= Bounds.MaxTransfer
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

        return true;
    }

    /// <summary>The closing fee must fit into maintenance margin, and maintenance margin below initial: rate × leverage &lt; 1.</summary>
    private static bool TierIsValid(in MarginTier tier, Rate takerFee) =>
        tier.Reserved == 0
        && tier.MaxLeverage is >= 1 and <= Bounds.MaxLeverage
        && tier.MaintenanceRate.Billionths is >= MinMaintenanceRate and <= Rate.One
        && tier.MaintenanceRate.Billionths > takerFee.Billionths
        && tier.MaintenanceRate.Billionths * tier.MaxLeverage < Rate.One;

    private static bool Follows(in MarginTier lower, in MarginTier upper) =>
        upper.NotionalFloor.Units > lower.NotionalFloor.Units
        && upper.NotionalFloor.Units <= Bounds.MaxSupply
        && upper.MaintenanceRate.Billionths > lower.MaintenanceRate.Billionths
        && upper.MaxLeverage <= lower.MaxLeverage;
}
