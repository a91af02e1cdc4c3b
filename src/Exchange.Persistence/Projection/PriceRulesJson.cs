using System.Text.Json;
using Exchange.Engine;

namespace Exchange.Persistence;

/// <summary>Price rules as the audit trail keeps them.</summary>
internal static class PriceRulesJson
{
    private static readonly DecimalStep Billionth = new(1, 9);

    public static string Of(in PriceRules rules)
    {
        var sources = new List<object>();
        foreach (var source in rules.ActiveSources)
        {
            sources.Add(new
            {
                Name = source.Name.ToString(),
                source.Weight,
                StaleAfterMicroseconds = source.StaleAfter,
                MaxConfidence = Text(source.MaxConfidence),
                Reporter = source.Reporter.IsNone ? null : Convert.ToHexStringLower(source.Reporter.ToBytes()),
            });
        }

        return JsonSerializer.Serialize(
            new
            {
                rules.Quorum,
                MaxDeviation = Text(rules.MaxDeviation),
                MaxVelocity = Text(rules.MaxVelocity),
                MarkBand = Text(rules.MarkBand),
                BasisWindowMicroseconds = rules.BasisWindow,
                TradeStaleAfterMicroseconds = rules.TradeStaleAfter,
                ImpactNotionalUnits = rules.ImpactNotional.Units,
                Sources = sources,
            },
            JsonSerializerOptions.Web);
    }

    private static string Text(Rate rate) => AuditJson.Text(Decimals.Of(rate.Billionths, Billionth));
}
