using Exchange.Engine;
using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>An account's open orders, by order id.</summary>
internal sealed record OpenOrdersQuery(AccountId Account, string? Market) : IRequest<IReadOnlyList<OrderAnswer>>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/orders", context => context.AnswerAsync(new OpenOrdersQuery(context.Caller().Account, new QueryReader(context, "market").Text("market"))))
        .RequireScope(Scopes.Read)
        .Describe("Orders", "Open orders; in one market", typeof(IReadOnlyList<OrderAnswer>));

    internal sealed class Handler(IExchange exchange) : IRequestHandler<OpenOrdersQuery, IReadOnlyList<OrderAnswer>>
    {
        public Task<IReadOnlyList<OrderAnswer>> Handle(OpenOrdersQuery request, CancellationToken cancellationToken)
        {
            var views = exchange.Views;
            MarketId? market = request.Market is null ? null : views.Market(request.Market).Id;
            return Task.FromResult<IReadOnlyList<OrderAnswer>>(
                [.. views.OpenOrders(request.Account, market).Select(order => OrderAnswer.Of(order, views.MarketOf(order.Market)))]);
        }
    }
}
