using System.Text.Json;
using Exchange.Engine;

namespace Exchange.Persistence;

/// <summary>Funding rules as the history keeps them.</summary>
internal static class FundingRulesJson
{
    public static string Of(in FundingRules rules) => JsonSerializer.Serialize(
        new
        {
            IntervalMicroseconds = rules.Interval,
            SampleMaxAgeMicroseconds = rules.SampleMaxAge,
            Interest = Text(rules.Interest),
            Clamp = Text(rules.Clamp),
            CapFactor = Text(rules.CapFactor),
            ImpactNotionalUnits = rules.ImpactNotional.Units,
            rules.MinSamples,
        },
        JsonSerializerOptions.Web);

    private static string Text(Rate rate) => AuditJson.Text(Decimals.Of(rate.Billionths, Decimals.Billionth));
}
