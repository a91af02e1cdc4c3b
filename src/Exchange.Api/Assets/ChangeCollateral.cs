using Exchange.Engine;
using Exchange.Runtime;
using FluentValidation;
using MediatR;

namespace Exchange.Api;

internal sealed record CollateralTierBody(string? Floor, string? Weight);

internal sealed record CollateralBody(
    string? DepositCap, string? ConversionPenalty, string? DebtLimit, IReadOnlyList<CollateralTierBody>? Tiers, string? Reason);

/// <summary>Sets how an asset counts as collateral. A first listing needs a sound index and a low cap; a cap grows in steps.</summary>
internal sealed record ChangeCollateral(Caller Caller, string Code, CollateralBody Body) : IRequest<AssetAnswer>
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/v1/admin/assets/{code}/collateral", async (HttpContext context, string code) =>
            await context.AnswerAsync(new ChangeCollateral(context.Caller(), code, await context.ReadBodyAsync<CollateralBody>())))
        .RequireScope(Scopes.Admin)
        .Describe("Admin", "Set how an asset counts as collateral", typeof(AssetAnswer), typeof(CollateralBody), """
            {"depositCap":"10","conversionPenalty":"0.02","debtLimit":"1000","tiers":[{"floor":"0","weight":"0.95"},{"floor":"5","weight":"0.8"}],"reason":"First listing"}
            """);

    internal sealed class Validator : AbstractValidator<ChangeCollateral>
    {
        public Validator()
        {
            RuleFor(request => request.Body.DepositCap).Required("depositCap");
            RuleFor(request => request.Body.ConversionPenalty).Required("conversionPenalty");
            RuleFor(request => request.Body.DebtLimit).Required("debtLimit");
            RuleFor(request => request.Body.Reason).Required("reason");
        }
    }

    internal sealed class Handler(IExchange exchange) : IRequestHandler<ChangeCollateral, AssetAnswer>
    {
        public async Task<AssetAnswer> Handle(ChangeCollateral request, CancellationToken cancellationToken)
        {
            var views = exchange.Views;
            var asset = views.Asset(request.Code);
            var command = new SetCollateralRules
            {
                Asset = asset.Id,
                Rules = RulesOf(request.Body, asset, views.Assets[0]),
                Author = request.Caller.Author,
                Reason = Fields.Text("reason", request.Body.Reason),
            };
            (await exchange.SubmitAsync(command, cancellationToken)).Accepted();
            return AssetAnswer.Of(views.Collateral[asset.Id.Value - 1], views);
        }

        private static CollateralRules RulesOf(CollateralBody body, AssetInfo asset, AssetInfo valuation)
        {
            var tiers = body.Tiers ?? throw Fields.Missing("tiers");
            if (tiers.Count > CollateralTiers.Capacity)
            {
                throw Fields.Invalid("tiers", $"an array of at most {CollateralTiers.Capacity} tiers");
            }

            var unit = DecimalText.UnitOf(asset);
            var rules = new CollateralRules
            {
                TierCount = tiers.Count,
                DepositCap = new Money(Fields.PositiveSteps("depositCap", body.DepositCap!, unit)),
                ConversionPenalty = new Rate(Fields.Steps("conversionPenalty", body.ConversionPenalty!, Amount.Billionth)),
                DebtLimit = new Money(Fields.Steps("debtLimit", body.DebtLimit!, DecimalText.UnitOf(valuation))),
            };
            for (var i = 0; i < tiers.Count; i++)
            {
                rules.Tiers[i] = new CollateralTier(
                    new Money(Fields.Steps($"tiers[{i}].floor", tiers[i]?.Floor ?? throw Fields.Missing($"tiers[{i}].floor"), unit)),
                    new Rate(Fields.Steps($"tiers[{i}].weight", tiers[i].Weight ?? throw Fields.Missing($"tiers[{i}].weight"), Amount.Billionth)));
            }

            return rules;
        }
    }
}
