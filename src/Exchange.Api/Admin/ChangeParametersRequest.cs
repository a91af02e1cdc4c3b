using Exchange.Engine;
using Exchange.Runtime;
using FluentValidation;
using MediatR;

namespace Exchange.Api;

internal sealed record ParametersChangeBody(
    string? MakerFee,
    string? TakerFee,
    string? PriceBand,
    string? SlippageCap,
    string? MaxOrderQuantity,
    string? MaxPositionQuantity,
    string? MaxOpenInterest,
    string? MinOrderNotional,
    int? MaxOpenOrders,
    IReadOnlyList<TierBody>? Tiers,
    string? Reason)
{
    public ParametersBody Parameters => new(
        MakerFee, TakerFee, PriceBand, SlippageCap, MaxOrderQuantity, MaxPositionQuantity, MaxOpenInterest, MinOrderNotional, MaxOpenOrders, Tiers);
}

/// <summary>Changes some of a market's parameters; what is not given stays. All of them are then checked in relation to each other.</summary>
internal sealed record ChangeParametersRequest(Caller Caller, string Symbol, ParametersChangeBody Body) : IRequest<MarketAnswer>
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPatch("/v1/admin/markets/{symbol}/parameters", async (HttpContext context, string symbol) =>
            await context.AnswerAsync(new ChangeParametersRequest(context.Caller(), symbol, await context.ReadBodyAsync<ParametersChangeBody>())))
        .RequireScope(Scopes.Admin)
        .Describe("Admin", "Change a market's parameters", typeof(MarketAnswer), typeof(ParametersChangeBody), """{"takerFee":"0.0004","reason":"Promotion"}""");

    internal sealed class Validator : AbstractValidator<ChangeParametersRequest>
    {
        public Validator() => RuleFor(request => request.Body.Reason).Required("reason");
    }

    internal sealed class Handler(IExchange exchange) : IRequestHandler<ChangeParametersRequest, MarketAnswer>
    {
        public async Task<MarketAnswer> Handle(ChangeParametersRequest request, CancellationToken cancellationToken)
        {
            var market = exchange.Views.Market(request.Symbol);
            var command = new SetMarketParameters
            {
                Market = market.Id,
                Parameters = request.Body.Parameters.ApplyTo(market.Parameters, market.LotSize, market.SettlementAsset),
                Author = request.Caller.Author,
                Reason = Fields.Text("reason", request.Body.Reason),
            };
            (await exchange.SubmitAsync(command, cancellationToken)).Accepted();
            return MarketAnswer.Of(exchange.Views.MarketOf(market.Id));
        }
    }
}
