using Exchange.Engine;
using Exchange.Runtime;
using FluentValidation;
using MediatR;

namespace Exchange.Api;

internal sealed record DecisionBody(string? Reason);

/// <summary>Lets a withdrawal that waits out of the venue, or sends it back to its account. Deciding the same again does nothing.</summary>
internal sealed record DecideOnWithdrawal(Caller Caller, WithdrawalId Withdrawal, WithdrawalStatus Decision, DecisionBody Body) : IRequest<WithdrawalReceipt>
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "approve", WithdrawalStatus.Approved, "Approve a withdrawal: it leaves the venue");
        Map(routes, "reject", WithdrawalStatus.Rejected, "Reject a withdrawal: it goes back to the account");
    }

    private static void Map(IEndpointRouteBuilder routes, string verb, WithdrawalStatus decision, string summary) => routes
        .MapPost($"/v1/admin/withdrawals/{{withdrawalId}}/{verb}", async context => await context.AnswerAsync(new DecideOnWithdrawal(
            context.Caller(), ReadId(context.PathValue("withdrawalId")), decision, await context.ReadBodyAsync<DecisionBody>())))
        .RequireScope(Scopes.Admin | Scopes.Transfer)
        .Describe("Admin", summary, typeof(WithdrawalReceipt), typeof(DecisionBody), """{"reason":"Checked"}""");

    private static WithdrawalId ReadId(string text) =>
        long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var id)
            ? new WithdrawalId(id)
            : throw Fields.Invalid("withdrawalId", "a whole number");

    internal sealed class Validator : AbstractValidator<DecideOnWithdrawal>
    {
        public Validator() => RuleFor(request => request.Body.Reason).Required("reason");
    }

    internal sealed class Handler(IExchange exchange) : IRequestHandler<DecideOnWithdrawal, WithdrawalReceipt>
    {
        public async Task<WithdrawalReceipt> Handle(DecideOnWithdrawal request, CancellationToken cancellationToken)
        {
            var command = new DecideWithdrawal
            {
                Withdrawal = request.Withdrawal,
                Decision = request.Decision,
                Author = request.Caller.Author,
                Reason = Fields.Text("reason", request.Body.Reason),
            };
            return WithdrawalReceipt.Of((await exchange.SubmitAsync(command, cancellationToken)).Accepted());
        }
    }
}
