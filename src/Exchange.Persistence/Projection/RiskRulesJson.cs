using System.Globalization;
using Exchange.Engine;

namespace Exchange.Persistence;

/// <summary>Risk rules as the history keeps them.</summary>
internal static class RiskRulesJson
{
    public static string Of(ProjectedState state, int market, in RiskRules rules)
    {
        var unit = state.UnitOf(state.Markets[market].SettlementAssetId);
        return AuditJson.Of(
            ("openInterestLower", Decimals.Of(rules.OpenInterestLower.Units, unit).ToString(CultureInfo.InvariantCulture)),
            ("openInterestUpper", Decimals.Of(rules.OpenInterestUpper.Units, unit).ToString(CultureInfo.InvariantCulture)));
    }
}
