using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>The assets of the ledger and what they count for as collateral.</summary>
internal sealed record ListAssets : IRequest<IReadOnlyList<AssetAnswer>>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/assets", context => context.AnswerAsync(new ListAssets()))
        .Describe("Assets", "All assets: what counts of them as collateral, their caps and indices", typeof(IReadOnlyList<AssetAnswer>));

    internal sealed class Handler(IExchange exchange) : IRequestHandler<ListAssets, IReadOnlyList<AssetAnswer>>
    {
        public Task<IReadOnlyList<AssetAnswer>> Handle(ListAssets request, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<AssetAnswer>>([.. exchange.Views.Collateral.Select(collateral => AssetAnswer.Of(collateral, exchange.Views))]);
    }
}

/// <param name="Floor">Where the part begins, in whole units of the asset.</param>
/// <param name="Weight">How much of the part counts: 1 less the haircut.</param>
internal sealed record CollateralTierAnswer(string Floor, string Weight);

/// <param name="Code">The asset's code.</param>
/// <param name="Decimals">Of its smallest unit.</param>
/// <param name="IsValuation">Whether equity and margins are measured in it; then it counts whole.</param>
/// <param name="IndexPrice">What a whole unit is worth in the valuation asset; while degraded the last sound index.</param>
/// <param name="IsDegraded">Whether too few sources are left: nothing new is decided by the index.</param>
/// <param name="DepositCap">The most that the venue takes of it.</param>
/// <param name="ConversionPenalty">What a sale of it for debts costs, as a fraction of its value.</param>
/// <param name="DebtLimit">How much of it an account may owe before collateral is sold, in the valuation asset.</param>
/// <param name="Tiers">What counts of a balance, by its size; none if it is no collateral.</param>
/// <param name="Sources">Where the index comes from.</param>
internal sealed record AssetAnswer(
    string Code, int Decimals, bool IsValuation, string? IndexPrice, bool IsDegraded, string DepositCap, string ConversionPenalty, string DebtLimit,
    IReadOnlyList<CollateralTierAnswer> Tiers, IReadOnlyList<SourceAnswer> Sources)
{
    public static AssetAnswer Of(CollateralInfo collateral, IVenueViews views)
    {
        var asset = collateral.Asset;
        var valuation = views.Assets[0];
        var isValuation = asset.Id == valuation.Id;
        ref readonly var rules = ref collateral.Rules.Rules;
        var tiers = new List<CollateralTierAnswer>();
        foreach (var tier in rules.ActiveTiers)
        {
            tiers.Add(new CollateralTierAnswer(Amount.Of(tier.Floor, asset), Amount.Of(tier.Weight)));
        }

        var sources = new List<SourceAnswer>();
        foreach (var source in collateral.Sources.Rules.ActiveSources)
        {
            sources.Add(SourceAnswer.Of(source, sources.Count, collateral.Used, collateral.Deviating));
        }

        return new AssetAnswer(
            asset.Code.ToString(),
            asset.Decimals,
            isValuation,
            collateral.Index.IsNone ? null : Amount.Of(collateral.Index, valuation),
            !isValuation && collateral.IsDegraded,
            Amount.Of(rules.DepositCap, asset),
            Amount.Of(rules.ConversionPenalty),
            Amount.Of(rules.DebtLimit, valuation),
            tiers,
            sources);
    }
}
