using System.Text.Json;
using Exchange.Persistence;
using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>Every change of rules, on its way or ended, newest first.</summary>
internal sealed record ListProposals(PageRequest Page) : IRequest<PageAnswer<ProposalAnswer>>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/admin/proposals", context => context.AnswerAsync(new ListProposals(new QueryReader(context, "cursor", "limit").Page())))
        .RequireScope(Scopes.Admin)
        .Describe("Admin", "Changes of rules, on their way and ended", typeof(PageAnswer<ProposalAnswer>));

    internal sealed class Handler(IExchange exchange, IReadSide readSide) : IRequestHandler<ListProposals, PageAnswer<ProposalAnswer>>
    {
        public async Task<PageAnswer<ProposalAnswer>> Handle(ListProposals request, CancellationToken cancellationToken)
        {
            var sequence = exchange.Views.Proposals.Select(proposal => proposal.LastSequence).DefaultIfEmpty().Max();
            var page = await readSide.ProposalsAsync(request.Page, sequence, cancellationToken);
            return page.Show(proposal => ProposalAnswer.Of(proposal, exchange.Views));
        }
    }
}

/// <summary>A change of rules with the rules before and after it.</summary>
internal sealed record ProposalAnswer(
    int ProposalId,
    string Kind,
    string? Market,
    string Status,
    string Author,
    string? Approver,
    string Reason,
    long ProposedAt,
    long? DueAt,
    long? CompleteAt,
    int Step,
    int StepCount,
    JsonElement Fields,
    JsonElement Present,
    JsonElement Wanted,
    string? Cause,
    string? WithdrawnBy)
{
    public static ProposalAnswer Of(ProposalEntry proposal, IVenueViews views) => new(
        proposal.Id, EnumName.Of(proposal.Kind.ToString()), ChangeAnswer.MarketOf(proposal.Kind, proposal.Subject, views), proposal.Status, proposal.Author,
        proposal.Approver.Length == 0 ? null : proposal.Approver, proposal.Reason, proposal.ProposedAt.Microseconds, proposal.DueAt?.Microseconds,
        proposal.CompleteAt?.Microseconds, proposal.Step, proposal.StepCount, proposal.Fields, proposal.Present, proposal.Wanted, proposal.Cause, proposal.WithdrawnBy);
}
