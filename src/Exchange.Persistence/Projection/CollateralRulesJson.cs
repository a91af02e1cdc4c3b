using System.Text.Json;
using Exchange.Engine;

namespace Exchange.Persistence;

/// <summary>Rules of an asset as the audit trail keeps them; amounts in whole units of the asset.</summary>
internal static class CollateralRulesJson
{
    private static readonly DecimalStep Billionth = new(1, 9);

    public static string Of(AssetRow asset, in CollateralRules rules)
    {
        var unit = new DecimalStep(1, asset.Decimals);
        var tiers = new List<object>();
        foreach (var tier in rules.ActiveTiers)
        {
            tiers.Add(new { Floor = Text(tier.Floor.Units, unit), Weight = Text(tier.Weight.Billionths, Billionth) });
        }

        return JsonSerializer.Serialize(
            new
            {
                Asset = asset.Code,
                DepositCap = Text(rules.DepositCap.Units, unit),
                ConversionPenalty = Text(rules.ConversionPenalty.Billionths, Billionth),
                DebtLimitUnits = rules.DebtLimit.Units,
                Tiers = tiers,
            },
            JsonSerializerOptions.Web);
    }

    public static string Of(AssetRow asset, in AssetPriceRules rules)
    {
        var sources = new List<object>();
        foreach (var source in ((ReadOnlySpan<PriceSource>)rules.Sources)[..rules.SourceCount])
        {
            sources.Add(new
            {
                Name = source.Name.ToString(),
                source.Weight,
                StaleAfterMicroseconds = source.StaleAfter,
                MaxConfidence = Text(source.MaxConfidence.Billionths, Billionth),
                Reporter = source.Reporter.IsNone ? null : Convert.ToHexStringLower(source.Reporter.ToBytes()),
            });
        }

        return JsonSerializer.Serialize(
            new
            {
                Asset = asset.Code,
                rules.Quorum,
                MaxDeviation = Text(rules.MaxDeviation.Billionths, Billionth),
                MaxVelocity = Text(rules.MaxVelocity.Billionths, Billionth),
                Sources = sources,
            },
            JsonSerializerOptions.Web);
    }

    private static string Text(long steps, DecimalStep step) => AuditJson.Text(Decimals.Of(steps, step));
}
