using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>Which price rules make sense. FORMULAS §11.6.</summary>
internal static class PriceRulesCheck
{
    private const long Second = 1_000_000;
    private const long Percent = Rate.One / 100;

    public static bool AreValid(in PriceRules rules) =>
        SourcesAreValid(rules)
        && rules.MarkBand.Billionths is > 0 and <= 10 * Percent
        && rules.BasisWindow is >= Second and <= 3_600 * Second
        && rules.TradeStaleAfter is >= Second and <= 3_600 * Second
        && rules.ImpactNotional.Units is > 0 and <= Bounds.MaxPositionNotional;

    /// <summary>The part that an index needs.</summary>
    public static bool SourcesAreValid(in PriceRules rules)
    {
        if (rules.SourceCount is < 3 or > PriceSources.Capacity
            || rules.Quorum < 3 || rules.Quorum > rules.SourceCount
            || rules.MaxDeviation.Billionths is <= 0 or > 10 * Percent
            || rules.MaxVelocity.Billionths is <= 0 or > Rate.One)
        {
            return false;
        }

        var sources = rules.ActiveSources;
        for (var i = 0; i < sources.Length; i++)
        {
            if (!IsValid(sources[i]) || IsNamedBefore(sources, i))
            {
                return false;
            }
        }

        return !MemoryMarshal.AsBytes(((ReadOnlySpan<PriceSource>)rules.Sources)[rules.SourceCount..]).ContainsAnyExcept((byte)0);
    }

    private static bool IsValid(in PriceSource source) =>
        !source.Name.IsEmpty
        && source.Name.IsWellFormed()
        && source.Weight is > 0 and <= PriceSource.MaxWeight
        && source.StaleAfter is >= Second / 10 and <= 600 * Second
        && source.MaxConfidence.Billionths is > 0 and <= 10 * Percent;

    private static bool IsNamedBefore(ReadOnlySpan<PriceSource> sources, int index)
    {
        for (var i = 0; i < index; i++)
        {
            if (sources[i].Name == sources[index].Name)
            {
                return true;
            }
        }

        return false;
    }
}
