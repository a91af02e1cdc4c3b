using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>An operator has seen the batches in quarantine; the exchange accepts everything again.</summary>
internal sealed record AcknowledgeQuarantine(Caller Caller) : IRequest<QuarantineAnswer>
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v1/admin/quarantine/acknowledge", context => context.AnswerAsync(new AcknowledgeQuarantine(context.Caller())))
        .RequireScope(Scopes.Admin)
        .Describe("Admin", "Acknowledge the batches in quarantine", typeof(QuarantineAnswer));

    internal sealed class Handler(QuarantineDesk desk) : IRequestHandler<AcknowledgeQuarantine, QuarantineAnswer>
    {
        public async Task<QuarantineAnswer> Handle(AcknowledgeQuarantine request, CancellationToken cancellationToken) =>
            new(await desk.AcknowledgeQuarantineAsync(request.Caller.Author.ToString(), cancellationToken));
    }
}

/// <param name="AcknowledgedBatches">How many had not been.</param>
internal sealed record QuarantineAnswer(int AcknowledgedBatches);
