namespace Exchange.Engine;

/// <summary>Call auctions: opens them, counts their time, finds the price and carries it out. FORMULAS §12.3, §12.4.</summary>
internal sealed class Auctions(State state, StateMover mover, AuctionMatcher matcher)
{
    /// <summary>How often it is told how an auction would come out.</summary>
    private const long IndicationInterval = 1_000_000;

    public RejectReason Apply(in Uncross command)
    {
        if (state.Markets.Find(command.Market) is not { } market)
        {
            return RejectReason.MarketUnknown;
        }

        if (market.Auction.Phase == AuctionPhase.Uncrossing && MayGoOn(market))
        {
            Step(market);
        }

        state.Outcome.Entity = market.Id.Value;
        return RejectReason.None;
    }

    /// <summary>Time has moved on.</summary>
    public void Advance()
    {
        for (var id = 1; id <= state.Markets.Count; id++)
        {
            if (state.Markets[id].Auction.Phase != AuctionPhase.None)
            {
                Advance(state.Markets[id]);
            }
        }
    }

    /// <summary>Begins an auction, unless one is on.</summary>
    public void Open(Market market, StateCause cause, long value = 0, long threshold = 0)
    {
        if (market.Auction.Phase != AuctionPhase.None)
        {
            return;
        }

        market.Auction = new AuctionState
        {
            OpenedAt = state.Now.Microseconds,
            EndsAt = state.Now.Microseconds + market.Breakers.Rules.AuctionTime,
            Cause = cause,
            Value = value,
            Threshold = threshold,
            Phase = AuctionPhase.Call,
        };
        mover.SetAutomatic(market, cause, isActive: 1, value, threshold);
        Indicate(market);
    }

    private void Advance(Market market)
    {
        ref var auction = ref market.Auction;
        var now = state.Now.Microseconds;
        if (!MayGoOn(market))
        {
            HoldUp(market);
        }
        else if (auction.Phase == AuctionPhase.Uncrossing)
        {
            Step(market);
        }
        else if (auction.EndsAt == 0)
        {
            Prolong(market, market.Breakers.Rules.AuctionTime);
        }
        else if (now >= auction.EndsAt)
        {
            Conclude(market);
        }
        else if (auction.Phase == AuctionPhase.Call && now >= auction.EndsAt - AuctionChanged.LockTime)
        {
            auction.Phase = AuctionPhase.Locked;
            Indicate(market);
        }
        else if (now - auction.IndicatedAt >= IndicationInterval)
        {
            IndicateIfChanged(market);
        }
    }

    /// <summary>Not while anything stricter is in force, nor while the operator wants nothing to match.</summary>
    private static bool MayGoOn(Market market) =>
        market.State == MarketState.PreOpen && (MarketStateRules.Of(market.OperatorState) & MarketActions.Match) != 0;

    /// <summary>A stricter state is in force: the call begins anew when that has ended. Once the price is found it stays.</summary>
    private void HoldUp(Market market)
    {
        if (market.Auction.Phase == AuctionPhase.Uncrossing || market.Auction.EndsAt == 0)
        {
            return;
        }

        market.Auction.Phase = AuctionPhase.Call;
        market.Auction.EndsAt = 0;
        Indicate(market);
    }

    /// <summary>Its time is up: finds the price, or goes on calling.</summary>
    private void Conclude(Market market)
    {
        ref var auction = ref market.Auction;
        if (market.MarkTicks == 0 || (market.Prices.HasSources && market.Prices.State.IsDegraded == 1))
        {
            // Without a price there is no collar; the wait does not count as an extension.
            Prolong(market, market.Breakers.Rules.ExtensionTime);
            return;
        }

        var (low, high) = Collar(market);
        var result = AuctionPrice.Find(market.Book, market.MarkTicks, 1, (int)Price.MaxTicks);
        if (result.Ticks != 0 && (result.Ticks < low || result.Ticks > high))
        {
            if (auction.Extensions < market.Breakers.Rules.MaxExtensions)
            {
                auction.Extensions++;
                Prolong(market, market.Breakers.Rules.ExtensionTime);
                return;
            }

            result = AuctionPrice.Find(market.Book, market.MarkTicks, low, high);
        }

        auction.Phase = AuctionPhase.Uncrossing;
        auction.PriceTicks = result.Ticks;
        auction.Lots = 0;
        auction.Imbalance = result.Imbalance;
        Tell(market);
        Step(market);
    }

