using Exchange.Engine;
using Exchange.Persistence;
using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>The account's fills, newest first.</summary>
internal sealed record ListFills(AccountId Account, string? Market, OrderId? Order, PageRequest Page) : IRequest<PageAnswer<FillAnswer>>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/fills", context =>
        {
            var query = new QueryReader(context, "market", "orderId", "cursor", "limit");
            OrderId? order = query.Text("orderId") is { } text ? Fields.OrderId("orderId", text) : null;
            return context.AnswerAsync(new ListFills(context.Caller().Account, query.Text("market"), order, query.Page()));
        })
        .RequireScope(Scopes.Read)
        .Describe("Account", "Fills, newest first; of one market or order; cursor, limit 1 to 1000", typeof(PageAnswer<FillAnswer>));

    internal sealed class Handler(IExchange exchange, IReadSide readSide) : IRequestHandler<ListFills, PageAnswer<FillAnswer>>
    {
        public async Task<PageAnswer<FillAnswer>> Handle(ListFills request, CancellationToken cancellationToken)
        {
            var views = exchange.Views;
            MarketId? market = request.Market is null ? null : views.Market(request.Market).Id;
            var page = await readSide.FillsAsync(request.Account, market, request.Order, request.Page, views.LastSequenceOf(request.Account), cancellationToken);
            return page.Show(fill => FillAnswer.Of(fill, views.MarketOf(fill.Market)));
        }
    }
}

/// <summary>One side of a trade. A negative fee is a rebate received.</summary>
internal sealed record FillAnswer(
    string TradeId, string OrderId, string Market, string Side, string Liquidity, string Price, string Quantity, string Fee, string RealizedPnl, long Sequence, long Time)
{
    public static FillAnswer Of(FillInfo fill, MarketInfo market) => new(
        fill.TradeId.ToString(),
        fill.OrderId.ToString(),
        market.Symbol.ToString(),
        Words.Of(WireName.Of(fill.Side)),
        EnumName.Of(fill.Liquidity.ToString()),
        Amount.Of(fill.Price, market),
        Amount.Of(fill.Quantity, market),
        Amount.Of(fill.Fee, market.SettlementAsset),
        Amount.Of(fill.RealizedPnl, market.SettlementAsset),
        fill.Sequence,
        fill.Time.Microseconds);
}
