using Exchange.Persistence;
using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>Every set of parameters that a market has had, newest first.</summary>
internal sealed record ListParameterHistory(string Symbol, PageRequest Page) : IRequest<PageAnswer<ParametersChangeAnswer>>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/admin/markets/{symbol}/parameters/history", (HttpContext context, string symbol) =>
            context.AnswerAsync(new ListParameterHistory(symbol, new QueryReader(context, "cursor", "limit").Page())))
        .RequireScope(Scopes.Admin)
        .Describe("Admin", "A market's parameters as they changed", typeof(PageAnswer<ParametersChangeAnswer>));

    internal sealed class Handler(IExchange exchange, IReadSide readSide) : IRequestHandler<ListParameterHistory, PageAnswer<ParametersChangeAnswer>>
    {
        public async Task<PageAnswer<ParametersChangeAnswer>> Handle(ListParameterHistory request, CancellationToken cancellationToken)
        {
            var market = exchange.Views.Market(request.Symbol);
            var page = await readSide.ParameterHistoryAsync(market.Id, request.Page, market.LastSequence, cancellationToken);
            return page.Show(change => new ParametersChangeAnswer(
                change.Sequence, change.Time.Microseconds, change.Author, change.Reason, ParametersAnswer.Of(change.Parameters, market)));
        }
    }
}

internal sealed record ParametersChangeAnswer(long Sequence, long Time, string Author, string Reason, ParametersAnswer Parameters);
