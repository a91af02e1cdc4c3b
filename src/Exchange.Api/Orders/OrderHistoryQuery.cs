using Exchange.Engine;
using Exchange.Persistence;
using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>All of an account's orders, newest first.</summary>
internal sealed record OrderHistoryQuery(AccountId Account, string? Market, PageRequest Page) : IRequest<PageAnswer<OrderAnswer>>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/orders/history", context =>
        {
            var query = new QueryReader(context, "market", "cursor", "limit");
            return context.AnswerAsync(new OrderHistoryQuery(context.Caller().Account, query.Text("market"), query.Page()));
        })
        .RequireScope(Scopes.Read)
        .Describe("Orders", "All orders, newest first; cursor, limit 1 to 1000", typeof(PageAnswer<OrderAnswer>));

    internal sealed class Handler(IExchange exchange, IReadSide readSide) : IRequestHandler<OrderHistoryQuery, PageAnswer<OrderAnswer>>
    {
        public async Task<PageAnswer<OrderAnswer>> Handle(OrderHistoryQuery request, CancellationToken cancellationToken)
        {
            var views = exchange.Views;
            MarketId? market = request.Market is null ? null : views.Market(request.Market).Id;
            var page = await readSide.OrdersAsync(request.Account, market, request.Page, views.LastSequenceOf(request.Account), cancellationToken);
            return page.Show(order => OrderAnswer.Of(order, views.MarketOf(order.Market)));
        }
    }
}
