namespace Exchange.Engine;

/// <summary>Measures each market's volatility once a minute, and scales what new risk needs: up at once, down slowly. FORMULAS §12.10, §12.11.</summary>
internal sealed class VolatilityRegime(State state)
{
    private const long Minute = 60_000_000;

    /// <summary>Time has moved on.</summary>
    public void Advance(Market market)
    {
        ref var volatility = ref market.Breakers.Volatility;
        var minute = FixedMath.DivFloor(state.Now.Microseconds, Minute);
        if (minute == volatility.Minute || market.Prices.State.IsDegraded == 1 || market.Prices.State.Index == 0)
        {
            return;
        }

        var index = market.Prices.State.Index;
        if (volatility.Minute != 0)
        {
            volatility.Variance = Volatility.Average(
                volatility.Variance, Volatility.Return(volatility.Index, index), market.Breakers.Rules.VolatilityWeight);
            Step(market);
        }

        (volatility.Minute, volatility.Index) = (minute, index);
    }

    /// <summary>Applies the scale of the step that is in force, and tells.</summary>
    public static void Announce(State state, Market market)
    {
        market.Margin.InitialScale = market.Breakers.MarginScale.Billionths;
        state.Events.Append(new VolatilityChanged
        {
            Market = market.Id,
            Step = (int)market.Breakers.Volatility.Step,
            Volatility = Volatility.OfYear(market.Breakers.Volatility.Variance),
            MarginScale = market.Breakers.MarginScale,
        });
    }

    private void Step(Market market)
    {
        ref var volatility = ref market.Breakers.Volatility;
        var ofYear = Volatility.OfYear(volatility.Variance).Billionths;
        var steps = market.Breakers.Rules.ActiveRegime;
        var reached = 0;
        while (reached < steps.Length && ofYear >= steps[reached].Volatility.Billionths)
        {
            reached++;
        }

        if (reached >= volatility.Step)
        {
            // Also while it stays: only what is well below the present step counts as calm.
            volatility.Step = reached;
            volatility.CalmSince = 0;
        }
        else if (ofYear > FixedMath.MulDivFloor(steps[(int)volatility.Step - 1].Volatility.Billionths, 6, 10))
        {
            volatility.CalmSince = 0;
        }
        else if (volatility.CalmSince == 0)
        {
            volatility.CalmSince = state.Now.Microseconds;
        }
        else if (state.Now.Microseconds - volatility.CalmSince >= market.Breakers.Rules.RegimeDwell)
        {
            volatility.Step--;
            volatility.CalmSince = 0;
        }

        Announce(state, market);
    }
}
