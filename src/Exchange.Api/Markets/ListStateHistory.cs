using Exchange.Persistence;
using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>Every change of a market's state and of its causes, newest first.</summary>
internal sealed record ListStateHistory(string Symbol, PageRequest Page) : IRequest<PageAnswer<StateChangeAnswer>>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/markets/{symbol}/state/history", (HttpContext context, string symbol) =>
            context.AnswerAsync(new ListStateHistory(symbol, new QueryReader(context, "cursor", "limit").Page())))
        .Describe("Markets", "The states and their causes as they changed, newest first; cursor, limit 1 to 1000", typeof(PageAnswer<StateChangeAnswer>));

    internal sealed class Handler(IExchange exchange, IReadSide readSide) : IRequestHandler<ListStateHistory, PageAnswer<StateChangeAnswer>>
    {
        public async Task<PageAnswer<StateChangeAnswer>> Handle(ListStateHistory request, CancellationToken cancellationToken)
        {
            var market = exchange.Views.Market(request.Symbol);
            var page = await readSide.StateHistoryAsync(market.Id, request.Page, market.LastSequence, cancellationToken);
            return page.Show(change => StateChangeAnswer.Of(change, market));
        }
    }
}
