using Exchange.Engine;
using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>The account's positions, and flat markets whose leverage it chose.</summary>
internal sealed record ListPositions(AccountId Account) : IRequest<IReadOnlyList<PositionAnswer>>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/account/positions", context => context.AnswerAsync(new ListPositions(context.Caller().Account)))
        .RequireScope(Scopes.Read)
        .Describe("Account", "Positions", typeof(IReadOnlyList<PositionAnswer>));

    internal sealed class Handler(IExchange exchange) : IRequestHandler<ListPositions, IReadOnlyList<PositionAnswer>>
    {
        public Task<IReadOnlyList<PositionAnswer>> Handle(ListPositions request, CancellationToken cancellationToken)
        {
            var views = exchange.Views;
            return Task.FromResult<IReadOnlyList<PositionAnswer>>(
                [.. views.Positions(request.Account).Select(position => PositionAnswer.Of(position, views.MarketOf(position.Market)))]);
        }
    }
}

/// <summary>A position. Size is signed: positive long, negative short.</summary>
internal sealed record PositionAnswer(
    string Market, string Size, string? EntryPrice, string? MarkPrice, string Cost, int Leverage, string UnrealizedPnl, string RealizedPnl, string MarginMode, string IsolatedMargin)
{
    public static PositionAnswer Of(PositionInfo position, MarketInfo market)
    {
        var asset = market.SettlementAsset;
        return new PositionAnswer(
            market.Symbol.ToString(),
            Amount.Of(position.Size.Lots, market.LotSize),
            Amount.EntryPrice(position.Cost, position.Size, market),
            Amount.OfMaybe(market.MarkPrice, market),
            Amount.Of(position.Cost, asset),
            position.Leverage,
            Amount.Of(position.UnrealizedPnl, asset),
            Amount.Of(position.RealizedPnl, asset),
            Words.Of(WireName.Of(position.Mode)),
            Amount.Of(position.IsolatedMargin, asset));
    }
}
