using Exchange.Engine;
using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>The account's equity and margin, in the valuation asset.</summary>
internal sealed record ListMargins(AccountId Account) : IRequest<IReadOnlyList<MarginAnswer>>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/account/margin", context => context.AnswerAsync(new ListMargins(context.Caller().Account)))
        .RequireScope(Scopes.Read)
        .Describe("Account", "Equity and margin", typeof(IReadOnlyList<MarginAnswer>));

    internal sealed class Handler(IExchange exchange) : IRequestHandler<ListMargins, IReadOnlyList<MarginAnswer>>
    {
        public Task<IReadOnlyList<MarginAnswer>> Handle(ListMargins request, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<MarginAnswer>>([.. exchange.Views.Margins(request.Account).Select(margin => MarginAnswer.Of(margin, exchange.Views))]);
    }
}

internal sealed record MarginAnswer(
    string Asset, string Collateral, string UnrealizedPnl, string Equity, string InitialMargin, string MaintenanceMargin, string FreeCollateral)
{
    public static MarginAnswer Of(MarginInfo margin, IVenueViews views)
    {
        var asset = views.AssetOf(margin.Asset);
        return new MarginAnswer(
            asset.Code.ToString(),
            Amount.Of(margin.Collateral, asset),
            Amount.Of(margin.UnrealizedPnl, asset),
            Amount.Of(margin.Equity, asset),
            Amount.Of(margin.InitialMargin, asset),
            Amount.Of(margin.MaintenanceMargin, asset),
            Amount.Of(margin.FreeCollateral, asset));
    }
}
