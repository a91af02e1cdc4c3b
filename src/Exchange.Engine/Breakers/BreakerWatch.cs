namespace Exchange.Engine;

/// <summary>
/// Watches markets whose price comes from sources, and slows them down or stops them by itself: on every price what a price can show, and once a
/// second the rest. FORMULAS §12.6–12.8.
/// </summary>
internal sealed class BreakerWatch(State state, StateMover mover, Auctions auctions, ParameterChanges changes)
{
    private const long LookInterval = 1_000_000;
    private const long Hour = 3_600_000_000;
    private const long Day = 24 * Hour;

    private readonly BreakerGauges _gauges = new(state);
    private readonly VolatilityRegime _regime = new(state);

    public RejectReason Apply(in SetBreakerRules command) =>
        changes.Direct(ParameterKind.Breakers, command.Market.Value, command.Rules, command.Author, command.Reason);

    /// <summary>Some of a position was closed by force.</summary>
    /// <param name="market">Where.</param>
    /// <param name="notional">How much, in settlement units; not negative.</param>
    public void NoteForcedFill(Market market, long notional) => _gauges.AddForced(market, notional);

    /// <summary>The market's prices were looked at, and may have changed.</summary>
    public void NotePrice(Market market)
    {
        if (!market.Prices.HasSources || market.MarkTicks == 0 || market.Auction.Phase != AuctionPhase.None)
        {
            return;
        }

        var now = state.Now.Microseconds;
        ref var breakers = ref market.Breakers.State;
        var day = FixedMath.DivFloor(now, Day);
        if (day != breakers.Day || breakers.DayTicks == 0)
        {
            (breakers.Day, breakers.DayTicks) = (day, market.MarkTicks);
        }

        var moves = market.Breakers.Rules.ActiveMoves;
        for (var i = 0; i < moves.Length; i++)
        {
            market.Breakers.Windows[i].Note(now, moves[i].Window, market.MarkTicks);
        }

        JudgeMoves(market);
    }

    /// <summary>Time has moved on.</summary>
    public void Advance()
    {
        var now = state.Now.Microseconds;
        for (var id = 1; id <= state.Markets.Count; id++)
        {
            var market = state.Markets[id];
            if (!market.Prices.HasSources || market.MarkTicks == 0)
            {
                continue;
            }

            NotePrice(market);
            if (now - market.Breakers.State.LookedAt >= LookInterval)
            {
                market.Breakers.State.LookedAt = now;
                Look(market);
                _regime.Advance(market);
            }
        }
    }

    private void JudgeMoves(Market market)
    {
        var now = state.Now.Microseconds;
        ref readonly var rules = ref market.Breakers.Rules;
        for (var i = 0; i < MoveLimits.Count; i++)
        {
            var window = market.Breakers.Windows[i];
            var allowed = AllowedMove(market, rules.ActiveMoves[i]);
            if (window.Move <= allowed)
            {
                window.State.BeyondSince = 0;
                continue;
            }

            window.State.BeyondSince = window.State.BeyondSince == 0 ? now : window.State.BeyondSince;
            if (now - window.State.BeyondSince >= rules.ActiveMoves[i].Hold)
            {
                Interrupt(market, window.Move, allowed);
                return;
            }
        }
    }

    private static long AllowedMove(Market market, in MoveLimit limit) =>
        FixedMath.RateFloor(market.Breakers.State.DayTicks, limit.MaxMove.Billionths);

    /// <summary>The price ran: an auction, or if there have been too many, only reducing until it is calm.</summary>
    private void Interrupt(Market market, long move, long allowed)
    {
        ref var breakers = ref market.Breakers.State;
        if (breakers.Conditions[(int)StateCause.AuctionsExhausted].ActiveSince != 0)
        {
            return;
        }

        var now = state.Now.Microseconds;
        var (count, oldest) = (0, 0);
        for (var i = 0; i < AutomaticAuctions.Capacity; i++)
        {
            count += breakers.Auctions[i] != 0 && now - breakers.Auctions[i] < Hour ? 1 : 0;
            oldest = breakers.Auctions[i] < breakers.Auctions[oldest] ? i : oldest;
        }

        var most = market.Breakers.Rules.MaxAuctionsPerHour;
        if (count >= most)
        {
            Come(market, StateCause.AuctionsExhausted, count + 1, most);
            return;
        }

        breakers.Auctions[oldest] = now;
        market.Breakers.RestartWindows();
        auctions.Open(market, StateCause.MarkMove, move, allowed);
    }

