using Exchange.Engine;
using Exchange.Runtime;
using FluentValidation;
using MediatR;

namespace Exchange.Api;

internal sealed record StateBody(string? State, string? Reason);

/// <summary>Moves a market to another state.</summary>
internal sealed record ChangeMarketState(Caller Caller, string Symbol, StateBody Body) : IRequest<MarketAnswer>
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v1/admin/markets/{symbol}/state", async (HttpContext context, string symbol) =>
            await context.AnswerAsync(new ChangeMarketState(context.Caller(), symbol, await context.ReadBodyAsync<StateBody>())))
        .RequireScope(Scopes.Admin)
        .Describe("Admin", "Move a market to another state", typeof(MarketAnswer), typeof(StateBody), """{"state":"reduceOnly","reason":"Maintenance at 12:00"}""");

    internal sealed class Validator : AbstractValidator<ChangeMarketState>
    {
        public Validator()
        {
            RuleFor(request => request.Body.State).Required("state").MustBe("state", text => Words.TryRead(text, out MarketState _), Words.States);
            RuleFor(request => request.Body.Reason).Required("reason");
        }
    }

    internal sealed class Handler(IExchange exchange) : IRequestHandler<ChangeMarketState, MarketAnswer>
    {
        public async Task<MarketAnswer> Handle(ChangeMarketState request, CancellationToken cancellationToken)
        {
            var market = exchange.Views.Market(request.Symbol);
            Words.TryRead(request.Body.State!, out MarketState state);
            var command = new SetMarketState
            {
                Market = market.Id,
                State = state,
                Author = request.Caller.Author,
                Reason = Fields.Text("reason", request.Body.Reason),
            };
            (await exchange.SubmitAsync(command, cancellationToken)).Accepted();
            return MarketAnswer.Of(exchange.Views.MarketOf(market.Id));
        }
    }
}
