using Exchange.Engine;
using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>Cancels an account's open orders, in one market or all, on one side or both.</summary>
internal sealed record CancelAllRequest(AccountId Account, string? Market, string? Side, CancelReason Reason) : IRequest<CancelAllAnswer>
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/v1/orders", context =>
        {
            var query = new QueryReader(context, "market", "side");
            return context.AnswerAsync(new CancelAllRequest(context.Caller().Account, query.Text("market"), query.Text("side"), CancelReason.Requested));
        })
        .RequireScope(Scopes.Trade, BudgetKind.Cancels)
        .Describe("Orders", "Cancel all orders; in one market, on one side", typeof(CancelAllAnswer));

    internal sealed class Handler(IExchange exchange) : IRequestHandler<CancelAllRequest, CancelAllAnswer>
    {
        public async Task<CancelAllAnswer> Handle(CancelAllRequest request, CancellationToken cancellationToken)
        {
            var command = OrderCommands.CancelAll(request.Account, request.Market, request.Side, request.Reason, exchange.Views);
            var outcome = (await exchange.SubmitAsync(command, cancellationToken)).Accepted();
            return new CancelAllAnswer(outcome.Sequence, outcome.Time.Microseconds, outcome.Entity);
        }
    }
}

/// <param name="Sequence">The command's place in the journal.</param>
/// <param name="Time">In microseconds since 1970.</param>
/// <param name="CanceledOrders">How many.</param>
internal sealed record CancelAllAnswer(long Sequence, long Time, int CanceledOrders);
