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

/// <summary>A change of rules, and the market as it is now.</summary>
internal sealed record MarketChangeAnswer(ChangeAnswer Change, MarketAnswer Market) : IMayBePending
{
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsPending => Change.IsPending;
}

/// <summary>
/// Changes some of a market's parameters; what is not given stays. All of them are then checked in relation to each other. What tightens is in
/// effect with the answer; what loosens waits for another operator.
/// </summary>
internal sealed record ChangeParametersRequest(Caller Caller, string Symbol, ParametersChangeBody Body) : IRequest<MarketChangeAnswer>
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPatch("/v1/admin/markets/{symbol}/parameters", async (HttpContext context, string symbol) =>
            await context.AnswerAsync(new ChangeParametersRequest(context.Caller(), symbol, await context.ReadBodyAsync<ParametersChangeBody>())))
        .RequireScope(Scopes.Admin)
        .Describe("Admin", "Change a market's parameters", typeof(MarketChangeAnswer), typeof(ParametersChangeBody), """{"takerFee":"0.0004","reason":"Promotion"}""");

    internal sealed class Validator : AbstractValidator<ChangeParametersRequest>
    {
        public Validator() => RuleFor(request => request.Body.Reason).Required("reason");
    }

    internal sealed class Handler(IExchange exchange) : IRequestHandler<ChangeParametersRequest, MarketChangeAnswer>
    {
        public async Task<MarketChangeAnswer> Handle(ChangeParametersRequest request, CancellationToken cancellationToken)
        {
            var market = exchange.Views.Market(request.Symbol);
            var given = request.Body.Parameters;
            var change = await exchange.ProposeAsync(
                request.Caller, ParameterKind.Market, market.Id.Value, given.ApplyTo(market.Parameters, market.LotSize, market.SettlementAsset),
                Changes.Bits(ParameterKind.Market, given.Given()), request.Body.Reason, cancellationToken);
            return new MarketChangeAnswer(change, MarketAnswer.Of(exchange.Views.MarketOf(market.Id)));
        }
    }
}
