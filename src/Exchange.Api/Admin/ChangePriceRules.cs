using Exchange.Engine;
using Exchange.Runtime;
using FluentValidation;
using MediatR;

namespace Exchange.Api;

internal sealed record SourceBody(string? Name, int? Weight, int? StaleAfterMilliseconds, string? MaxConfidence, string? PublicKey);

internal sealed record PriceRulesBody(
    int? Quorum,
    string? MaxDeviation,
    string? MaxVelocity,
    string? MarkBand,
    int? BasisWindowMilliseconds,
    int? TradeStaleAfterMilliseconds,
    string? ImpactNotional,
    IReadOnlyList<SourceBody>? Sources,
    string? Reason)
{
    /// <summary>The rules as the engine has them. How they relate to each other is for the engine to judge.</summary>
    public PriceRules ToRules(AssetInfo settlement)
    {
        var rules = new PriceRules
        {
            SourceCount = Sources!.Count,
            Quorum = Quorum!.Value,
            MaxDeviation = new Rate(Fields.PositiveSteps("maxDeviation", MaxDeviation!, Amount.Billionth)),
            MaxVelocity = new Rate(Fields.PositiveSteps("maxVelocity", MaxVelocity!, Amount.Billionth)),
            MarkBand = new Rate(Fields.PositiveSteps("markBand", MarkBand!, Amount.Billionth)),
            BasisWindow = BasisWindowMilliseconds!.Value * 1_000L,
            TradeStaleAfter = TradeStaleAfterMilliseconds!.Value * 1_000L,
            ImpactNotional = new Money(Fields.PositiveSteps("impactNotional", ImpactNotional!, DecimalText.UnitOf(settlement))),
        };
        for (var i = 0; i < rules.SourceCount; i++)
        {
            rules.Sources[i] = SourceOf($"sources[{i}]", Sources[i]);
        }

        return rules;
    }

    internal static PriceSource SourceOf(string field, SourceBody? source) => new()
    {
        Name = Fields.Symbol($"{field}.name", source?.Name ?? throw Fields.Missing($"{field}.name")),
        Weight = source.Weight ?? throw Fields.Missing($"{field}.weight"),
        StaleAfter = (source.StaleAfterMilliseconds ?? throw Fields.Missing($"{field}.staleAfterMilliseconds")) * 1_000L,
        MaxConfidence = new Rate(Fields.PositiveSteps($"{field}.maxConfidence", source.MaxConfidence ?? throw Fields.Missing($"{field}.maxConfidence"), Amount.Billionth)),
        Reporter = source.PublicKey is null ? default : ReportSignature.ReadKey($"{field}.publicKey", source.PublicKey),
    };
}

/// <summary>A change of rules, and the index as it is now.</summary>
internal sealed record IndexChangeAnswer(ChangeAnswer Change, IndexAnswer Index) : IMayBePending
{
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsPending => Change.IsPending;
}

/// <summary>Sets where a market's index comes from. From then on nobody sets its prices.</summary>
internal sealed record ChangePriceRules(Caller Caller, string Symbol, PriceRulesBody Body) : IRequest<IndexChangeAnswer>
{
    private const string Example = """
        {"quorum":3,"maxDeviation":"0.05","maxVelocity":"0.1","markBand":"0.02","basisWindowMilliseconds":30000,"tradeStaleAfterMilliseconds":60000,"impactNotional":"20000","reason":"Index by three spot markets",
         "sources":[{"name":"SPOT-A","weight":3,"staleAfterMilliseconds":5000,"maxConfidence":"0.01"},{"name":"SPOT-B","weight":2,"staleAfterMilliseconds":5000,"maxConfidence":"0.01"},{"name":"SPOT-C","weight":2,"staleAfterMilliseconds":5000,"maxConfidence":"0.01"}]}
        """;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/v1/admin/markets/{symbol}/prices", async (HttpContext context, string symbol) =>
            await context.AnswerAsync(new ChangePriceRules(context.Caller(), symbol, await context.ReadBodyAsync<PriceRulesBody>())))
        .RequireScope(Scopes.Admin)
        .Describe("Admin", "Set where a market's index comes from", typeof(IndexChangeAnswer), typeof(PriceRulesBody), Example);

    internal sealed class Validator : AbstractValidator<ChangePriceRules>
    {
        public Validator()
        {
            RuleFor(request => request.Body.Reason).Required("reason");
            RuleFor(request => request.Body.MaxDeviation).Required("maxDeviation");
            RuleFor(request => request.Body.MaxVelocity).Required("maxVelocity");
            RuleFor(request => request.Body.MarkBand).Required("markBand");
            RuleFor(request => request.Body.ImpactNotional).Required("impactNotional");
        }
    }

    internal sealed class Handler(IExchange exchange) : IRequestHandler<ChangePriceRules, IndexChangeAnswer>
    {
        public async Task<IndexChangeAnswer> Handle(ChangePriceRules request, CancellationToken cancellationToken)
        {
            var market = exchange.Views.Market(request.Symbol);
            CheckNumbers(request.Body);
            var change = await exchange.ProposeAsync(
                request.Caller, ParameterKind.Prices, market.Id.Value, request.Body.ToRules(market.SettlementAsset), fields: 0, request.Body.Reason, cancellationToken);
            market = exchange.Views.MarketOf(market.Id);
            return new IndexChangeAnswer(change, IndexAnswer.Of(market, market.Index!));
        }

        private static void CheckNumbers(PriceRulesBody body)
        {
            _ = body.Quorum ?? throw Fields.Missing("quorum");
            _ = body.BasisWindowMilliseconds ?? throw Fields.Missing("basisWindowMilliseconds");
            _ = body.TradeStaleAfterMilliseconds ?? throw Fields.Missing("tradeStaleAfterMilliseconds");
            if (body.Sources is not { Count: >= 3 and <= PriceSources.Capacity })
            {
                throw Fields.Invalid("sources", $"an array of 3 to {PriceSources.Capacity} sources");
            }
        }
    }
}
