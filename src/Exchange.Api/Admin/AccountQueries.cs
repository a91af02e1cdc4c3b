using Exchange.Engine;
using Exchange.Persistence;
using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>Customers' accounts, by id.</summary>
internal sealed record ListAccounts(PageRequest Page) : IRequest<PageAnswer<AccountAnswer>>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/admin/accounts", context => context.AnswerAsync(new ListAccounts(new QueryReader(context, "cursor", "limit").Page())))
        .RequireScope(Scopes.Admin)
        .Describe("Admin", "Accounts, by id; cursor, limit 1 to 1000", typeof(PageAnswer<AccountAnswer>));

    internal sealed class Handler(IExchange exchange) : IRequestHandler<ListAccounts, PageAnswer<AccountAnswer>>
    {
        public Task<PageAnswer<AccountAnswer>> Handle(ListAccounts request, CancellationToken cancellationToken)
        {
            var after = request.Page.Cursor is { } cursor
                ? int.TryParse(cursor, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var id) ? id : throw new InvalidCursorException(cursor)
                : 0;
            var accounts = exchange.Views.Accounts(new AccountId(after), request.Page.Limit);
            var next = accounts.Count == request.Page.Limit ? accounts[^1].Id.ToString() : null;
            return Task.FromResult(new PageAnswer<AccountAnswer>([.. accounts.Select(account => AccountAnswer.Of(account, margins: []))], next));
        }
    }
}

/// <summary>Any account, with its margin.</summary>
internal sealed record GetAnyAccount(AccountId Account) : IRequest<AccountAnswer>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/admin/accounts/{accountId}", context => context.AnswerAsync(new GetAnyAccount(Venue.AccountId(context.PathValue("accountId")))))
        .RequireScope(Scopes.Admin)
        .Describe("Admin", "One account and its margin", typeof(AccountAnswer));

    internal sealed class Handler(IExchange exchange) : IRequestHandler<GetAnyAccount, AccountAnswer>
    {
        public Task<AccountAnswer> Handle(GetAnyAccount request, CancellationToken cancellationToken)
        {
            var views = exchange.Views;
            return Task.FromResult(AccountAnswer.Of(views.Customer(request.Account), [.. views.Margins(request.Account).Select(margin => MarginAnswer.Of(margin, views))]));
        }
    }
}
