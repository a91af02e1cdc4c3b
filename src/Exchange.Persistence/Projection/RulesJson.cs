using System.Text.Json;
using Exchange.Engine;

namespace Exchange.Persistence;

/// <summary>Rules of any kind as the history keeps them; decimals as strings.</summary>
internal static class RulesJson
{
    public static string Of(ProjectedState state, ParameterKind kind, int subject, in RulesPayload rules) => kind switch
    {
        ParameterKind.Venue => Of(rules.As<VenueRules>()),
        ParameterKind.Market => Of(state, state.Markets[subject], rules.As<MarketParameters>()),
        ParameterKind.Breakers => BreakerRulesJson.Of(rules.As<BreakerRules>()),
        ParameterKind.Funding => FundingRulesJson.Of(rules.As<FundingRules>()),
        ParameterKind.Collateral => CollateralRulesJson.Of(state.Assets[subject], rules.As<CollateralRules>()),
        ParameterKind.AssetPrices => CollateralRulesJson.Of(state.Assets[subject], rules.As<AssetPriceRules>()),
        ParameterKind.Risk => RiskRulesJson.Of(state, subject, rules.As<RiskRules>()),
        ParameterKind.Prices => PriceRulesJson.Of(rules.As<PriceRules>()),
        _ => throw new InvalidOperationException($"The projection does not know rules of kind {kind}."),
    };

    /// <summary>The market that rules belong to, if they belong to one.</summary>
    public static int? MarketOf(ParameterKind kind, int subject) => kind switch
    {
        ParameterKind.Venue or ParameterKind.Collateral or ParameterKind.AssetPrices => null,
        ParameterKind.Market or ParameterKind.Risk or ParameterKind.Prices or ParameterKind.Breakers or ParameterKind.Funding => subject,
        _ => throw new InvalidOperationException($"The projection does not know rules of kind {kind}."),
    };

    /// <summary>The names of some fields of a kind, one bit each.</summary>
    public static string Names(ParameterKind kind, ulong fields) => JsonSerializer.Serialize(
        ParameterFields.Of(kind).Where((_, index) => (fields & (1UL << index)) != 0));

    /// <summary>The effect of each field that changes, by name.</summary>
    public static string Effects(ParameterKind kind, FieldEffects effects)
    {
        var names = ParameterFields.Of(kind);
        var changed = new Dictionary<string, string>();
        for (var i = 0; i < names.Count; i++)
        {
            if (effects[i] != FieldEffect.Unchanged)
            {
                changed.Add(names[i], EnumText<FieldEffect>.Of(effects[i]));
            }
        }

        return JsonSerializer.Serialize(changed);
    }

    private static string Of(in VenueRules rules) => JsonSerializer.Serialize(
        new { LooseningDelayMicroseconds = rules.LooseningDelay, RampDurationMicroseconds = rules.RampDuration }, JsonSerializerOptions.Web);

    private static string Of(ProjectedState state, MarketRow market, in MarketParameters parameters) =>
        ParameterRows.Json(ParameterRows.Of(default, market, parameters, state.UnitOf(market.SettlementAssetId), author: "", reason: ""));
}
