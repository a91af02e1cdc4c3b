using Exchange.Engine;

namespace Exchange.Runtime;

/// <summary>Computes what would liquidate a position, by the engine's own rules.</summary>
internal static class PositionRisk
{
    /// <param name="info">The position as shown.</param>
    /// <param name="position">The position as the rules want it; not flat.</param>
    /// <param name="terms">Its market's.</param>
    /// <param name="asset">Its settlement asset's.</param>
    /// <param name="unit">What stands behind it.</param>
    /// <param name="unitInfo">The same as shown.</param>
    public static PositionRiskInfo Of(PositionInfo info, in Position position, MarginTerms terms, CollateralTerms asset, in Risk unit, MarginInfo unitInfo)
    {
        var notional = MarginRules.Notional(terms, position);
        var margin = MarginRules.MaintenanceMargin(terms, position);
        var profit = MarginRules.UnrealizedPnl(terms, position);
        var tier = terms.Tiers.IndexOf(notional);
        var (_, rate, amount) = terms.Tiers.Bracket(tier);
        var worth = Math.Min(asset.ValueCeiling(margin), unit.MaintenanceMargin);
        var share = unit.MaintenanceMargin == 0 ? 0 : InSettlement(asset, BankruptcyPrice.EquityShare(unit.Equity, worth, unit.MaintenanceMargin));
        return new PositionRiskInfo(
            info,
            new Money(notional),
            tier,
            new Rate(rate),
            new Money((long)(amount / Rate.One)),
            new Money(IsolatedMargin.Required(terms, position)),
            new Money(margin),
            unitInfo,
            new Money(share),
            terms.MarkTicks == 0 ? FinePrice.None : LiquidationPrice.Of(terms, position, RestOf(position, terms, asset, unit, profit, margin)),
            terms.MarkTicks == 0 ? Price.None : Bankruptcy(terms, position, share),
            new Rate(terms.TakerFee));
    }

    /// <summary>What stands beside the position, in its settlement asset: equity rounded down, margin up.</summary>
    private static RestOfUnit RestOf(in Position position, MarginTerms terms, CollateralTerms asset, in Risk unit, long profit, long margin) =>
        position.IsIsolated != 0
            ? new RestOfUnit(IsolatedMargin.Equity(terms, position) - profit, MaintenanceMargin: 0)
            : new RestOfUnit(
                InSettlement(asset, unit.Equity - asset.ValueFloor(profit)),
                -InSettlement(asset, -Math.Max(0, unit.MaintenanceMargin - asset.ValueCeiling(margin))));

    private static Price Bankruptcy(MarginTerms terms, in Position position, long share) => terms.Kind == ContractKind.Linear
        ? new Price(BankruptcyPrice.Ticks(position.Size, BankruptcyPrice.Proceeds(position.Size, terms.LotValueAtMark, share), terms.TickLotValue, terms.TakerFee))
        : Price.None;

    private static long InSettlement(CollateralTerms asset, long value) => value >= 0 ? asset.AmountFloor(value) : -asset.AmountCeiling(-value);
}