    private void Look(Market market)
    {
        ref readonly var rules = ref market.Breakers.Rules;
        var degraded = _gauges.Degraded(market);
        Judge(market, StateCause.IndexDegraded, degraded, rules.DegradedAfter, hold: 0);
        Judge(market, StateCause.IndexLost, degraded, rules.LostAfter, hold: 0);
        Judge(market, StateCause.SourcesDisagree, BreakerGauges.Spread(market), rules.MaxSpread.Billionths, rules.Hold);
        if (market.Auction.Phase == AuctionPhase.None)
        {
            Judge(market, StateCause.DepthCollapsed, _gauges.DepthLoss(market), rules.MaxDepthLoss.Billionths, rules.Hold);
        }

        Judge(market, StateCause.ForcedFlow, _gauges.ForcedFlow(market), rules.MaxForcedFlow.Billionths, hold: 0);
        Judge(market, StateCause.FundDrawdown, _gauges.FundDrawdown(market), rules.MaxFundDrawdown.Billionths, hold: 0);
        JudgeExhausted(market);
    }

    /// <summary>Whether a cause comes, stays or goes. It goes when what is measured is down to 60 % of the limit, and not before the dwell time.</summary>
    private void Judge(Market market, StateCause cause, long value, long limit, long hold)
    {
        var now = state.Now.Microseconds;
        ref var condition = ref market.Breakers.State.Conditions[(int)cause];
        if (condition.ActiveSince == 0)
        {
            condition.BeyondSince = value <= limit ? 0 : condition.BeyondSince == 0 ? now : condition.BeyondSince;
            if (value > limit && now - condition.BeyondSince >= hold)
            {
                Come(market, cause, value, limit);
            }

            return;
        }

        var isDue = now >= condition.ReviewAt;
        if (now - condition.ActiveSince >= market.Breakers.Rules.Dwell && value <= (isDue ? limit : FixedMath.MulDivFloor(limit, 6, 10)))
        {
            Go(market, cause, value, limit);
        }
        else if (isDue)
        {
            condition.ReviewAt = now + market.Breakers.Rules.ReviewAfter;
            (condition.Value, condition.Threshold) = (value, limit);
            mover.SetAutomatic(market, cause, isActive: 1, value, limit);
        }
    }

    /// <summary>After too many auctions: trading comes back when no window shows more than 60 % of its limit.</summary>
    private void JudgeExhausted(Market market)
    {
        ref var condition = ref market.Breakers.State.Conditions[(int)StateCause.AuctionsExhausted];
        if (condition.ActiveSince == 0 || state.Now.Microseconds - condition.ActiveSince < market.Breakers.Rules.Dwell)
        {
            return;
        }

        for (var i = 0; i < MoveLimits.Count; i++)
        {
            if (market.Breakers.Windows[i].Move > FixedMath.MulDivFloor(AllowedMove(market, market.Breakers.Rules.ActiveMoves[i]), 6, 10))
            {
                return;
            }
        }

        Go(market, StateCause.AuctionsExhausted, value: 0, market.Breakers.Rules.MaxAuctionsPerHour);
    }

    private void Come(Market market, StateCause cause, long value, long limit)
    {
        ref var condition = ref market.Breakers.State.Conditions[(int)cause];
        condition.ActiveSince = state.Now.Microseconds;
        condition.ReviewAt = condition.ActiveSince + market.Breakers.Rules.ReviewAfter;
        (condition.Value, condition.Threshold) = (value, limit);
        market.Demand = market.Breakers.Demand();
        mover.SetAutomatic(market, cause, isActive: 1, value, limit);
    }

    /// <summary>From a state in which nobody could trade, trading comes back through an auction.</summary>
    private void Go(Market market, StateCause cause, long value, long limit)
    {
        var before = MarketStateRules.Of(market.Demand);
        market.Breakers.State.Conditions[(int)cause] = default;
        market.Demand = market.Breakers.Demand();
        var after = MarketStateRules.Of(market.Demand);
        if ((before & MarketActions.Reduce) == 0 && (after & MarketActions.Match) != 0 && !market.IsEmpty)
        {
            market.Breakers.RestartWindows();
            auctions.Open(market, StateCause.Reopening);
        }

        mover.SetAutomatic(market, cause, isActive: 0, value, limit);
    }
}
