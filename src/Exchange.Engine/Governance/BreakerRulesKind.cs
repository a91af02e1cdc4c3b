namespace Exchange.Engine;

/// <summary>When a market is slowed down or stopped by itself. FORMULAS §20.2.</summary>
internal sealed class BreakerRulesKind() : RulesKind<BreakerRules>(
[
    new("moves", ["Moves.Window", "Moves.MaxMove", "Moves.Hold"], IsRamped: true, CompareMoves, MoveMoves),
    RuleFields<BreakerRules>.LowerTightens(
        "degradedAfter", nameof(BreakerRules.DegradedAfter), (in BreakerRules r) => r.DegradedAfter, (ref BreakerRules r, long v) => r.DegradedAfter = v),
    RuleFields<BreakerRules>.LowerTightens("lostAfter", nameof(BreakerRules.LostAfter), (in BreakerRules r) => r.LostAfter, (ref BreakerRules r, long v) => r.LostAfter = v),
    RuleFields<BreakerRules>.LowerTightens(
        "maxSpread", nameof(BreakerRules.MaxSpread), (in BreakerRules r) => r.MaxSpread.Billionths, (ref BreakerRules r, long v) => r.MaxSpread = new Rate(v)),
    RuleFields<BreakerRules>.LowerTightens(
        "maxDepthLoss", nameof(BreakerRules.MaxDepthLoss), (in BreakerRules r) => r.MaxDepthLoss.Billionths, (ref BreakerRules r, long v) => r.MaxDepthLoss = new Rate(v)),
    RuleFields<BreakerRules>.LowerTightens(
        "maxForcedFlow", nameof(BreakerRules.MaxForcedFlow), (in BreakerRules r) => r.MaxForcedFlow.Billionths, (ref BreakerRules r, long v) => r.MaxForcedFlow = new Rate(v)),
    RuleFields<BreakerRules>.LowerTightens(
        "forcedFloor", nameof(BreakerRules.ForcedFloor), (in BreakerRules r) => r.ForcedFloor.Units, (ref BreakerRules r, long v) => r.ForcedFloor = new Money(v)),
    RuleFields<BreakerRules>.LowerTightens(
        "maxFundDrawdown", nameof(BreakerRules.MaxFundDrawdown),
        (in BreakerRules r) => r.MaxFundDrawdown.Billionths, (ref BreakerRules r, long v) => r.MaxFundDrawdown = new Rate(v)),
    RuleFields<BreakerRules>.LowerTightens(
        "fundFloor", nameof(BreakerRules.FundFloor), (in BreakerRules r) => r.FundFloor.Units, (ref BreakerRules r, long v) => r.FundFloor = new Money(v)),
    RuleFields<BreakerRules>.LowerTightens("hold", nameof(BreakerRules.Hold), (in BreakerRules r) => r.Hold, (ref BreakerRules r, long v) => r.Hold = v),
    RuleFields<BreakerRules>.HigherTightens("dwell", nameof(BreakerRules.Dwell), (in BreakerRules r) => r.Dwell, (ref BreakerRules r, long v) => r.Dwell = v),
    RuleFields<BreakerRules>.HigherTightens(
        "reviewAfter", nameof(BreakerRules.ReviewAfter), (in BreakerRules r) => r.ReviewAfter, (ref BreakerRules r, long v) => r.ReviewAfter = v),
    RuleFields<BreakerRules>.EitherWayWaits(
        "auctionTime", nameof(BreakerRules.AuctionTime), (in BreakerRules r) => r.AuctionTime, (ref BreakerRules r, long v) => r.AuctionTime = v),
    RuleFields<BreakerRules>.EitherWayWaits(
        "extensionTime", nameof(BreakerRules.ExtensionTime), (in BreakerRules r) => r.ExtensionTime, (ref BreakerRules r, long v) => r.ExtensionTime = v),
    RuleFields<BreakerRules>.LowerTightens(
        "collarStep", nameof(BreakerRules.CollarStep), (in BreakerRules r) => r.CollarStep.Billionths, (ref BreakerRules r, long v) => r.CollarStep = new Rate(v)),
    RuleFields<BreakerRules>.EitherWayWaits(
        "maxExtensions", nameof(BreakerRules.MaxExtensions), (in BreakerRules r) => r.MaxExtensions, (ref BreakerRules r, long v) => r.MaxExtensions = (int)v),
    RuleFields<BreakerRules>.LowerTightens(
        "maxAuctionsPerHour", nameof(BreakerRules.MaxAuctionsPerHour), (in BreakerRules r) => r.MaxAuctionsPerHour, (ref BreakerRules r, long v) => r.MaxAuctionsPerHour = (int)v),
    new("regime", ["Regime.Volatility", "Regime.MarginScale"], IsRamped: true, CompareRegime, MoveRegime),
    RuleFields<BreakerRules>.EitherWayWaits(
        "volatilityWeight", nameof(BreakerRules.VolatilityWeight),
        (in BreakerRules r) => r.VolatilityWeight.Billionths, (ref BreakerRules r, long v) => r.VolatilityWeight = new Rate(v)),
    RuleFields<BreakerRules>.HigherTightens(
        "regimeDwell", nameof(BreakerRules.RegimeDwell), (in BreakerRules r) => r.RegimeDwell, (ref BreakerRules r, long v) => r.RegimeDwell = v),
])
{
    public override ParameterKind Kind => ParameterKind.Breakers;

    public override RejectReason Find(State state, int subject) =>
        state.Markets.Find(new MarketId(subject)) is null ? RejectReason.MarketUnknown : RejectReason.None;

    public override bool IsOpenToSetup(State state, int subject) => !state.Markets[subject].HasOpened;

    protected override BreakerRules ReadRules(State state, int subject) => state.Markets[subject].Breakers.Rules;

    protected override bool AreValid(State state, int subject, in BreakerRules rules) => BreakerRulesCheck.AreValid(rules);

    protected override void Use(State state, int subject, in BreakerRules rules, in Text64 author, in Text64 reason)
    {
        var market = state.Markets[subject];
        market.Breakers.Use(rules);
        state.Events.Append(new BreakerRulesChanged { Market = market.Id, Rules = rules, Author = author, Reason = reason });
        if (market.Margin.InitialScale != market.Breakers.MarginScale.Billionths)
        {
            VolatilityRegime.Announce(state, market);
        }
    }

    /// <summary>A shorter way or hold is stricter; over another time it is another limit.</summary>
    private static FieldEffect CompareMoves(in BreakerRules present, in BreakerRules wanted)
    {
        var effect = FieldEffect.Unchanged;
        for (var i = 0; i < MoveLimits.Count; i++)
        {
            var (old, other) = (present.Moves[i], wanted.Moves[i]);
            if (other.Window != old.Window || other.MaxMove.Billionths > old.MaxMove.Billionths || other.Hold > old.Hold)
            {
                return FieldEffect.Loosening;
            }

            effect = old == other ? effect : FieldEffect.Tightening;
        }

        return effect;
    }

    /// <summary>A limit over another time comes whole, with the last step.</summary>
    private static void MoveMoves(ref BreakerRules target, in BreakerRules from, in BreakerRules to, int step, int steps)
    {
        for (var i = 0; i < MoveLimits.Count; i++)
        {
            var (old, other) = (from.Moves[i], to.Moves[i]);
            if (old.Window != other.Window)
            {
                target.Moves[i] = step == steps ? other : target.Moves[i];
                continue;
            }

            target.Moves[i] = new MoveLimit
            {
                Window = other.Window,
                MaxMove = new Rate(Ramp.Between(old.MaxMove.Billionths, other.MaxMove.Billionths, step, steps)),
                Hold = Ramp.Between(old.Hold, other.Hold, step, steps),
            };
        }
    }

    /// <summary>More margin from less volatility on is stricter; it concerns new risk alone.</summary>
    private static FieldEffect CompareRegime(in BreakerRules present, in BreakerRules wanted)
    {
        var effect = FieldEffect.Unchanged;
        for (var i = 0; i < RegimeSteps.Count; i++)
        {
            var (old, other) = (present.Regime[i], wanted.Regime[i]);
            if (other.Volatility.Billionths > old.Volatility.Billionths || other.MarginScale.Billionths < old.MarginScale.Billionths)
            {
                return FieldEffect.Loosening;
            }

            effect = old == other ? effect : FieldEffect.Tightening;
        }

        return effect;
    }

    private static void MoveRegime(ref BreakerRules target, in BreakerRules from, in BreakerRules to, int step, int steps)
    {
        for (var i = 0; i < RegimeSteps.Count; i++)
        {
            target.Regime[i] = new RegimeStep
            {
                Volatility = new Rate(Ramp.Between(from.Regime[i].Volatility.Billionths, to.Regime[i].Volatility.Billionths, step, steps)),
                MarginScale = new Rate(Ramp.Between(from.Regime[i].MarginScale.Billionths, to.Regime[i].MarginScale.Billionths, step, steps)),
            };
        }
    }
}
