namespace Exchange.Engine;

/// <summary>Measures what the breakers judge, apart from prices. FORMULAS §12.7.</summary>
internal sealed class BreakerGauges(State state)
{
    /// <summary>Over how long the depth is averaged, and for how long there must have been some before its loss means anything.</summary>
    private const long DepthWindow = 600_000_000;

    /// <summary>Depth is kept in parts of a lot, so that an average of few lots moves at all.</summary>
    private const int DepthFractionBits = 20;

    private const long MostDepth = 1L << 42;

    private const long MostForced = 1L << 56;

    /// <summary>For how long there have been too few sources, in microseconds.</summary>
    public long Degraded(Market market)
    {
        ref var since = ref market.Breakers.State.DegradedSince;
        var now = state.Now.Microseconds;
        since = market.Prices.State.IsDegraded == 0 ? 0 : since == 0 ? now : since;
        return since == 0 ? 0 : now - since;
    }

    /// <summary>How far apart the sources that count lie, in billionths of the index; 0 while it is degraded.</summary>
    public static long Spread(Market market)
    {
        ref readonly var prices = ref market.Prices.State;
        var (low, high) = (long.MaxValue, 0L);
        for (var i = 0; i < market.Prices.Rules.SourceCount; i++)
        {
            if ((prices.Used & (1u << i)) != 0)
            {
                low = Math.Min(low, market.Prices.Reports[i].Microticks);
                high = Math.Max(high, market.Prices.Reports[i].Microticks);
            }
        }

        return prices.IsDegraded == 1 || high <= low || prices.Index == 0 ? 0 : FixedMath.MulDivFloor(high - low, Rate.One, prices.Index);
    }

    /// <summary>How much of the average depth is missing, in billionths of it. Depth is what the thinner side offers within the reach of a market order.</summary>
    public long DepthLoss(Market market)
    {
        ref var breakers = ref market.Breakers.State;
        var now = state.Now.Microseconds;
        var cap = market.Parameters.SlippageCap.Billionths;
        var depth = Math.Min(
            market.Book.LotsUpTo(Side.Buy, market.SlippageBound(Side.Sell, cap), MostDepth),
            market.Book.LotsUpTo(Side.Sell, market.SlippageBound(Side.Buy, cap), MostDepth)) << DepthFractionBits;
        if (breakers.DepthSince == 0)
        {
            (breakers.Depth, breakers.DepthAt, breakers.DepthSince) = (depth, now, depth == 0 ? 0 : now);
            return 0;
        }

        var average = breakers.Depth;
        breakers.Depth = MarkRules.Average(average, depth, now - breakers.DepthAt, DepthWindow);
        breakers.DepthAt = now;
        if (breakers.Depth == 0)
        {
            breakers.DepthSince = 0;
        }

        return now - breakers.DepthSince < DepthWindow || depth >= average ? 0 : FixedMath.MulDivFloor(average - depth, Rate.One, average);
    }

    /// <summary>What was liquidated within the last minute, in billionths of the open interest before it; 0 if it is little in itself.</summary>
    public long ForcedFlow(Market market)
    {
        MoveOnForced(market);
        long sum = 0;
        for (var i = 0; i < MinuteParts.Count; i++)
        {
            sum += market.Breakers.State.Forced[i];
        }

        var open = Contract.NotionalAtMark(market.Margin, market.OpenInterest);
        return sum == 0 || sum < market.Breakers.Rules.ForcedFloor.Units ? 0 : FixedMath.MulDivFloor(sum, Rate.One, sum + open);
    }

    public void AddForced(Market market, long notional)
    {
        MoveOnForced(market);
        ref var part = ref market.Breakers.State.Forced[(int)(market.Breakers.State.ForcedPart % MinuteParts.Count)];
        part = Math.Min(MostForced, part + Math.Min(MostForced, notional));
    }

    /// <summary>How much of its highest balance of eight hours the insurance fund has lost, in billionths of that; 0 if that was little.</summary>
    public long FundDrawdown(Market market)
    {
        ref var breakers = ref market.Breakers.State;
        var balance = state.Ledger.Balance(AccountId.InsuranceFund, market.SettlementAsset);
        var part = FixedMath.DivFloor(state.Now.Microseconds, FundPeaks.Length);
        for (var i = Math.Max(breakers.PeakPart, part - FundPeaks.Count) + 1; i <= part; i++)
        {
            breakers.Peaks[(int)(i % FundPeaks.Count)] = balance;
        }

        breakers.PeakPart = part;
        ref var present = ref breakers.Peaks[(int)(part % FundPeaks.Count)];
        present = Math.Max(present, balance);
        long peak = 0;
        for (var i = 0; i < FundPeaks.Count; i++)
        {
            peak = Math.Max(peak, breakers.Peaks[i]);
        }

        return peak == 0 || peak < market.Breakers.Rules.FundFloor.Units ? 0 : FixedMath.MulDivFloor(peak - balance, Rate.One, peak);
    }

    private void MoveOnForced(Market market)
    {
        ref var breakers = ref market.Breakers.State;
        var part = FixedMath.DivFloor(state.Now.Microseconds, MinuteParts.Length);
        for (var i = Math.Max(breakers.ForcedPart, part - MinuteParts.Count) + 1; i <= part; i++)
        {
            breakers.Forced[(int)(i % MinuteParts.Count)] = 0;
        }

        breakers.ForcedPart = part;
    }
}
