using System.Text.Json;
using Exchange.Persistence;
using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>What operators did, newest first.</summary>
internal sealed record ListAudit(PageRequest Page) : IRequest<PageAnswer<AuditAnswer>>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/admin/audit", context => context.AnswerAsync(new ListAudit(new QueryReader(context, "cursor", "limit").Page())))
        .RequireScope(Scopes.Admin)
        .Describe("Admin", "What operators did, newest first; cursor, limit 1 to 1000", typeof(PageAnswer<AuditAnswer>));

    internal sealed class Handler(IExchange exchange, IReadSide readSide) : IRequestHandler<ListAudit, PageAnswer<AuditAnswer>>
    {
        public async Task<PageAnswer<AuditAnswer>> Handle(ListAudit request, CancellationToken cancellationToken)
        {
            var views = exchange.Views;
            var page = await readSide.AuditAsync(request.Page, views.Sequence, cancellationToken);
            return page.Show(entry => new AuditAnswer(
                entry.Sequence,
                entry.Time.Microseconds,
                entry.Action,
                entry.Author,
                entry.Reason,
                entry.Market is { } market ? views.MarketOf(market).Symbol.ToString() : null,
                entry.Account?.ToString(),
                entry.Before,
                entry.After));
        }
    }
}

internal sealed record AuditAnswer(
    long Sequence, long Time, string Action, string Author, string Reason, string? Market, string? AccountId, JsonElement? Before, JsonElement? After);
