using Exchange.Engine;

namespace Exchange.Runtime;

/// <summary>How far an account is from liquidation.</summary>
/// <param name="Cross">The account's balances with its cross positions, in the valuation asset.</param>
/// <param name="Positions">Its open positions, by market.</param>
public sealed record AccountRiskInfo(MarginInfo Cross, IReadOnlyList<PositionRiskInfo> Positions);

/// <summary>A position with what would liquidate it, and what that was computed from. Amounts in settlement units unless said otherwise.</summary>
/// <param name="Position">The position itself.</param>
/// <param name="Notional">|size| at mark.</param>
/// <param name="Tier">Its margin tier, from 0.</param>
/// <param name="MaintenanceRate">Of that tier.</param>
/// <param name="MaintenanceAmount">notional × rate − maintenance margin of that tier, rounded down.</param>
/// <param name="InitialMargin">Of the position without its orders.</param>
/// <param name="MaintenanceMargin">Of the position.</param>
/// <param name="Unit">What stands behind it, in the valuation asset: the cross margin, or its own.</param>
/// <param name="EquityShare">Its share of the unit's equity by maintenance margin.</param>
/// <param name="LiquidationPrice">Where equity comes down to maintenance margin if only this mark moves; none if nowhere.</param>
/// <param name="BankruptcyPrice">Where closing whole, with its fee, would use up the position's share of equity.</param>
/// <param name="TakerFee">The fee that is in it.</param>
public sealed record PositionRiskInfo(
    PositionInfo Position,
    Money Notional,
    int Tier,
    Rate MaintenanceRate,
    Money MaintenanceAmount,
    Money InitialMargin,
    Money MaintenanceMargin,
    MarginInfo Unit,
    Money EquityShare,
    FinePrice LiquidationPrice,
    Price BankruptcyPrice,
    Rate TakerFee)
{
    /// <summary>Which formulas the prices come from.</summary>
    public const int FormulaVersion = Exchange.Engine.LiquidationPrice.FormulaVersion;
}
