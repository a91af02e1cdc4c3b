namespace Exchange.Engine;

/// <summary>What each market state allows. FORMULAS §5.10.</summary>
internal static class MarketStateRules
{
    /// <summary>Whether an order may be entered or amended.</summary>
    public static bool AllowsOrder(MarketState state, bool isPostOnly, bool raisesRisk) => state switch
    {
        MarketState.Active => true,
        MarketState.PostOnly => isPostOnly,
        MarketState.ReduceOnly => !raisesRisk,
        MarketState.CancelOnly => false,
        MarketState.Halted => false,
    };

    /// <summary>Whether the mark price may change.</summary>
    public static bool AllowsMark(MarketState state) => state != MarketState.Halted;

    public static bool IsDefined(MarketState state) => state is >= MarketState.Active and <= MarketState.Halted;
}
