namespace Exchange.Engine;

/// <summary>Which breaker rules make sense. None of their limits can be set so wide that it would never bite. FORMULAS §12.9.</summary>
internal static class BreakerRulesCheck
{
    private const long Second = 1_000_000;
    private const long Percent = Rate.One / 100;

    public static bool AreValid(in BreakerRules rules)
    {
        foreach (var move in rules.ActiveMoves)
        {
            if (move.Window is < 10 * Second or > 14_400 * Second
                || move.MaxMove.Billionths is < Percent / 2 or > 30 * Percent
                || move.Hold is < 0 or > 60 * Second)
            {
                return false;
            }
        }

        return rules.DegradedAfter is >= Second / 10 and <= 60 * Second
            && rules.LostAfter > rules.DegradedAfter && rules.LostAfter <= 600 * Second
            && rules.MaxSpread.Billionths is >= Percent / 10 and <= 10 * Percent
            && rules.MaxDepthLoss.Billionths is >= 20 * Percent and <= 95 * Percent
            && rules.MaxForcedFlow.Billionths is >= Percent and <= 50 * Percent
            && rules.MaxFundDrawdown.Billionths is >= 5 * Percent and <= 50 * Percent
            && rules.ForcedFloor.Units is >= 0 and <= Bounds.MaxTransfer
            && rules.FundFloor.Units is >= 0 and <= Bounds.MaxTransfer
            && rules.Hold is >= 0 and <= 60 * Second
            && rules.Dwell is >= Second and <= 3_600 * Second
            && rules.ReviewAfter >= rules.Dwell && rules.ReviewAfter <= 14_400 * Second
            && rules.AuctionTime is >= 2 * Second and <= 3_600 * Second
            && rules.ExtensionTime is >= 2 * Second and <= 600 * Second
            && rules.CollarStep.Billionths is >= Percent / 2 and <= 10 * Percent
            && rules.MaxExtensions is >= 0 and <= 9
            && rules.MaxAuctionsPerHour is >= 1 and <= AutomaticAuctions.Capacity
            && HasSensibleRegime(rules);
    }

    private static bool HasSensibleRegime(in BreakerRules rules)
    {
        var (volatility, scale) = (0L, Rate.One);
        foreach (var step in rules.ActiveRegime)
        {
            if (step.Volatility.Billionths <= volatility || step.MarginScale.Billionths <= scale)
            {
                return false;
            }

            (volatility, scale) = (step.Volatility.Billionths, step.MarginScale.Billionths);
        }

        return volatility <= 20 * Rate.One
            && scale <= 4 * Rate.One
            && rules.VolatilityWeight.Billionths is >= Percent and <= 50 * Percent
            && rules.RegimeDwell is >= 60 * Second and <= 86_400 * Second;
    }
}
