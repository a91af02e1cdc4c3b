using System.Globalization;
using Exchange.Engine;
using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>How far the account is from liquidation: margins, health, and for each position the prices that would end it.</summary>
internal sealed record GetRisk(AccountId Account) : IRequest<RiskAnswer>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/account/risk", context => context.AnswerAsync(new GetRisk(context.Caller().Account)))
        .RequireScope(Scopes.Read)
        .Describe("Account", "Equity, margins, health, and what would liquidate each position", typeof(RiskAnswer));

    internal sealed class Handler(IExchange exchange) : IRequestHandler<GetRisk, RiskAnswer>
    {
        public Task<RiskAnswer> Handle(GetRisk request, CancellationToken cancellationToken)
        {
            var views = exchange.Views;
            var risk = views.Risk(request.Account) ?? throw Venue.NotFound("account_unknown", "No such account.");
            return Task.FromResult(RiskAnswer.Of(risk, views));
        }
    }
}

/// <summary>The cross margin in the valuation asset, and the positions.</summary>
internal sealed record RiskAnswer(
    string Asset,
    string Collateral,
    string UnrealizedPnl,
    string Equity,
    string InitialMargin,
    string MaintenanceMargin,
    string FreeCollateral,
    string? HealthFactor,
    IReadOnlyList<PositionRiskAnswer> Positions)
{
    public static RiskAnswer Of(AccountRiskInfo risk, IVenueViews views)
    {
        var cross = MarginAnswer.Of(risk.Cross, views);
        return new RiskAnswer(
            cross.Asset, cross.Collateral, cross.UnrealizedPnl, cross.Equity, cross.InitialMargin, cross.MaintenanceMargin, cross.FreeCollateral,
            HealthText.Of(risk.Cross), [.. risk.Positions.Select(position => PositionRiskAnswer.Of(position, views))]);
    }
}

/// <summary>A position with what would liquidate it. Amounts in the settlement asset; equity and margin of what stands behind it in the valuation asset.</summary>
internal sealed record PositionRiskAnswer(
    string Market,
    string MarginMode,
    int Leverage,
    string Size,
    string Notional,
    int Tier,
    string MaintenanceRate,
    string MaintenanceAmount,
    string InitialMargin,
    string MaintenanceMargin,
    string UnrealizedPnl,
    string? HealthFactor,
    string? LiquidationPrice,
    string? BankruptcyPrice,
    PriceInputsAnswer Inputs)
{
    public static PositionRiskAnswer Of(PositionRiskInfo risk, IVenueViews views)
    {
        var market = views.MarketOf(risk.Position.Market);
        var asset = market.SettlementAsset;
        var valuation = views.AssetOf(risk.Unit.Asset);
        return new PositionRiskAnswer(
            market.Symbol.ToString(),
            Words.Of(WireName.Of(risk.Position.Mode)),
            risk.Position.Leverage,
            Amount.Of(risk.Position.Size.Lots, market.LotSize),
            Amount.Of(risk.Notional, asset),
            risk.Tier,
            Amount.Of(risk.MaintenanceRate),
            Amount.Of(risk.MaintenanceAmount, asset),
            Amount.Of(risk.InitialMargin, asset),
            Amount.Of(risk.MaintenanceMargin, asset),
            Amount.Of(risk.Position.UnrealizedPnl, asset),
            HealthText.Of(risk.Unit),
            risk.LiquidationPrice.IsNone ? null : Amount.Of(risk.LiquidationPrice, market),
            Amount.OfMaybe(risk.BankruptcyPrice, market),
            new PriceInputsAnswer(
                PositionRiskInfo.FormulaVersion,
                Amount.OfMaybe(market.MarkPrice, market),
                Amount.Of(risk.Position.Cost, asset),
                Amount.Of(risk.Unit.Equity, valuation),
                Amount.Of(risk.Unit.MaintenanceMargin, valuation),
                Amount.Of(risk.EquityShare, asset),
                Amount.Of(risk.TakerFee)));
    }
}

/// <summary>What the liquidation and bankruptcy price were computed from.</summary>
internal sealed record PriceInputsAnswer(
    int FormulaVersion, string? MarkPrice, string Cost, string UnitEquity, string UnitMaintenanceMargin, string EquityShare, string TakerFee);

/// <summary>Equity ÷ maintenance margin, with four decimals, rounded down; null without maintenance margin.</summary>
internal static class HealthText
{
    public static string? Of(MarginInfo margin) => margin.MaintenanceMargin == Money.Zero
        ? null
        : (Math.Floor((decimal)margin.Equity.Units * 10_000 / margin.MaintenanceMargin.Units) / 10_000).ToString("F4", CultureInfo.InvariantCulture);
}
