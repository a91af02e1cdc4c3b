using Exchange.Engine;
using Exchange.Runtime;
using FluentValidation;
using MediatR;

namespace Exchange.Api;

/// <param name="Asset">The asset's code.</param>
/// <param name="Amount">In whole units of the asset.</param>
/// <param name="Destination">Where it shall go: an address, an account elsewhere.</param>
/// <param name="Reference">The account's own name for it, for good: the same again with the same content is the same withdrawal.</param>
internal sealed record WithdrawalBody(string? Asset, string? Amount, string? Destination, string? Reference);

/// <summary>Asks for money to leave. It leaves the account at once and waits for an operator's decision.</summary>
internal sealed record AskWithdrawal(AccountId Account, WithdrawalBody Body) : IRequest<WithdrawalReceipt>
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v1/withdrawals", async context => await context.AnswerAsync(new AskWithdrawal(context.Caller().Account, await context.ReadBodyAsync<WithdrawalBody>())))
        .RequireScope(Scopes.Transfer)
        .Describe("Account", "Ask for a withdrawal", typeof(WithdrawalReceipt), typeof(WithdrawalBody), """{"asset":"USDT","amount":"250","destination":"0x52908400098527886E0F7030069857D2E4169EE7","reference":"payout-1"}""");

    internal sealed class Validator : AbstractValidator<AskWithdrawal>
    {
        public Validator()
        {
            RuleFor(request => request.Body.Asset).Required("asset");
            RuleFor(request => request.Body.Amount).Required("amount");
            RuleFor(request => request.Body.Destination)
                .Required("destination")
                .MustBe("destination", text => text.Length > 0 && Text64.TryParse(text, out _), "1 to 64 characters of printable ASCII");
            RuleFor(request => request.Body.Reference)
                .Required("reference")
                .MustBe("reference", text => text.Length > 0 && Text64.TryParse(text, out _), "1 to 64 characters of printable ASCII");
        }
    }

    internal sealed class Handler(IExchange exchange) : IRequestHandler<AskWithdrawal, WithdrawalReceipt>
    {
        public async Task<WithdrawalReceipt> Handle(AskWithdrawal request, CancellationToken cancellationToken)
        {
            var asset = exchange.Views.Asset(request.Body.Asset!);
            var command = new RequestWithdrawal
            {
                Account = request.Account,
                Asset = asset.Id,
                Amount = new Money(Fields.PositiveSteps("amount", request.Body.Amount!, DecimalText.UnitOf(asset))),
                Destination = Fields.Text("destination", request.Body.Destination),
                Reference = Fields.Text("reference", request.Body.Reference),
            };
            return WithdrawalReceipt.Of((await exchange.SubmitAsync(command, cancellationToken)).Accepted());
        }
    }
}

/// <param name="WithdrawalId">Its number; GET /v1/withdrawals tells what becomes of it.</param>
/// <param name="Sequence">The command's place in the journal.</param>
/// <param name="Time">In microseconds since 1970.</param>
/// <param name="IsRepeat">Whether it had been asked for, or decided, before, and nothing was done.</param>
internal sealed record WithdrawalReceipt(string WithdrawalId, long Sequence, long Time, bool IsRepeat)
{
    public static WithdrawalReceipt Of(CommandOutcome outcome) =>
        new(new WithdrawalId(outcome.Entity).ToString(), outcome.Sequence, outcome.Time.Microseconds, outcome.IsRepeat);
}
