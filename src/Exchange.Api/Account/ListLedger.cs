using Exchange.Engine;
using Exchange.Persistence;
using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>Every movement of the account's money, newest first.</summary>
internal sealed record ListLedger(AccountId Account, string? Asset, PageRequest Page) : IRequest<PageAnswer<LedgerEntryAnswer>>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/ledger", context =>
        {
            var query = new QueryReader(context, "asset", "cursor", "limit");
            return context.AnswerAsync(new ListLedger(context.Caller().Account, query.Text("asset"), query.Page()));
        })
        .RequireScope(Scopes.Read)
        .Describe("Account", "Ledger entries, newest first; of one asset; cursor, limit 1 to 1000", typeof(PageAnswer<LedgerEntryAnswer>));

    internal sealed class Handler(IExchange exchange, IReadSide readSide) : IRequestHandler<ListLedger, PageAnswer<LedgerEntryAnswer>>
    {
        public async Task<PageAnswer<LedgerEntryAnswer>> Handle(ListLedger request, CancellationToken cancellationToken)
        {
            var views = exchange.Views;
            AssetId? asset = request.Asset is null ? null : views.Asset(request.Asset).Id;
            var page = await readSide.LedgerEntriesAsync(request.Account, asset, request.Page, views.LastSequenceOf(request.Account), cancellationToken);
            return page.Show(entry => LedgerEntryAnswer.Of(entry, views));
        }
    }
}

/// <summary>One leg of a transfer: a positive amount came in, a negative one went out.</summary>
internal sealed record LedgerEntryAnswer(
    string TransferId, string Asset, string Amount, string BalanceAfter, string Kind, string? Market, string? TradeId, string? Reference, long Sequence, long Time)
{
    public static LedgerEntryAnswer Of(LedgerEntryInfo entry, IVenueViews views)
    {
        var asset = views.AssetOf(entry.Asset);
        return new LedgerEntryAnswer(
            entry.TransferId.ToString(System.Globalization.CultureInfo.InvariantCulture),
            asset.Code.ToString(),
            Api.Amount.Of(entry.Amount, asset),
            Api.Amount.Of(entry.BalanceAfter, asset),
            EnumName.Of(entry.Kind.ToString()),
            entry.Market is { } market ? views.MarketOf(market).Symbol.ToString() : null,
            entry.TradeId?.ToString(),
            entry.Reference,
            entry.Sequence,
            entry.Time.Microseconds);
    }
}
