using System.Text.Json;
using Exchange.Engine;
using Exchange.Persistence;
using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>Every time that rules took effect, steps of ramps included, newest first.</summary>
internal sealed record ListParametersInEffect(string? Kind, string? Market, PageRequest Page) : IRequest<PageAnswer<InEffectAnswer>>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/admin/parameters/history", context =>
        {
            var query = new QueryReader(context, "kind", "market", "cursor", "limit");
            return context.AnswerAsync(new ListParametersInEffect(query.Text("kind"), query.Text("market"), query.Page()));
        })
        .RequireScope(Scopes.Admin)
        .Describe("Admin", "Rules as they took effect, with author, approver and reason", typeof(PageAnswer<InEffectAnswer>));

    internal sealed class Handler(IExchange exchange, IReadSide readSide) : IRequestHandler<ListParametersInEffect, PageAnswer<InEffectAnswer>>
    {
        public async Task<PageAnswer<InEffectAnswer>> Handle(ListParametersInEffect request, CancellationToken cancellationToken)
        {
            ParameterKind? kind = request.Kind is null ? null : KindOf(request.Kind);
            int? subject = request.Market is null ? null : exchange.Views.Market(request.Market).Id.Value;
            var sequence = exchange.Views.Proposals.Select(proposal => proposal.LastSequence).DefaultIfEmpty().Max();
            var page = await readSide.ParametersInEffectAsync(kind, subject, request.Page, sequence, cancellationToken);
            return page.Show(change => InEffectAnswer.Of(change, exchange.Views));
        }

        private static ParameterKind KindOf(string text)
        {
            var kinds = Enum.GetValues<ParameterKind>();
            var kind = Array.Find(kinds, each => EnumName.Of(each.ToString()) == text);
            return kind != default ? kind : throw Fields.Invalid("kind", string.Join(", ", kinds.Select(each => EnumName.Of(each.ToString()))));
        }
    }
}

internal sealed record InEffectAnswer(
    long Sequence,
    long Time,
    int ProposalId,
    string Kind,
    string? Market,
    int Step,
    int StepCount,
    JsonElement Fields,
    string Author,
    string? Approver,
    string Reason,
    JsonElement Before,
    JsonElement After)
{
    public static InEffectAnswer Of(ParametersInEffect change, IVenueViews views) => new(
        change.Sequence, change.Time.Microseconds, change.ProposalId, EnumName.Of(change.Kind.ToString()), ChangeAnswer.MarketOf(change.Kind, change.Subject, views),
        change.Step, change.StepCount, change.Fields, change.Author, change.Approver.Length == 0 ? null : change.Approver, change.Reason, change.Before, change.After);
}
