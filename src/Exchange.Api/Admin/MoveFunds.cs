using Exchange.Engine;
using Exchange.Runtime;
using FluentValidation;
using MediatR;

namespace Exchange.Api;

internal sealed record FundsBody(string? Asset, string? Amount, string? Reference);

/// <summary>Which way money goes.</summary>
internal enum FundsDirection
{
    Credit,
    Debit,
}

/// <summary>Credits an account from the outside world, or debits it. The same reference with the same content is done once.</summary>
internal sealed record MoveFunds(Caller Caller, AccountId Account, FundsDirection Direction, FundsBody Body) : IRequest<DoneAnswer>
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "credit", FundsDirection.Credit, "Credit an account");
        Map(routes, "debit", FundsDirection.Debit, "Debit an account, as far as balance and margin allow");
    }

    private static void Map(IEndpointRouteBuilder routes, string verb, FundsDirection direction, string summary) => routes
        .MapPost($"/v1/admin/accounts/{{accountId}}/{verb}", async context => await context.AnswerAsync(new MoveFunds(
            context.Caller(), Venue.AccountId(context.PathValue("accountId")), direction, await context.ReadBodyAsync<FundsBody>())))
        .RequireScope(Scopes.Admin | Scopes.Transfer)
        .Describe("Admin", summary, typeof(DoneAnswer), typeof(FundsBody), """{"asset":"USDT","amount":"10000","reference":"test-1"}""");

    internal sealed class Validator : AbstractValidator<MoveFunds>
    {
        public Validator()
        {
            RuleFor(request => request.Body.Asset).Required("asset");
            RuleFor(request => request.Body.Amount).Required("amount");
            RuleFor(request => request.Body.Reference)
                .Required("reference")
                .MustBe("reference", text => text.Length > 0 && Text64.TryParse(text, out _), "1 to 64 characters of printable ASCII");
        }
    }

    internal sealed class Handler(IExchange exchange) : IRequestHandler<MoveFunds, DoneAnswer>
    {
        public async Task<DoneAnswer> Handle(MoveFunds request, CancellationToken cancellationToken)
        {
            var asset = exchange.Views.Asset(request.Body.Asset!);
            var amount = new Money(Fields.PositiveSteps("amount", request.Body.Amount!, DecimalText.UnitOf(asset)));
            var reference = Fields.Text("reference", request.Body.Reference);
            var outcome = request.Direction switch
            {
                FundsDirection.Credit => exchange.SubmitAsync(
                    new CreditAccount { Account = request.Account, Asset = asset.Id, Amount = amount, Reference = reference, Author = request.Caller.Author },
                    cancellationToken),
                FundsDirection.Debit => exchange.SubmitAsync(
                    new DebitAccount { Account = request.Account, Asset = asset.Id, Amount = amount, Reference = reference, Author = request.Caller.Author },
                    cancellationToken),
            };
            return DoneAnswer.Of((await outcome).Accepted());
        }
    }
}
