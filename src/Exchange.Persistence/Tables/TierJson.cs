using System.Globalization;
using System.Text.Json;
using Exchange.Engine;

namespace Exchange.Persistence;

/// <summary>A margin tier as it is stored: decimals as strings, so that no reader rounds them.</summary>
internal sealed record TierJson(string NotionalFloor, string MaintenanceRate, int MaxLeverage)
{
    public static string Write(in MarketParameters parameters, DecimalStep unit)
    {
        var tiers = new List<TierJson>();
        foreach (var tier in parameters.ActiveTiers)
        {
            tiers.Add(new TierJson(Text(tier.NotionalFloor.Units, unit), Text(tier.MaintenanceRate.Billionths, Decimals.Billionth), tier.MaxLeverage));
        }

        return JsonSerializer.Serialize(tiers, JsonSerializerOptions.Web);
    }

    public static MarginTier[] Read(string json, DecimalStep unit) =>
        [.. JsonSerializer.Deserialize<List<TierJson>>(json, JsonSerializerOptions.Web)!.Select(tier => new MarginTier(
            new Money(Steps(tier.NotionalFloor, unit)), new Rate(Steps(tier.MaintenanceRate, Decimals.Billionth)), tier.MaxLeverage))];

    private static string Text(long value, DecimalStep step) => Decimals.Of(value, step).ToString(CultureInfo.InvariantCulture);

    private static long Steps(string text, DecimalStep step) => Decimals.Steps(decimal.Parse(text, CultureInfo.InvariantCulture), step);
}
