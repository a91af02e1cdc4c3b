using Exchange.Engine;
using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>The account's balances by asset.</summary>
internal sealed record ListBalances(AccountId Account) : IRequest<IReadOnlyList<BalanceAnswer>>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/account/balances", context => context.AnswerAsync(new ListBalances(context.Caller().Account)))
        .RequireScope(Scopes.Read)
        .Describe("Account", "Balances", typeof(IReadOnlyList<BalanceAnswer>));

    internal sealed class Handler(IExchange exchange) : IRequestHandler<ListBalances, IReadOnlyList<BalanceAnswer>>
    {
        public Task<IReadOnlyList<BalanceAnswer>> Handle(ListBalances request, CancellationToken cancellationToken)
        {
            var views = exchange.Views;
            return Task.FromResult<IReadOnlyList<BalanceAnswer>>([.. views.Balances(request.Account).Select(balance =>
            {
                var asset = views.AssetOf(balance.Asset);
                return new BalanceAnswer(asset.Code.ToString(), Amount.Of(balance.Balance, asset));
            })]);
        }
    }
}

internal sealed record BalanceAnswer(string Asset, string Balance);
