namespace Exchange.Engine;

/// <summary>An operator's hand on a market's state. FORMULAS §12.1.</summary>
internal sealed class StateCommands(State state, StateMover mover, Auctions auctions)
{
    public RejectReason Apply(in SetMarketState command)
    {
        if (!MarketStateRules.IsDefined(command.State) || !command.Author.IsWellFormed() || !command.Reason.IsWellFormed())
        {
            return RejectReason.MalformedCommand;
        }

        if (state.Markets.Find(command.Market) is not { } market)
        {
            return RejectReason.MarketUnknown;
        }

        if (!MayFollow(market, command.State))
        {
            return RejectReason.MarketStateForbids;
        }

        var goesThroughAuction = command.State == MarketState.PreOpen || Reopens(market, command.State);
        var wanted = command.State == MarketState.PreOpen ? MarketState.Active : command.State;
        if (goesThroughAuction)
        {
            // First the auction, so that there is no moment in which the market is simply open.
            auctions.Open(market, StateCause.Reopening);
        }

        mover.SetOperator(market, wanted, command.Author, command.Reason);
        state.Outcome.Entity = market.Id.Value;
        return RejectReason.None;
    }

    /// <summary>There is no way back from settling, and none but through it to the end, with nothing left.</summary>
    private static bool MayFollow(Market market, MarketState wanted) => market.OperatorState switch
    {
        MarketState.Settled => wanted == MarketState.Settled,
        MarketState.Settling => wanted == MarketState.Settling || (wanted == MarketState.Settled && market.IsEmpty),
        _ => wanted != MarketState.Settled,
    };

    /// <summary>After a halt nobody is to be first by chance: what has gathered in the book is matched at one price.</summary>
    private static bool Reopens(Market market, MarketState wanted) =>
        market.OperatorState == MarketState.Halted
        && (MarketStateRules.Of(wanted) & MarketActions.Match) != 0
        && !market.IsEmpty;
}
