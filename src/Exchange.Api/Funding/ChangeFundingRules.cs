using Exchange.Engine;
using Exchange.Runtime;
using FluentValidation;
using MediatR;

namespace Exchange.Api;

internal sealed record FundingRulesBody(
    int? IntervalSeconds, int? SampleMaxAgeSeconds, string? Interest, string? Clamp, string? CapFactor, string? ImpactNotional, int? MinSamples, string? Reason)
{
    /// <summary>The rules as the engine has them. How they relate to each other is for the engine to judge.</summary>
    public FundingRules ToRules(AssetInfo settlement) => new()
    {
        Interval = (IntervalSeconds ?? throw Fields.Missing("intervalSeconds")) * 1_000_000L,
        SampleMaxAge = (SampleMaxAgeSeconds ?? throw Fields.Missing("sampleMaxAgeSeconds")) * 1_000_000L,
        Interest = new Rate(Fields.SignedSteps("interest", Interest!, Amount.Billionth)),
        Clamp = new Rate(Fields.Steps("clamp", Clamp!, Amount.Billionth)),
        CapFactor = new Rate(Fields.PositiveSteps("capFactor", CapFactor!, Amount.Billionth)),
        ImpactNotional = new Money(Fields.PositiveSteps("impactNotional", ImpactNotional!, DecimalText.UnitOf(settlement))),
        MinSamples = MinSamples ?? throw Fields.Missing("minSamples"),
    };
}

/// <summary>Sets how a market's funding is made. In a market that has opened only what is stricter goes through; the rest has to be proposed.</summary>
internal sealed record ChangeFundingRules(Caller Caller, string Symbol, FundingRulesBody Body) : IRequest<FundingAnswer>
{
    private const string Example = """
        {"intervalSeconds":3600,"sampleMaxAgeSeconds":900,"interest":"0.0001","clamp":"0.0005","capFactor":"0.75","impactNotional":"20000","minSamples":1800,"reason":"Hourly funding"}
        """;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/v1/admin/markets/{symbol}/funding", async (HttpContext context, string symbol) =>
            await context.AnswerAsync(new ChangeFundingRules(context.Caller(), symbol, await context.ReadBodyAsync<FundingRulesBody>())))
        .RequireScope(Scopes.Admin)
        .Describe("Admin", "Set how a market's funding is made", typeof(FundingAnswer), typeof(FundingRulesBody), Example);

    internal sealed class Validator : AbstractValidator<ChangeFundingRules>
    {
        public Validator()
        {
            RuleFor(request => request.Body.Reason).Required("reason");
            RuleFor(request => request.Body.Interest).Required("interest");
            RuleFor(request => request.Body.Clamp).Required("clamp");
            RuleFor(request => request.Body.CapFactor).Required("capFactor");
            RuleFor(request => request.Body.ImpactNotional).Required("impactNotional");
        }
    }

    internal sealed class Handler(IExchange exchange) : IRequestHandler<ChangeFundingRules, FundingAnswer>
    {
        public async Task<FundingAnswer> Handle(ChangeFundingRules request, CancellationToken cancellationToken)
        {
            var market = exchange.Views.Market(request.Symbol);
            var command = new SetFundingRules
            {
                Market = market.Id,
                Rules = request.Body.ToRules(market.SettlementAsset),
                Author = request.Caller.Author,
                Reason = Fields.Text("reason", request.Body.Reason),
            };
            (await exchange.SubmitAsync(command, cancellationToken)).Accepted();
            return FundingAnswer.Of(exchange.Views.MarketOf(market.Id));
        }
    }
}
