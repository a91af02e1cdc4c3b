using Exchange.Engine;
using Exchange.Runtime;
using FluentValidation;
using MediatR;

namespace Exchange.Api;

internal sealed record AccountBody(string? Label, string? SameOwnerAs);

/// <summary>Opens a customer's account.</summary>
internal sealed record OpenAccountRequest(Caller Caller, AccountBody Body) : IRequest<AccountAnswer>
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v1/admin/accounts", async context =>
            await context.AnswerAsync(new OpenAccountRequest(context.Caller(), await context.ReadBodyAsync<AccountBody>())))
        .RequireScope(Scopes.Admin)
        .Describe("Admin", "Open an account", typeof(AccountAnswer), typeof(AccountBody), """{"label":"alice"}""");

    internal sealed class Validator : AbstractValidator<OpenAccountRequest>
    {
        public Validator() => RuleFor(request => request.Body.Label).Required("label");
    }

    internal sealed class Handler(IExchange exchange) : IRequestHandler<OpenAccountRequest, AccountAnswer>
    {
        public async Task<AccountAnswer> Handle(OpenAccountRequest request, CancellationToken cancellationToken)
        {
            var command = new OpenAccount
            {
                SameOwnerAs = request.Body.SameOwnerAs is null ? default : Venue.AccountId(request.Body.SameOwnerAs),
                Label = Fields.Text("label", request.Body.Label),
                Author = request.Caller.Author,
            };
            var outcome = (await exchange.SubmitAsync(command, cancellationToken)).Accepted();
            return AccountAnswer.Of(exchange.Views.Customer(new AccountId(outcome.Entity)), margins: []);
        }
    }
}
