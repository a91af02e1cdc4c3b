using Exchange.Engine;
using Exchange.Persistence;
using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>One order, open or ended, however long ago.</summary>
internal sealed record FindOrderQuery(AccountId Account, OrderName Name) : IRequest<OrderAnswer>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "/v1/orders/{orderId}", "One order", context => OrderName.ById(context.PathValue("orderId")));
        Map(routes, "/v1/orders/by-client-id/{clientOrderId}", "One order by client order id", context => OrderName.ByClientOrderId(context.PathValue("clientOrderId")));
    }

    private static void Map(IEndpointRouteBuilder routes, string path, string summary, Func<HttpContext, OrderName> name) => routes
        .MapGet(path, context => context.AnswerAsync(new FindOrderQuery(context.Caller().Account, name(context))))
        .RequireScope(Scopes.Read)
        .Describe("Orders", summary, typeof(OrderAnswer));

    internal sealed class Handler(IExchange exchange, IReadSide readSide) : IRequestHandler<FindOrderQuery, OrderAnswer>
    {
        public async Task<OrderAnswer> Handle(FindOrderQuery request, CancellationToken cancellationToken)
        {
            var order = FindInViews(request) ?? await FindInReadSideAsync(request, cancellationToken) ?? throw Venue.NotFound("order_unknown", "The account has no order of that id.");
            return OrderAnswer.Of(order, exchange.Views.MarketOf(order.Market));
        }

        private OrderInfo? FindInViews(FindOrderQuery request) => request.Name.Id.IsNone
            ? exchange.Views.FindOrder(request.Account, request.Name.ClientOrderId)
            : exchange.Views.FindOrder(request.Account, request.Name.Id);

        private Task<OrderInfo?> FindInReadSideAsync(FindOrderQuery request, CancellationToken cancellationToken)
        {
            var atLeast = exchange.Views.LastSequenceOf(request.Account);
            return request.Name.Id.IsNone
                ? readSide.FindOrderAsync(request.Account, request.Name.ClientOrderId, atLeast, cancellationToken)
                : readSide.FindOrderAsync(request.Account, request.Name.Id, atLeast, cancellationToken);
        }
    }
}
