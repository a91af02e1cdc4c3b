namespace Exchange.Engine;

/// <summary>Takes a premium sample in each second in which there is a sound index. FORMULAS §13.1.</summary>
internal static class PremiumSampler
{
    /// <summary>Time has moved on in a market that has sources.</summary>
    public static void Advance(State state, Market market)
    {
        var funding = market.Funding;
        var now = state.Now.Microseconds;
        if (funding.State.Current.IsNone)
        {
            funding.State.Current = PremiumAverage.Around(now, funding.Rules.Interval);
        }

        funding.Roll(now);
        if (market.Prices.State.IsDegraded == 0 && market.Allows(MarketActions.Match) && funding.State.Current.Wants(now))
        {
            var notional = funding.Rules.ImpactNotional.Units;
            funding.State.Current.Add(now, FundingFormula.Premium(
                market.Book.ImpactPrice(Side.Buy, notional, market.Margin),
                market.Book.ImpactPrice(Side.Sell, notional, market.Margin),
                market.Prices.State.Index));
        }

        Announce(state, market);
    }

    /// <summary>Publishes the predicted rate and its time, if either is another.</summary>
    public static void Announce(State state, Market market)
    {
        ref var funding = ref market.Funding.State;
        var rate = market.Funding.Predicted(market.Parameters.ActiveTiers[0].MaintenanceRate);
        var time = market.Funding.Next.EndsAt;
        if (rate.Billionths == funding.AnnouncedRate && time == funding.AnnouncedTime)
        {
            return;
        }

        funding.AnnouncedRate = rate.Billionths;
        funding.AnnouncedTime = time;
        funding.AnnouncedAverage = funding.Current.Average.Billionths;
        funding.AnnouncedSamples = funding.Current.Samples;
        state.Events.Append(new FundingPredicted
        {
            Market = market.Id,
            Samples = (int)funding.Current.Samples,
            AveragePremium = funding.Current.Average,
            PredictedRate = rate,
            FundingTime = new Timestamp(time),
        });
    }
}
