using Exchange.Engine;
using Exchange.Persistence;
using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>Withdrawals, newest first: the caller's own, or for operators everybody's, of which those that wait.</summary>
internal sealed record ListWithdrawals(AccountId? Account, bool OnlyPending, PageRequest Page) : IRequest<PageAnswer<WithdrawalAnswer>>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/v1/withdrawals", context => context.AnswerAsync(
                new ListWithdrawals(context.Caller().Account, OnlyPending: false, new QueryReader(context, "cursor", "limit").Page())))
            .RequireScope(Scopes.Read)
            .Describe("Account", "Withdrawals, newest first; cursor, limit 1 to 1000", typeof(PageAnswer<WithdrawalAnswer>));
        routes
            .MapGet("/v1/admin/withdrawals", context =>
            {
                var query = new QueryReader(context, "status", "cursor", "limit");
                var onlyPending = query.Text("status") switch
                {
                    null => false,
                    "pending" => true,
                    _ => throw Fields.Invalid("status", "pending, or left out"),
                };
                return context.AnswerAsync(new ListWithdrawals(Account: null, onlyPending, query.Page()));
            })
            .RequireScope(Scopes.Admin)
            .Describe("Admin", "Everybody's withdrawals, newest first; status=pending for those that wait; cursor, limit 1 to 1000", typeof(PageAnswer<WithdrawalAnswer>));
    }

    internal sealed class Handler(IExchange exchange, IReadSide readSide) : IRequestHandler<ListWithdrawals, PageAnswer<WithdrawalAnswer>>
    {
        public async Task<PageAnswer<WithdrawalAnswer>> Handle(ListWithdrawals request, CancellationToken cancellationToken)
        {
            var views = exchange.Views;
            var since = views.LastSequenceOf(request.Account ?? AccountId.PendingWithdrawals);
            var page = await readSide.WithdrawalsAsync(request.Account, request.OnlyPending, request.Page, since, cancellationToken);
            return page.Show(withdrawal => WithdrawalAnswer.Of(withdrawal, views));
        }
    }
}

/// <param name="WithdrawalId">Its number.</param>
/// <param name="AccountId">Whose.</param>
/// <param name="Asset">Of what.</param>
/// <param name="Amount">In whole units of the asset.</param>
/// <param name="Destination">Where it shall go.</param>
/// <param name="Reference">The account's own name for it.</param>
/// <param name="Status"><c>pending</c>, <c>approved</c> (has left the venue) or <c>rejected</c> (has gone back).</param>
/// <param name="Reason">Why it was decided so.</param>
/// <param name="RequestedAt">In microseconds since 1970.</param>
/// <param name="DecidedAt">In microseconds since 1970; null while it waits.</param>
internal sealed record WithdrawalAnswer(
    string WithdrawalId, string AccountId, string Asset, string Amount, string Destination, string Reference, string Status, string? Reason, long RequestedAt, long? DecidedAt)
{
    public static WithdrawalAnswer Of(WithdrawalInfo withdrawal, IVenueViews views)
    {
        var asset = views.AssetOf(withdrawal.Asset);
        return new WithdrawalAnswer(
            withdrawal.Id.ToString(),
            withdrawal.Account.ToString(),
            asset.Code.ToString(),
            Api.Amount.Of(withdrawal.Amount, asset),
            withdrawal.Destination,
            withdrawal.Reference,
            EnumName.Of(withdrawal.Status.ToString()),
            withdrawal.Reason,
            withdrawal.RequestedAt.Microseconds,
            withdrawal.DecidedAt?.Microseconds);
    }
}
