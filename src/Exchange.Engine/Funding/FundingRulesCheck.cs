namespace Exchange.Engine;

/// <summary>Which funding rules make sense, and which a market begins with. FORMULAS §13.6.</summary>
internal static class FundingRulesCheck
{
    private const long Second = 1_000_000;
    private const long Hour = 3_600 * Second;
    private const long Day = 24 * Hour;
    private const long BasisPoint = Rate.One / 10_000;

    public static bool AreValid(in FundingRules rules) =>
        rules.Interval is >= 10 * Second and <= 8 * Hour
        && rules.Interval % Second == 0
        && Day % rules.Interval == 0
        && rules.SampleMaxAge >= Second && rules.SampleMaxAge <= rules.Interval
        && rules.MinSamples >= 1 && rules.MinSamples <= rules.Interval / Second
        && rules.Interest.Billionths is >= -10 * BasisPoint and <= 10 * BasisPoint
        && rules.Clamp.Billionths is >= 0 and <= 50 * BasisPoint
        && rules.CapFactor.Billionths is > 0 and <= Rate.One
        && rules.ImpactNotional.Units is > 0 and <= Bounds.MaxPositionNotional;

    /// <summary>Hourly, 0.01 % interest per 8 hours within ±0.05 %, at most three quarters of the first maintenance rate.</summary>
    /// <param name="kind">The market's.</param>
    /// <param name="decimals">Of its settlement asset.</param>
    /// <param name="maxLeverage">Of its first tier.</param>
    public static FundingRules Defaults(ContractKind kind, int decimals, int maxLeverage) => new()
    {
        Interval = Hour,
        SampleMaxAge = Hour / 4,
        Interest = new Rate(BasisPoint),
        Clamp = new Rate(5 * BasisPoint),
        CapFactor = new Rate(Rate.One * 3 / 4),
        ImpactNotional = new Money(ImpactNotional(kind, decimals, maxLeverage)),
        MinSamples = (int)(Hour / 2 / Second),
    };

    /// <summary>What 200 whole units (in an inverse market a hundredth of a coin) of margin carry at the highest leverage.</summary>
    private static long ImpactNotional(ContractKind kind, int decimals, int maxLeverage)
    {
        Int128 unit = 1;
        for (var i = 0; i < decimals; i++)
        {
            unit *= 10;
        }

        var notional = kind == ContractKind.Linear ? unit * 200 * maxLeverage : unit * maxLeverage / 100;
        return (long)Int128.Clamp(notional, 1, Bounds.MaxPositionNotional);
    }
}
