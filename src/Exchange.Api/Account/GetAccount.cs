using Exchange.Engine;
using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>The caller's account, with its margin.</summary>
internal sealed record GetAccount(AccountId Account) : IRequest<AccountAnswer>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/account", context => context.AnswerAsync(new GetAccount(context.Caller().Account)))
        .RequireScope(Scopes.Read)
        .Describe("Account", "The account and its margin", typeof(AccountAnswer));

    internal sealed class Handler(IExchange exchange) : IRequestHandler<GetAccount, AccountAnswer>
    {
        public Task<AccountAnswer> Handle(GetAccount request, CancellationToken cancellationToken)
        {
            var views = exchange.Views;
            return Task.FromResult(AccountAnswer.Of(views.Customer(request.Account), [.. views.Margins(request.Account).Select(margin => MarginAnswer.Of(margin, views))]));
        }
    }
}

internal sealed record AccountAnswer(string AccountId, string OwnerId, string Label, long OpenedAt, IReadOnlyList<MarginAnswer> Margins)
{
    public static AccountAnswer Of(AccountInfo account, IReadOnlyList<MarginAnswer> margins) =>
        new(account.Id.ToString(), account.Owner.ToString(), account.Label, account.OpenedAt.Microseconds, margins);
}
