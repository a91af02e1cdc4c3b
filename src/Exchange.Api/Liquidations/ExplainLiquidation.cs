using Exchange.Engine;
using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>A liquidation of the caller's account, with every input as it was recorded when it happened.</summary>
internal sealed record ExplainLiquidation(AccountId Account, string Id) : IRequest<LiquidationExplanation>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/liquidations/{liquidationId}/explain", (HttpContext context, string liquidationId) =>
            context.AnswerAsync(new ExplainLiquidation(context.Caller().Account, liquidationId)))
        .RequireScope(Scopes.Read)
        .Describe("Account", "Why the account was liquidated: prices and their legs, tiers, margins, balances and each step", typeof(LiquidationExplanation));

    internal sealed class Handler(IExchange exchange) : IRequestHandler<ExplainLiquidation, LiquidationExplanation>
    {
        public Task<LiquidationExplanation> Handle(ExplainLiquidation request, CancellationToken cancellationToken)
        {
            // Another account's liquidation is as unknown as one that there is not.
            var info = exchange.Views.FindLiquidation(LiquidationName.Parse(request.Id));
            return info is not null && info.Opened.Account == request.Account
                ? Task.FromResult(LiquidationExplanation.Of(info, exchange.Views))
                : throw new ApiProblemException(StatusCodes.Status404NotFound, "liquidation_unknown", "The account has no such liquidation.");
        }
    }
}

/// <param name="Liquidation">What was done.</param>
/// <param name="Collateral">What stood behind the positions.</param>
/// <param name="UnrealizedPnl">Σ over the positions.</param>
/// <param name="Equity">Collateral + unrealized profit and loss; below maintenance margin.</param>
/// <param name="MaintenanceMargin">Σ over the positions.</param>
/// <param name="Positions">What each position's part was computed from.</param>
/// <param name="Balances">What each balance counted for; empty for an isolated position.</param>
internal sealed record LiquidationExplanation(
    LiquidationAnswer Liquidation, string Collateral, string UnrealizedPnl, string Equity, string MaintenanceMargin,
    IReadOnlyList<ExplainedPosition> Positions, IReadOnlyList<ExplainedBalance> Balances)
{
    public static LiquidationExplanation Of(LiquidationInfo info, IVenueViews views)
    {
        var valuation = views.Assets[0];
        return new(
            LiquidationAnswer.Of(info, views),
            Amount.Of(info.Opened.Collateral, valuation),
            Amount.Of(info.Opened.UnrealizedPnl, valuation),
            Amount.Of(info.Opened.Equity, valuation),
            Amount.Of(info.Opened.MaintenanceMargin, valuation),
            [.. info.Positions.Select(position => ExplainedPosition.Of(position, views.FindMarket(position.Market)!))],
            [.. info.Balances.Select(balance => ExplainedBalance.Of(balance, views))]);
    }
}

/// <param name="Market">Its symbol.</param>
/// <param name="Leverage">What the account chose, or the market's highest.</param>
/// <param name="Size">Signed.</param>
/// <param name="Cost">Signed cost in the settlement asset.</param>
/// <param name="MarkPrice">What it was valued at.</param>
/// <param name="Index">The index, and leg 1 of the mark price before funding.</param>
/// <param name="BasisLeg">Leg 2; 0 if it did not count.</param>
/// <param name="TradingLeg">Leg 3; 0 if it did not count.</param>
/// <param name="SourcesUsed">Bit n for the market's source n.</param>
/// <param name="SourcesDeviating">The same, of those left out for their distance from the rest.</param>
/// <param name="Notional">|size| at mark.</param>
/// <param name="UnrealizedPnl">Size at mark − cost.</param>
/// <param name="MaintenanceRate">Of the tier that the notional lay in.</param>
/// <param name="MaintenanceAmount">Notional × rate − margin.</param>
/// <param name="MaintenanceMargin">Notional × rate − amount, rounded up.</param>
internal sealed record ExplainedPosition(
    string Market, int Leverage, string Size, string Cost, string MarkPrice, string Index, string BasisLeg, string TradingLeg, long SourcesUsed,
    long SourcesDeviating, string Notional, string UnrealizedPnl, string MaintenanceRate, string MaintenanceAmount, string MaintenanceMargin)
{
    public static ExplainedPosition Of(LiquidationPosition position, MarketInfo market) => new(
        market.Symbol.ToString(),
        position.Leverage,
        Amount.Of(position.Size.Lots, market.LotSize),
        Amount.Of(position.Cost, market.SettlementAsset),
        Amount.Of(position.MarkPrice, market),
        Amount.Of(position.Index, market),
        Amount.Of(position.BasisLeg, market),
        Amount.Of(position.TradingLeg, market),
        position.SourcesUsed,
        position.SourcesDeviating,
        Amount.Of(position.Notional, market.SettlementAsset),
        Amount.Of(position.UnrealizedPnl, market.SettlementAsset),
        Amount.Of(position.MaintenanceRate),
        Amount.Of(position.MaintenanceAmount, market.SettlementAsset),
        Amount.Of(position.MaintenanceMargin, market.SettlementAsset));
}

/// <param name="Asset">Its code.</param>
/// <param name="Balance">What the account had of it.</param>
/// <param name="Worth">What it counted for, haircut taken off, in the valuation asset.</param>
internal sealed record ExplainedBalance(string Asset, string Balance, string Worth)
{
    public static ExplainedBalance Of(LiquidationBalance balance, IVenueViews views)
    {
        var asset = views.FindAsset(balance.Asset)!;
        return new(asset.Code.ToString(), Amount.Of(balance.Balance, asset), Amount.Of(balance.Worth, views.Assets[0]));
    }
}
