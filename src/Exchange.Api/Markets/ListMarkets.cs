using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>All markets, in order of creation.</summary>
internal sealed record ListMarkets : IRequest<IReadOnlyList<MarketAnswer>>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/markets", context => context.AnswerAsync(new ListMarkets()))
        .Describe("Markets", "All markets", typeof(IReadOnlyList<MarketAnswer>));

    internal sealed class Handler(IExchange exchange) : IRequestHandler<ListMarkets, IReadOnlyList<MarketAnswer>>
    {
        public Task<IReadOnlyList<MarketAnswer>> Handle(ListMarkets request, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<MarketAnswer>>([.. exchange.Views.Markets.Select(MarketAnswer.Of)]);
    }
}
