namespace Exchange.Engine;

/// <summary>Takes the sources' reports in, and moves index and mark price. FORMULAS §11.</summary>
internal sealed class PriceCommands(State state, BreakerWatch breakers, ParameterChanges changes)
{
    /// <summary>How often time alone moves prices: sources go stale, averages move on.</summary>
    private const long RefreshInterval = 1_000_000;

    /// <summary>How far a source's clock may be ahead of ours.</summary>
    private const long ClockTolerance = 1_000_000;

    public RejectReason Apply(in SetPriceRules command)
    {
        if (changes.Direct(ParameterKind.Prices, command.Market.Value, command.Rules, command.Author, command.Reason) is var reason and not RejectReason.None)
        {
            return reason;
        }

        Refresh(state.Markets[command.Market.Value]);
        return RejectReason.None;
    }

    public RejectReason Apply(in ReportPrice command)
    {
        if (state.Markets.Find(command.Market) is not { } market)
        {
            return RejectReason.MarketUnknown;
        }

        if (command.Source < 0 || command.Source >= market.Prices.Rules.SourceCount)
        {
            return RejectReason.SourceUnknown;
        }

        if (command.Price.Microticks <= 0 || command.Price.Microticks > FinePrice.Max.Microticks
            || command.Confidence.Microticks < 0 || command.Confidence.Microticks > FinePrice.Max.Microticks)
        {
            return RejectReason.PriceInvalid;
        }

        var now = state.Now.Microseconds;
        ref var report = ref market.Prices.Reports[command.Source];
        if (command.SourceTime.Microseconds <= report.SourceTime
            || command.SourceTime.Microseconds > now + ClockTolerance
            || now - command.SourceTime.Microseconds > market.Prices.Rules.ActiveSources[command.Source].StaleAfter)
        {
            return RejectReason.ReportOutOfDate;
        }

        report.Microticks = command.Price.Microticks;
        report.Confidence = command.Confidence.Microticks;
        report.SourceTime = command.SourceTime.Microseconds;
        state.Events.Append(new PriceReported
        {
            Market = market.Id, Source = command.Source, Price = command.Price, Confidence = command.Confidence, SourceTime = command.SourceTime,
        });
        state.Outcome.Entity = market.Id.Value;
        Refresh(market);
        return RejectReason.None;
    }

    /// <summary>Time has moved on.</summary>
    public RejectReason Advance()
    {
        for (var id = 1; id <= state.Markets.Count; id++)
        {
            var market = state.Markets[id];
            if (market.Prices.HasSources && state.Now.Microseconds - market.Prices.State.RefreshedAt >= RefreshInterval)
            {
                market.Prices.State.RefreshedAt = state.Now.Microseconds;
                Refresh(market);
            }
        }

        return RejectReason.None;
    }

    /// <summary>The exchange has started again: no price from before counts, so that nothing is decided by one.</summary>
    public RejectReason ForgetReports()
    {
        for (var id = 1; id <= state.Markets.Count; id++)
        {
            var market = state.Markets[id];
            if (market.Prices.HasSources)
            {
                market.Prices.ForgetReports();
                Refresh(market);
            }
        }

        return RejectReason.None;
    }

    /// <summary>Brings index and mark price up to this moment, in a market that has sources.</summary>
    public void Refresh(Market market)
    {
        MoveIndex(market);
        if (market.Prices.State.IsDegraded == 0)
        {
            SampleBasis(market);
            MoveMark(market);
        }
        else
        {
            market.Prices.State.IsMarkCurrent = 0;
        }

        PremiumSampler.Advance(state, market);
        breakers.NotePrice(market);
    }

    /// <summary>What the mark price is made of at this moment.</summary>
    public static MarkLegs Legs(Market market, Timestamp now)
    {
        ref readonly var prices = ref market.Prices.State;
        ref readonly var funding = ref market.Funding.State;
        var left = funding.Due.IsNone ? funding.Current.EndsAt - now.Microseconds : 0;
        return new MarkLegs(
            MarkRules.IndexLeg(prices.Index, new Rate(funding.LastRate), left, market.Funding.Rules.Interval),
            prices.BasisAt == 0 ? 0 : prices.Index + prices.Basis,
            TradingLeg(market, now));
    }

