using Exchange.Engine;
using Exchange.Runtime;
using FluentValidation;
using MediatR;

namespace Exchange.Api;

internal sealed record MoveBody(int? WindowMilliseconds, string? MaxMove, int? HoldMilliseconds);

internal sealed record RegimeBody(string? Volatility, string? MarginScale);

internal sealed record BreakerRulesBody(
    IReadOnlyList<MoveBody>? Moves,
    int? DegradedAfterMilliseconds,
    int? LostAfterMilliseconds,
    string? MaxSpread,
    string? MaxDepthLoss,
    string? MaxForcedFlow,
    string? ForcedFloor,
    string? MaxFundDrawdown,
    string? FundFloor,
    int? HoldMilliseconds,
    int? DwellMilliseconds,
    int? ReviewAfterMilliseconds,
    int? AuctionMilliseconds,
    int? ExtensionMilliseconds,
    string? CollarStep,
    int? MaxExtensions,
    int? MaxAuctionsPerHour,
    IReadOnlyList<RegimeBody>? Regime,
    string? VolatilityWeight,
    int? RegimeDwellMilliseconds,
    string? Reason)
{
    /// <summary>The rules as the engine has them. How they relate to each other, and to the bounds in code, is for the engine to judge.</summary>
    public BreakerRules ToRules(AssetInfo settlement)
    {
        var rules = new BreakerRules
        {
            DegradedAfter = Time("degradedAfterMilliseconds", DegradedAfterMilliseconds),
            LostAfter = Time("lostAfterMilliseconds", LostAfterMilliseconds),
            MaxSpread = Share("maxSpread", MaxSpread),
            MaxDepthLoss = Share("maxDepthLoss", MaxDepthLoss),
            MaxForcedFlow = Share("maxForcedFlow", MaxForcedFlow),
            ForcedFloor = Floor("forcedFloor", ForcedFloor, settlement),
            MaxFundDrawdown = Share("maxFundDrawdown", MaxFundDrawdown),
            FundFloor = Floor("fundFloor", FundFloor, settlement),
            Hold = Time("holdMilliseconds", HoldMilliseconds),
            Dwell = Time("dwellMilliseconds", DwellMilliseconds),
            ReviewAfter = Time("reviewAfterMilliseconds", ReviewAfterMilliseconds),
            AuctionTime = Time("auctionMilliseconds", AuctionMilliseconds),
            ExtensionTime = Time("extensionMilliseconds", ExtensionMilliseconds),
            CollarStep = Share("collarStep", CollarStep),
            MaxExtensions = MaxExtensions ?? throw Fields.Missing("maxExtensions"),
            MaxAuctionsPerHour = MaxAuctionsPerHour ?? throw Fields.Missing("maxAuctionsPerHour"),
            VolatilityWeight = Share("volatilityWeight", VolatilityWeight),
            RegimeDwell = Time("regimeDwellMilliseconds", RegimeDwellMilliseconds),
        };
        for (var i = 0; i < MoveLimits.Count; i++)
        {
            rules.Moves[i] = new MoveLimit
            {
                Window = Time($"moves[{i}].windowMilliseconds", Moves![i]?.WindowMilliseconds),
                MaxMove = Share($"moves[{i}].maxMove", Moves[i]?.MaxMove),
                Hold = Time($"moves[{i}].holdMilliseconds", Moves[i]?.HoldMilliseconds),
            };
        }

        for (var i = 0; i < RegimeSteps.Count; i++)
        {
            rules.Regime[i] = new RegimeStep
            {
                Volatility = Share($"regime[{i}].volatility", Regime![i]?.Volatility),
                MarginScale = Share($"regime[{i}].marginScale", Regime[i]?.MarginScale),
            };
        }

        return rules;
    }

    private static long Time(string field, int? milliseconds) => (milliseconds ?? throw Fields.Missing(field)) * 1_000L;

    private static Rate Share(string field, string? text) => new(Fields.PositiveSteps(field, text ?? throw Fields.Missing(field), Amount.Billionth));

    private static Money Floor(string field, string? text, AssetInfo settlement) =>
        new(Fields.Steps(field, text ?? throw Fields.Missing(field), DecimalText.UnitOf(settlement)));
}

/// <summary>A change of rules, and the market's state as it is now.</summary>
internal sealed record BreakerChangeAnswer(ChangeAnswer Change, MarketStateAnswer State) : IMayBePending
{
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsPending => Change.IsPending;
}

/// <summary>Sets when a market is slowed down or stopped by itself, and how it comes back.</summary>
internal sealed record ChangeBreakerRules(Caller Caller, string Symbol, BreakerRulesBody Body) : IRequest<BreakerChangeAnswer>
{
    private const string Example = """
        {"moves":[{"windowMilliseconds":60000,"maxMove":"0.1","holdMilliseconds":0},{"windowMilliseconds":300000,"maxMove":"0.15","holdMilliseconds":15000},{"windowMilliseconds":3600000,"maxMove":"0.25","holdMilliseconds":0}],
         "degradedAfterMilliseconds":5000,"lostAfterMilliseconds":30000,"maxSpread":"0.02","maxDepthLoss":"0.8","maxForcedFlow":"0.1","forcedFloor":"100000","maxFundDrawdown":"0.3","fundFloor":"10000",
         "holdMilliseconds":15000,"dwellMilliseconds":120000,"reviewAfterMilliseconds":3600000,"auctionMilliseconds":120000,"extensionMilliseconds":60000,"collarStep":"0.05","maxExtensions":6,"maxAuctionsPerHour":3,
         "regime":[{"volatility":"1.5","marginScale":"1.25"},{"volatility":"2.5","marginScale":"1.5"},{"volatility":"4","marginScale":"2"}],"volatilityWeight":"0.05","regimeDwellMilliseconds":1800000,"reason":"Tighter after the review"}
        """;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/v1/admin/markets/{symbol}/breakers", async (HttpContext context, string symbol) =>
            await context.AnswerAsync(new ChangeBreakerRules(context.Caller(), symbol, await context.ReadBodyAsync<BreakerRulesBody>())))
        .RequireScope(Scopes.Admin)
        .Describe("Admin", "Set when a market is slowed down or stopped by itself", typeof(BreakerChangeAnswer), typeof(BreakerRulesBody), Example);

    internal sealed class Validator : AbstractValidator<ChangeBreakerRules>
    {
        public Validator() => RuleFor(request => request.Body.Reason).Required("reason");
    }

    internal sealed class Handler(IExchange exchange) : IRequestHandler<ChangeBreakerRules, BreakerChangeAnswer>
    {
        public async Task<BreakerChangeAnswer> Handle(ChangeBreakerRules request, CancellationToken cancellationToken)
        {
            var market = exchange.Views.Market(request.Symbol);
            if (request.Body.Moves is not { Count: MoveLimits.Count })
            {
                throw Fields.Invalid("moves", $"an array of {MoveLimits.Count} limits");
            }

            if (request.Body.Regime is not { Count: RegimeSteps.Count })
            {
                throw Fields.Invalid("regime", $"an array of {RegimeSteps.Count} steps");
            }

            var change = await exchange.ProposeAsync(
                request.Caller, ParameterKind.Breakers, market.Id.Value, request.Body.ToRules(market.SettlementAsset), fields: 0, request.Body.Reason, cancellationToken);
            return new BreakerChangeAnswer(change, MarketStateAnswer.Of(exchange.Views.MarketOf(market.Id)));
        }
    }
}
