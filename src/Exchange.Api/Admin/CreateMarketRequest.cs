using Exchange.Engine;
using Exchange.Runtime;
using FluentValidation;
using MediatR;

namespace Exchange.Api;

internal sealed record MarketBody(
    string? Symbol, string? BaseAsset, string? SettlementAsset, string? TickSize, string? LotSize, ParametersBody? Parameters, string? Reason, string? Contract = null);

/// <summary>Lists a perpetual market, linear unless said otherwise; it begins halted and without a mark price.</summary>
internal sealed record CreateMarketRequest(Caller Caller, MarketBody Body) : IRequest<MarketAnswer>
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v1/admin/markets", async context =>
            await context.AnswerAsync(new CreateMarketRequest(context.Caller(), await context.ReadBodyAsync<MarketBody>())))
        .RequireScope(Scopes.Admin)
        .Describe("Admin", "List a market", typeof(MarketAnswer), typeof(MarketBody), """
            {"symbol":"SOL-USDT-PERP","baseAsset":"SOL","settlementAsset":"USDT","tickSize":"0.01","lotSize":"0.1","reason":"New listing",
             "parameters":{"makerFee":"0.0002","takerFee":"0.0005","priceBand":"0.1","slippageCap":"0.05","maxOrderQuantity":"10000","maxPositionQuantity":"100000",
              "maxOpenInterest":"1000000","minOrderNotional":"5","maxOpenOrders":200,
              "tiers":[{"notionalFloor":"0","maintenanceRate":"0.01","maxLeverage":50},{"notionalFloor":"500000","maintenanceRate":"0.025","maxLeverage":20}]}}
            """);

    internal sealed class Validator : AbstractValidator<CreateMarketRequest>
    {
        public Validator()
        {
            RuleFor(request => request.Body.Symbol).Required("symbol");
            RuleFor(request => request.Body.BaseAsset).Required("baseAsset");
            RuleFor(request => request.Body.SettlementAsset).Required("settlementAsset");
            RuleFor(request => request.Body.TickSize).Required("tickSize");
            RuleFor(request => request.Body.LotSize).Required("lotSize");
            RuleFor(request => request.Body.Parameters).Required("parameters");
            RuleFor(request => request.Body.Parameters)
                .Must(parameters => parameters is null || !parameters.Missing().Any())
                .WithErrorCode("missing_field")
                .WithMessage(request => $"parameters needs {string.Join(", ", request.Body.Parameters!.Missing())}.")
                .OverridePropertyName("parameters");
        }
    }

    internal sealed class Handler(IExchange exchange) : IRequestHandler<CreateMarketRequest, MarketAnswer>
    {
        public async Task<MarketAnswer> Handle(CreateMarketRequest request, CancellationToken cancellationToken)
        {
            var body = request.Body;
            var settlement = exchange.Views.Asset(body.SettlementAsset!);
            var lot = Fields.Step("lotSize", body.LotSize!);
            var command = new CreateMarket
            {
                Symbol = Fields.Symbol("symbol", body.Symbol!),
                BaseAsset = Fields.Symbol("baseAsset", body.BaseAsset!),
                SettlementAsset = settlement.Id,
                ContractKind = body.Contract switch
                {
                    null or "linear" => ContractKind.Linear,
                    "inverse" => ContractKind.Inverse,
                    _ => throw Fields.Invalid("contract", "linear or inverse"),
                },
                TickSize = Fields.Step("tickSize", body.TickSize!),
                LotSize = lot,
                Parameters = body.Parameters!.ApplyTo(default, lot, settlement),
                Author = request.Caller.Author,
                Reason = Fields.Text("reason", body.Reason),
            };
            var outcome = (await exchange.SubmitAsync(command, cancellationToken)).Accepted();
            return MarketAnswer.Of(exchange.Views.MarketOf(new MarketId(outcome.Entity)));
        }
    }
}
