using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>One market.</summary>
internal sealed record GetMarket(string Symbol) : IRequest<MarketAnswer>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/markets/{symbol}", (HttpContext context, string symbol) => context.AnswerAsync(new GetMarket(symbol)))
        .Describe("Markets", "One market", typeof(MarketAnswer));

    internal sealed class Handler(IExchange exchange) : IRequestHandler<GetMarket, MarketAnswer>
    {
        public Task<MarketAnswer> Handle(GetMarket request, CancellationToken cancellationToken) =>
            Task.FromResult(MarketAnswer.Of(exchange.Views.Market(request.Symbol)));
    }
}
