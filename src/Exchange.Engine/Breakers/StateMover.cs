namespace Exchange.Engine;

/// <summary>Moves a market between states, and says why.</summary>
internal sealed class StateMover(State state)
{
    /// <summary>An operator wants another state. Told also when it is the one that there was.</summary>
    public void SetOperator(Market market, MarketState wanted, Text64 author, Text64 reason)
    {
        var from = market.State;
        market.Move(wanted, market.AutomaticState);
        NoteTime(market, from);
        state.Events.Append(new MarketStateChanged
        {
            Market = market.Id,
            From = from,
            To = market.State,
            Operator = market.OperatorState,
            Automatic = market.AutomaticState,
            Cause = StateCause.Operator,
            IsActive = 1,
            Author = author,
            Reason = reason,
        });
    }

    /// <summary>A cause came or went, and with it perhaps what the automaton demands.</summary>
    public void SetAutomatic(Market market, StateCause cause, int isActive, long value = 0, long threshold = 0)
    {
        var from = market.State;
        market.Move(market.OperatorState, MarketStateRules.Stricter(market.Demand, market.Auction.Phase == AuctionPhase.None ? MarketState.Active : MarketState.PreOpen));
        NoteTime(market, from);
        state.Events.Append(new MarketStateChanged
        {
            Market = market.Id,
            From = from,
            To = market.State,
            Operator = market.OperatorState,
            Automatic = market.AutomaticState,
            Cause = cause,
            IsActive = isActive,
            Value = value,
            Threshold = threshold,
        });
    }

    private void NoteTime(Market market, MarketState from)
    {
        if (market.State != from)
        {
            market.StateSince = state.Now;
        }
    }
}
