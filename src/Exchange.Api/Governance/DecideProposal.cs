using Exchange.Engine;
using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>Approves what another operator's key has proposed.</summary>
internal sealed record ApproveProposal(Caller Caller, int ProposalId) : IRequest<ChangeAnswer>
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v1/admin/proposals/{proposalId}/approve", context =>
            context.AnswerAsync(new ApproveProposal(context.Caller(), Changes.ProposalId(context.PathValue("proposalId")))))
        .RequireScope(Scopes.Admin)
        .Describe("Admin", "Approve what another operator has proposed", typeof(ChangeAnswer));

    internal sealed class Handler(IExchange exchange) : IRequestHandler<ApproveProposal, ChangeAnswer>
    {
        public async Task<ChangeAnswer> Handle(ApproveProposal request, CancellationToken cancellationToken)
        {
            // The engine compares the keys itself; this only saves the journal a command that cannot succeed.
            if (exchange.Views.FindProposal(request.ProposalId) is { } proposal && proposal.Author == request.Caller.Author.ToString())
            {
                var error = RejectCode.Error(RejectReason.ApproverIsAuthor);
                throw new ApiProblemException(StatusCodes.Status409Conflict, error.Code, error.Detail);
            }

            var command = new ApproveParameters { ProposalId = request.ProposalId, Approver = request.Caller.Author };
            (await exchange.SubmitAsync(command, cancellationToken)).Accepted();
            return exchange.ChangeOf(request.ProposalId);
        }
    }
}

/// <summary>Withdraws a change that is not in effect as a whole; what is in effect of it stays.</summary>
internal sealed record WithdrawProposalRequest(Caller Caller, int ProposalId, string? Reason) : IRequest<ChangeAnswer>
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/v1/admin/proposals/{proposalId}", context =>
            context.AnswerAsync(new WithdrawProposalRequest(
                context.Caller(), Changes.ProposalId(context.PathValue("proposalId")), new QueryReader(context, "reason").Text("reason"))))
        .RequireScope(Scopes.Admin)
        .Describe("Admin", "Withdraw a change that is on its way", typeof(ChangeAnswer));

    internal sealed class Handler(IExchange exchange) : IRequestHandler<WithdrawProposalRequest, ChangeAnswer>
    {
        public async Task<ChangeAnswer> Handle(WithdrawProposalRequest request, CancellationToken cancellationToken)
        {
            var command = new WithdrawProposal
            {
                ProposalId = request.ProposalId,
                Author = request.Caller.Author,
                Reason = Fields.Text("reason", request.Reason is { Length: > 0 } reason ? reason : throw Fields.Missing("reason")),
            };
            (await exchange.SubmitAsync(command, cancellationToken)).Accepted();
            return exchange.ChangeOf(request.ProposalId);
        }
    }
}
