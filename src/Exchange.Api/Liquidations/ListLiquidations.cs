using System.Globalization;
using Exchange.Engine;
using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>The venue's liquidations, all of them, newest first.</summary>
internal sealed record ListLiquidations(string? Before, int Limit) : IRequest<IReadOnlyList<LiquidationAnswer>>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/liquidations", context =>
        {
            var query = new QueryReader(context, "before", "limit");
            return context.AnswerAsync(new ListLiquidations(query.Text("before"), query.Count("limit", otherwise: 100, maximum: 1000)));
        })
        .Describe(
            "Markets", "Liquidations with each step, open and ended, newest first; before (a liquidation's id), limit 1 to 1000", typeof(IReadOnlyList<LiquidationAnswer>));

    internal sealed class Handler(IExchange exchange) : IRequestHandler<ListLiquidations, IReadOnlyList<LiquidationAnswer>>
    {
        public Task<IReadOnlyList<LiquidationAnswer>> Handle(ListLiquidations request, CancellationToken cancellationToken)
        {
            var before = request.Before is null ? default : LiquidationName.Parse(request.Before);
            return Task.FromResult<IReadOnlyList<LiquidationAnswer>>(
                [.. exchange.Views.Liquidations(before, request.Limit).Select(info => LiquidationAnswer.Of(info, exchange.Views))]);
        }
    }
}

/// <summary>A liquidation's id as it comes in a request.</summary>
internal static class LiquidationName
{
    /// <exception cref="ApiProblemException">Not a positive whole number.</exception>
    public static LiquidationId Parse(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0
            ? new LiquidationId(id)
            : throw new ApiProblemException(StatusCodes.Status400BadRequest, "invalid_liquidation_id", "A liquidation's id is a positive whole number.");
}
