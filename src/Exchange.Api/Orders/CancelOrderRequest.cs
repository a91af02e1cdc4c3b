using Exchange.Engine;
using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>Cancels one open order.</summary>
internal sealed record CancelOrderRequest(AccountId Account, OrderName Name) : IRequest<OrderOutcomeAnswer>
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "/v1/orders/{orderId}", "Cancel an order", context => OrderName.ById(context.PathValue("orderId")));
        Map(routes, "/v1/orders/by-client-id/{clientOrderId}", "Cancel an order by client order id", context => OrderName.ByClientOrderId(context.PathValue("clientOrderId")));
    }

    private static void Map(IEndpointRouteBuilder routes, string path, string summary, Func<HttpContext, OrderName> name) => routes
        .MapDelete(path, context => context.AnswerAsync(new CancelOrderRequest(context.Caller().Account, name(context))))
        .RequireScope(Scopes.Trade, BudgetKind.Cancels)
        .Describe("Orders", summary, typeof(OrderOutcomeAnswer));

    internal sealed class Handler(IExchange exchange) : IRequestHandler<CancelOrderRequest, OrderOutcomeAnswer>
    {
        public async Task<OrderOutcomeAnswer> Handle(CancelOrderRequest request, CancellationToken cancellationToken)
        {
            var outcome = await exchange.SubmitAsync(OrderCommands.Cancel(request.Account, request.Name), cancellationToken);
            return OrderOutcomeAnswer.Of(outcome.Accepted(), exchange.Views);
        }
    }
}
