using Exchange.Engine;
using Exchange.Runtime;
using FluentValidation;
using MediatR;

namespace Exchange.Api;

internal sealed record AssetPricesBody(int? Quorum, string? MaxDeviation, string? MaxVelocity, IReadOnlyList<SourceBody>? Sources, string? Reason);

/// <summary>Sets where an asset's index comes from. The exchange's own books are never among the sources.</summary>
internal sealed record ChangeAssetPrices(Caller Caller, string Code, AssetPricesBody Body) : IRequest<AssetAnswer>
{
    private const string Example = """
        {"quorum":3,"maxDeviation":"0.05","maxVelocity":"0.1","reason":"Index by three spot markets",
         "sources":[{"name":"SPOT-A","weight":3,"staleAfterMilliseconds":5000,"maxConfidence":"0.01"},{"name":"SPOT-B","weight":2,"staleAfterMilliseconds":5000,"maxConfidence":"0.01"},{"name":"SPOT-C","weight":2,"staleAfterMilliseconds":5000,"maxConfidence":"0.01"}]}
        """;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/v1/admin/assets/{code}/prices", async (HttpContext context, string code) =>
            await context.AnswerAsync(new ChangeAssetPrices(context.Caller(), code, await context.ReadBodyAsync<AssetPricesBody>())))
        .RequireScope(Scopes.Admin)
        .Describe("Admin", "Set where an asset's index comes from", typeof(AssetAnswer), typeof(AssetPricesBody), Example);

    internal sealed class Validator : AbstractValidator<ChangeAssetPrices>
    {
        public Validator()
        {
            RuleFor(request => request.Body.MaxDeviation).Required("maxDeviation");
            RuleFor(request => request.Body.MaxVelocity).Required("maxVelocity");
            RuleFor(request => request.Body.Reason).Required("reason");
        }
    }

    internal sealed class Handler(IExchange exchange) : IRequestHandler<ChangeAssetPrices, AssetAnswer>
    {
        public async Task<AssetAnswer> Handle(ChangeAssetPrices request, CancellationToken cancellationToken)
        {
            var views = exchange.Views;
            var asset = views.Asset(request.Code);
            var body = request.Body;
            if (body.Sources is not { Count: >= 3 and <= PriceSources.Capacity } sources)
            {
                throw Fields.Invalid("sources", $"an array of 3 to {PriceSources.Capacity} sources");
            }

            var rules = new AssetPriceRules
            {
                SourceCount = sources.Count,
                Quorum = body.Quorum ?? throw Fields.Missing("quorum"),
                MaxDeviation = new Rate(Fields.PositiveSteps("maxDeviation", body.MaxDeviation!, Amount.Billionth)),
                MaxVelocity = new Rate(Fields.PositiveSteps("maxVelocity", body.MaxVelocity!, Amount.Billionth)),
            };
            for (var i = 0; i < sources.Count; i++)
            {
                rules.Sources[i] = PriceRulesBody.SourceOf($"sources[{i}]", sources[i]);
            }

            var command = new SetAssetPriceRules { Asset = asset.Id, Rules = rules, Author = request.Caller.Author, Reason = Fields.Text("reason", body.Reason) };
            (await exchange.SubmitAsync(command, cancellationToken)).Accepted();
            return AssetAnswer.Of(views.Collateral[asset.Id.Value - 1], views);
        }
    }
}
