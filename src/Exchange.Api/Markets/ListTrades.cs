using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>A market's newest trades, newest first.</summary>
internal sealed record ListTrades(string Symbol, int Limit) : IRequest<IReadOnlyList<TradeAnswer>>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/markets/{symbol}/trades", (HttpContext context, string symbol) =>
            context.AnswerAsync(new ListTrades(symbol, new QueryReader(context, "limit").Count("limit", otherwise: 100, maximum: 1000))))
        .Describe("Markets", "The newest trades, newest first; limit 1 to 1000", typeof(IReadOnlyList<TradeAnswer>));

    internal sealed class Handler(IExchange exchange) : IRequestHandler<ListTrades, IReadOnlyList<TradeAnswer>>
    {
        public Task<IReadOnlyList<TradeAnswer>> Handle(ListTrades request, CancellationToken cancellationToken)
        {
            var market = exchange.Views.Market(request.Symbol);
            return Task.FromResult<IReadOnlyList<TradeAnswer>>(
                [.. exchange.Views.RecentTrades(market.Id, request.Limit).Select(trade => TradeAnswer.Of(trade, market))]);
        }
    }
}

internal sealed record TradeAnswer(string TradeId, string Price, string Quantity, string TakerSide, long Sequence, long Time)
{
    public static TradeAnswer Of(TradeInfo trade, MarketInfo market) => new(
        trade.Id.ToString(),
        Amount.Of(trade.Price, market),
        Amount.Of(trade.Quantity, market),
        Words.Of(WireName.Of(trade.TakerSide)),
        trade.Sequence,
        trade.Time.Microseconds);
}