    /// <summary>Matches as much as one command may; ends the auction when nothing is left to match.</summary>
    private void Step(Market market)
    {
        ref var auction = ref market.Auction;
        for (var touched = 0; touched < Bounds.MaxMatchesPerCommand; touched++)
        {
            if (AuctionMatcher.CanMatch(market.Book, auction.PriceTicks))
            {
                auction.Lots += matcher.MatchFirst(market, (int)auction.PriceTicks);
            }
            else if (!AuctionMatcher.IsCrossed(market.Book))
            {
                End(market);
                return;
            }
            else if (auction.Extensions < market.Breakers.Rules.MaxExtensions)
            {
                // Cancels on the way have left others that would accept another price: they are called once more.
                auction.Extensions++;
                auction.Phase = AuctionPhase.Call;
                Prolong(market, market.Breakers.Rules.ExtensionTime);
                return;
            }
            else
            {
                matcher.CancelYounger(market);
            }
        }

        Tell(market);
    }

    private void End(Market market)
    {
        var cause = market.Auction.Cause;
        market.Auction.Phase = AuctionPhase.None;
        Tell(market);
        market.Auction = default;
        market.Breakers.RestartWindows();
        mover.SetAutomatic(market, cause, isActive: 0);
    }

    private void Prolong(Market market, long time)
    {
        market.Auction.Phase = AuctionPhase.Call;
        market.Auction.EndsAt = state.Now.Microseconds + time;
        Indicate(market);
    }

    private void IndicateIfChanged(Market market)
    {
        var result = AuctionPrice.Find(market.Book, Math.Max(1, market.MarkTicks), 1, (int)Price.MaxTicks);
        if (result.Ticks != market.Auction.PriceTicks || result.Lots != market.Auction.Lots || result.Imbalance != market.Auction.Imbalance)
        {
            Indicate(market, result);
        }
        else
        {
            market.Auction.IndicatedAt = state.Now.Microseconds;
        }
    }

    private void Indicate(Market market) =>
        Indicate(market, AuctionPrice.Find(market.Book, Math.Max(1, market.MarkTicks), 1, (int)Price.MaxTicks));

    private void Indicate(Market market, in AuctionResult result)
    {
        ref var auction = ref market.Auction;
        auction.PriceTicks = result.Ticks;
        auction.Lots = result.Lots;
        auction.Imbalance = result.Imbalance;
        auction.IndicatedAt = state.Now.Microseconds;
        Tell(market);
    }

    private void Tell(Market market)
    {
        ref var auction = ref market.Auction;
        (auction.CollarLow, auction.CollarHigh) = Collar(market);
        state.Events.Append(new AuctionChanged
        {
            Market = market.Id,
            Phase = auction.Phase,
            Extensions = auction.Extensions,
            Cause = auction.Cause,
            OpenedAt = new Timestamp(auction.OpenedAt),
            EndsAt = new Timestamp(auction.EndsAt),
            Price = new Price(auction.PriceTicks),
            Quantity = new Quantity(auction.Lots),
            Imbalance = auction.Imbalance,
            CollarLow = new Price(auction.CollarLow),
            CollarHigh = new Price(auction.CollarHigh),
        });
    }

    /// <summary>Between which prices the auction may end now. The lower bound is at least a tick, as is the mark where there is none.</summary>
    private static (int Low, int High) Collar(Market market)
    {
        var width = Math.Min(Rate.One, market.Breakers.Rules.CollarStep.Billionths * (market.Auction.Extensions + 1));
        var mark = Math.Max(1, market.MarkTicks);
        return ((int)Math.Max(1, FixedMath.MulDivCeiling(mark, Rate.One - width, Rate.One)),
            (int)Math.Min(Price.MaxTicks, FixedMath.MulDivFloor(mark, Rate.One + width, Rate.One)));
    }
}
