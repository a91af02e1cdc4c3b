namespace Exchange.Engine;

/// <summary>What may be done in a market.</summary>
[Flags]
internal enum MarketActions : ushort
{
    None = 0,

    /// <summary>Enter or amend orders that raise risk.</summary>
    Open = 1,

    /// <summary>Enter or amend orders that do not raise risk.</summary>
    Reduce = 2,

    /// <summary>Customers' orders match as they come in. Without it only orders that rest are let in.</summary>
    Match = 4,

    /// <summary>Cancel, whole or by account.</summary>
    Cancel = 8,

    /// <summary>The mark price follows.</summary>
    Mark = 16,

    /// <summary>Forced orders and takeovers.</summary>
    Liquidate = 32,

    /// <summary>Funding is charged.</summary>
    Fund = 64,

    /// <summary>An account with a position here may take money out, as far as its margin allows: which counts every price as it stands.</summary>
    Withdraw = 128,

    /// <summary>An account with a position here may bring money in.</summary>
    Deposit = 256,
}

/// <summary>What each market state allows: the one table. FORMULAS §5.10.</summary>
internal static class MarketStateRules
{
    /// <summary>Never refused for the state of a market.</summary>
    public const MarketActions Always = MarketActions.Cancel | MarketActions.Withdraw | MarketActions.Deposit;

    private const MarketActions Trading = MarketActions.Mark | MarketActions.Liquidate | MarketActions.Fund | Always;

    public static MarketActions Of(MarketState state) => state switch
    {
        MarketState.Active => MarketActions.Open | MarketActions.Reduce | MarketActions.Match | Trading,
        MarketState.PostOnly => MarketActions.Open | MarketActions.Reduce | Trading,
        MarketState.ReduceOnly => MarketActions.Reduce | MarketActions.Match | Trading,
        MarketState.Settling => MarketActions.Reduce | MarketActions.Match | Trading,
        MarketState.PreOpen => MarketActions.Open | MarketActions.Reduce | MarketActions.Mark | MarketActions.Fund | Always,
        MarketState.CancelOnly => MarketActions.Mark | MarketActions.Fund | Always,
        MarketState.Halted => Always,
        MarketState.Settled => Always,
    };

    /// <summary>Of an operator's and the automatic state, the one in force.</summary>
    public static MarketState Stricter(MarketState a, MarketState b) => Strictness(a) >= Strictness(b) ? a : b;

    /// <summary>Whether an order may be entered or amended. One compare while nothing is wrong.</summary>
    /// <param name="market">The market.</param>
    /// <param name="isHeldToRest">Post-only, or amended as if it were.</param>
    /// <param name="mayRest">Not immediate-or-cancel or fill-or-kill.</param>
    /// <param name="raisesRisk">FORMULAS §4.6.</param>
    public static bool AllowsOrder(Market market, bool isHeldToRest, bool mayRest, bool raisesRisk)
    {
        if (market.State == MarketState.Active)
        {
            return true;
        }

        if (!market.Allows(raisesRisk ? MarketActions.Open : MarketActions.Reduce))
        {
            return false;
        }

        return market.State == MarketState.PreOpen
            ? mayRest && market.Auction.Phase == AuctionPhase.Call
            : isHeldToRest || market.Allows(MarketActions.Match);
    }

    /// <summary>What a circuit breaker demands. A run of the price has no state of its own: it opens an auction. FORMULAS §12.7.</summary>
    public static MarketState DemandOf(StateCause cause) => cause switch
    {
        StateCause.IndexLost => MarketState.CancelOnly,
        StateCause.IndexDegraded or StateCause.SourcesDisagree or StateCause.ForcedFlow or StateCause.FundDrawdown or StateCause.AuctionsExhausted => MarketState.ReduceOnly,
        StateCause.DepthCollapsed => MarketState.PostOnly,
        StateCause.None or StateCause.Operator or StateCause.MarkMove or StateCause.Reopening => MarketState.Active,
    };

    public static bool IsDefined(MarketState state) => state is >= MarketState.Active and <= MarketState.Settled;

    private static int Strictness(MarketState state) => state switch
    {
        MarketState.Active => 0,
        MarketState.PostOnly => 1,
        MarketState.ReduceOnly => 2,
        MarketState.Settling => 3,
        MarketState.PreOpen => 4,
        MarketState.CancelOnly => 5,
        MarketState.Halted => 6,
        MarketState.Settled => 7,
    };
}
