namespace Exchange.Engine;

/// <summary>Which liquidation rules make sense, and those that a market begins with. FORMULAS §14.9.</summary>
internal static class LiquidationRulesCheck
{
    private const long Second = 1_000_000;
    private const long Percent = Rate.One / 100;

    /// <summary>The rules of a new market.</summary>
    public static LiquidationRules Default(in MarketParameters parameters, int settlementDecimals)
    {
        var large = 100_000L;
        for (var i = 0; i < settlementDecimals && large < Bounds.MaxPositionNotional / 10; i++)
        {
            large *= 10;
        }

        return new LiquidationRules
        {
            Buffer = new Rate(10 * Percent),
            Fee = new Rate(Math.Min(Percent / 4, (parameters.ActiveTiers[0].MaintenanceRate.Billionths - parameters.TakerFee.Billionths) >> 2)),
            WideCollar = new Rate(5 * Percent),
            NarrowCollar = new Rate(2 * Percent),
            SmallestStep = new Rate(10 * Percent),
            LargestStep = new Rate(20 * Percent),
            LargePosition = new Money(large),
            TakeoverAfter = 5 * Second,
            TakeoverBelow = new Rate(666_666_667),
            BackstopShare = new Rate(5 * Percent),
            UnwindPace = new Rate(2 * Percent),
            Deleveraging = DeleveragingMethod.SharedByProfit,
        };
    }

    public static bool AreValid(in LiquidationRules rules, in MarketParameters parameters) =>
        rules.Buffer.Billionths is >= Percent and <= Rate.One
        && rules.Fee.Billionths is >= 0 and <= 5 * Percent
        && rules.Fee.Billionths + parameters.TakerFee.Billionths < parameters.ActiveTiers[0].MaintenanceRate.Billionths
        && rules.NarrowCollar.Billionths is >= Percent / 10 and <= 20 * Percent
        && rules.WideCollar.Billionths >= rules.NarrowCollar.Billionths && rules.WideCollar.Billionths <= 20 * Percent
        && rules.SmallestStep.Billionths is >= Percent and <= Rate.One
        && rules.LargestStep.Billionths >= rules.SmallestStep.Billionths && rules.LargestStep.Billionths <= Rate.One
        && rules.LargePosition.Units is >= 1 and <= Bounds.MaxPositionNotional
        && rules.TakeoverAfter is >= Second / 10 and <= 60 * Second
        && rules.TakeoverBelow.Billionths is >= 10 * Percent and <= 95 * Percent
        && rules.BackstopShare.Billionths is >= 0 and <= 20 * Percent
        && rules.UnwindPace.Billionths is >= Percent / 10 and <= 20 * Percent
        && rules.Deleveraging is DeleveragingMethod.SharedByProfit or DeleveragingMethod.RankedByProfitTimesLeverage;
}
