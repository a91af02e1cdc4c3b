namespace Exchange.Engine;

/// <summary>A market's breakers: the rules, what was measured, and the volatility.</summary>
internal sealed class MarketBreakers
{
    private readonly MoveWindow[] _windows = [new(), new(), new()];
    private BreakerRules _rules;

    /// <summary>Fields, written in place by <see cref="BreakerWatch"/>.</summary>
    public BreakerState State;

    /// <summary>Written in place by <see cref="VolatilityRegime"/>.</summary>
    public VolatilityState Volatility;

    /// <summary>What initial margin is multiplied by in the present regime.</summary>
    public Rate MarginScale => Volatility.Step == 0 ? new Rate(Rate.One) : _rules.ActiveRegime[(int)Volatility.Step - 1].MarginScale;

    public ref readonly BreakerRules Rules => ref _rules;

    public ReadOnlySpan<MoveWindow> Windows => _windows;

    /// <summary>The strictest of what the causes in force demand.</summary>
    public MarketState Demand()
    {
        var demand = MarketState.Active;
        for (var cause = StateCause.MarkMove; (int)cause < Conditions.Count; cause++)
        {
            if (State.Conditions[(int)cause].ActiveSince != 0)
            {
                demand = MarketStateRules.Stricter(demand, MarketStateRules.DemandOf(cause));
            }
        }

        return demand;
    }

    /// <summary>Moves from before do not count any more.</summary>
    public void RestartWindows()
    {
        foreach (var window in _windows)
        {
            window.State.PartSince = 0;
        }
    }

    /// <summary>Other rules: what was measured stays, but prices are followed anew if the windows are of other lengths.</summary>
    public void Use(in BreakerRules rules)
    {
        var areSame = true;
        for (var i = 0; i < MoveLimits.Count; i++)
        {
            areSame &= rules.Moves[i].Window == _rules.Moves[i].Window;
        }

        _rules = rules;
        if (!areSame)
        {
            RestartWindows();
        }
    }

    public void Write(SnapshotWriter writer)
    {
        writer.Write(_rules);
        writer.Write(State);
        writer.Write(Volatility);
        foreach (var window in _windows)
        {
            window.Write(writer);
        }
    }

    public void Read(ref SnapshotReader reader)
    {
        _rules = reader.Read<BreakerRules>();
        State = reader.Read<BreakerState>();
        Volatility = reader.Read<VolatilityState>();
        foreach (var window in _windows)
        {
            window.Read(ref reader);
        }
    }
}
