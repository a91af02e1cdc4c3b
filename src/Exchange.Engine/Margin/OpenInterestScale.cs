namespace Exchange.Engine;

/// <summary>How much of what lies between its own margin and the whole notional initial margin takes, as a market fills. Pure. FORMULAS §3.5.</summary>
internal static class OpenInterestScale
{
    /// <summary>None, or two thresholds that differ by at least a thousandth of the upper, within what open interest can be.</summary>
    public static bool AreValid(in RiskRules rules) =>
        rules == default
        || (rules.OpenInterestLower.Units >= 0
            && rules.OpenInterestUpper.Units is > 0 and <= Bounds.MaxSupply
            && rules.OpenInterestUpper.Units - rules.OpenInterestLower.Units >= Math.Max(1, rules.OpenInterestUpper.Units / 1_000));

    /// <summary>In billionths, rounded up: 0 up to the lower threshold, one from the upper on.</summary>
    /// <param name="rules">The market's.</param>
    /// <param name="openInterest">Of one side, at mark, in settlement units.</param>
    public static long Of(in RiskRules rules, long openInterest)
    {
        if (!rules.Scales || openInterest <= rules.OpenInterestLower.Units)
        {
            return 0;
        }

        return openInterest >= rules.OpenInterestUpper.Units
            ? Rate.One
            : FixedMath.MulDivCeiling(
                openInterest - rules.OpenInterestLower.Units, Rate.One, rules.OpenInterestUpper.Units - rules.OpenInterestLower.Units);
    }
}