    private void MoveIndex(Market market)
    {
        ref var prices = ref market.Prices.State;
        var before = new IndexReading
        {
            Value = prices.Index, MovedAt = prices.IndexMovedAt, Used = prices.Used, Deviating = prices.Deviating, IsDegraded = prices.IsDegraded,
        };
        var index = IndexRules.Next(market.Prices.Rules, market.Prices.Reports, before, state.Now.Microseconds);
        if (index == before)
        {
            return;
        }

        if (index.IsDegraded != prices.IsDegraded)
        {
            // Who could not be judged can be now.
            market.Moves?.NoteMark(market.Id);
        }

        prices.Index = index.Value;
        prices.IndexMovedAt = index.MovedAt;
        prices.Used = index.Used;
        prices.Deviating = index.Deviating;
        prices.IsDegraded = index.IsDegraded;
        state.Events.Append(new IndexChanged
        {
            Market = market.Id, IsDegraded = index.IsDegraded, Index = new FinePrice(index.Value), Used = index.Used, Deviating = index.Deviating,
        });
    }

    /// <summary>Takes the book's middle into the average, if the book is deep enough on both sides.</summary>
    private void SampleBasis(Market market)
    {
        ref var prices = ref market.Prices.State;
        if (market.Auction.Phase != AuctionPhase.None)
        {
            // A book that may cross says nothing of the price.
            prices.BasisAt = 0;
            return;
        }

        ref readonly var rules = ref market.Prices.Rules;
        var bid = market.Book.ImpactPrice(Side.Buy, rules.ImpactNotional.Units, market.Margin);
        var ask = market.Book.ImpactPrice(Side.Sell, rules.ImpactNotional.Units, market.Margin);
        if (bid == 0 || ask == 0)
        {
            prices.BasisAt = 0;
            return;
        }

        var now = state.Now.Microseconds;
        var sample = ((bid + ask) >> 1) - prices.Index;
        prices.Basis = prices.BasisAt == 0 ? sample : MarkRules.Average(prices.Basis, sample, now - prices.BasisAt, rules.BasisWindow);
        prices.BasisAt = now;
    }

    private void MoveMark(Market market)
    {
        ref var prices = ref market.Prices.State;
        var wasCurrent = prices.IsMarkCurrent == 1;
        prices.IsMarkCurrent = 0;
        if (market.MarkTicks != 0 && !market.Allows(MarketActions.Mark))
        {
            return;
        }

        var legs = Legs(market, state.Now);
        var ticks = MarkRules.Ticks(legs, prices.Index, market.Prices.Rules.MarkBandWithin(market.Parameters));
        if (ticks is < 1 or > Price.MaxTicks || !market.Fits(ticks))
        {
            return;
        }

        prices.IsMarkCurrent = 1;
        if (!wasCurrent)
        {
            // Who could not be judged can be now.
            market.Moves?.NoteMark(market.Id);
        }

        if (ticks == market.MarkTicks)
        {
            return;
        }

        market.SetMark((int)ticks);
        state.Events.Append(new MarkPriceChanged { Market = market.Id, MarkPrice = new Price(ticks) });
    }

    /// <summary>The median of best bid, best ask and last trade; 0 if one is missing or the trade is long past.</summary>
    private static long TradingLeg(Market market, Timestamp now) =>
        market.Auction.Phase != AuctionPhase.None || market.Book.BestBid == 0 || market.Book.BestAsk == 0 || market.LastTicks == 0
        || now.Microseconds - market.LastTradeAt.Microseconds > market.Prices.Rules.TradeStaleAfter
            ? 0
            : MarkRules.Median(market.Book.BestBid, market.Book.BestAsk, market.LastTicks) * FinePrice.PerTick;
}
