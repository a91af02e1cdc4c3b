using Exchange.Engine;
using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>What to change of an order: its limit price, its total quantity, or both.</summary>
internal sealed record AmendOrderBody(string? Price, string? Quantity);

/// <summary>Changes an open order in place.</summary>
internal sealed record AmendOrderRequest(AccountId Account, OrderName Name, AmendOrderBody Body) : IRequest<OrderOutcomeAnswer>
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "/v1/orders/{orderId}", "Amend an order", context => OrderName.ById(context.PathValue("orderId")));
        Map(routes, "/v1/orders/by-client-id/{clientOrderId}", "Amend an order by client order id", context => OrderName.ByClientOrderId(context.PathValue("clientOrderId")));
    }

    private static void Map(IEndpointRouteBuilder routes, string path, string summary, Func<HttpContext, OrderName> name) => routes
        .MapPatch(path, async context =>
            await context.AnswerAsync(new AmendOrderRequest(context.Caller().Account, name(context), await context.ReadBodyAsync<AmendOrderBody>())))
        .RequireScope(Scopes.Trade, BudgetKind.Orders)
        .Describe("Orders", summary, typeof(OrderOutcomeAnswer), typeof(AmendOrderBody), """{"price":"60100.0","quantity":"0.020"}""");

    internal sealed class Handler(IExchange exchange) : IRequestHandler<AmendOrderRequest, OrderOutcomeAnswer>
    {
        public async Task<OrderOutcomeAnswer> Handle(AmendOrderRequest request, CancellationToken cancellationToken)
        {
            var command = OrderCommands.Amend(request.Account, request.Name, request.Body.Price, request.Body.Quantity, exchange.Views);
            var outcome = await exchange.SubmitAsync(command, cancellationToken);
            return OrderOutcomeAnswer.Of(outcome.Accepted(), exchange.Views);
        }
    }
}
