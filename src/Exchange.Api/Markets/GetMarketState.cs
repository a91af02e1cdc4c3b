using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>Whose state a market is in, why, and how it goes on.</summary>
internal sealed record GetMarketState(string Symbol) : IRequest<MarketStateAnswer>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/markets/{symbol}/state", (HttpContext context, string symbol) => context.AnswerAsync(new GetMarketState(symbol)))
        .Describe("Markets", "The state with its causes, the auction, the volatility regime", typeof(MarketStateAnswer));

    internal sealed class Handler(IExchange exchange) : IRequestHandler<GetMarketState, MarketStateAnswer>
    {
        public Task<MarketStateAnswer> Handle(GetMarketState request, CancellationToken cancellationToken) =>
            Task.FromResult(MarketStateAnswer.Of(exchange.Views.Market(request.Symbol)));
    }
}
