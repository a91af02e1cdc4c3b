using Exchange.Engine;

namespace Exchange.Api;

/// <summary>An operator cancels an account's orders; the same request as the account's own, with another reason.</summary>
internal static class CancelAllOfAccount
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v1/admin/accounts/{accountId}/cancel-all", context =>
        {
            var query = new QueryReader(context, "market", "side");
            return context.AnswerAsync(new CancelAllRequest(
                Venue.AccountId(context.PathValue("accountId")), query.Text("market"), query.Text("side"), CancelReason.Operator));
        })
        .RequireScope(Scopes.Admin)
        .Describe("Admin", "Cancel all orders of an account", typeof(CancelAllAnswer));
}
