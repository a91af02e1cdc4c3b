namespace Exchange.Engine;

/// <summary>Where a market's index comes from. FORMULAS §20.2.</summary>
internal sealed class PriceRulesKind() : RulesKind<PriceRules>(
[
    RuleFields<PriceRules>.HigherTightens("quorum", nameof(PriceRules.Quorum), (in PriceRules r) => r.Quorum, (ref PriceRules r, long v) => r.Quorum = (int)v),
    RuleFields<PriceRules>.LowerTightens(
        "maxDeviation", nameof(PriceRules.MaxDeviation), (in PriceRules r) => r.MaxDeviation.Billionths, (ref PriceRules r, long v) => r.MaxDeviation = new Rate(v)),
    RuleFields<PriceRules>.EitherWayWaits(
        "maxVelocity", nameof(PriceRules.MaxVelocity), (in PriceRules r) => r.MaxVelocity.Billionths, (ref PriceRules r, long v) => r.MaxVelocity = new Rate(v)),
    RuleFields<PriceRules>.Number(
        "markBand", nameof(PriceRules.MarkBand), isRamped: true,
        (in PriceRules r) => r.MarkBand.Billionths, (ref PriceRules r, long v) => r.MarkBand = new Rate(v),
        ifLower: FieldEffect.RampedTightening, ifHigher: FieldEffect.Loosening),
    RuleFields<PriceRules>.EitherWayWaits(
        "basisWindow", nameof(PriceRules.BasisWindow), (in PriceRules r) => r.BasisWindow, (ref PriceRules r, long v) => r.BasisWindow = v),
    RuleFields<PriceRules>.EitherWayWaits(
        "tradeStaleAfter", nameof(PriceRules.TradeStaleAfter), (in PriceRules r) => r.TradeStaleAfter, (ref PriceRules r, long v) => r.TradeStaleAfter = v),
    RuleFields<PriceRules>.EitherWayWaits(
        "impactNotional", nameof(PriceRules.ImpactNotional), (in PriceRules r) => r.ImpactNotional.Units, (ref PriceRules r, long v) => r.ImpactNotional = new Money(v)),
    new(
        "sources",
        [
            nameof(PriceRules.SourceCount), "Sources.Name", "Sources.Weight", "Sources.StaleAfter", "Sources.MaxConfidence", "Sources.Reporter",
        ],
        IsRamped: false,
        CompareSources,
        (ref PriceRules target, in PriceRules from, in PriceRules to, int step, int steps) =>
        {
            target.SourceCount = to.SourceCount;
            target.Sources = to.Sources;
        }),
])
{
    public override ParameterKind Kind => ParameterKind.Prices;

    public override RejectReason Find(State state, int subject) =>
        state.Markets.Find(new MarketId(subject)) is null ? RejectReason.MarketUnknown : RejectReason.None;

    /// <summary>A first index for a market whose price was set by hand is stricter whatever it is.</summary>
    public override bool IsOpenToSetup(State state, int subject) => !state.Markets[subject].HasOpened || !state.Markets[subject].Prices.HasSources;

    protected override PriceRules ReadRules(State state, int subject) => state.Markets[subject].Prices.Rules;

    protected override bool AreValid(State state, int subject, in PriceRules rules) => PriceRulesCheck.AreValid(rules);

    protected override void Use(State state, int subject, in PriceRules rules, in Text64 author, in Text64 reason)
    {
        state.Markets[subject].Prices.Use(rules);
        state.Events.Append(new PriceRulesChanged { Market = new MarketId(subject), Rules = rules, Author = author, Reason = reason });
    }

    /// <summary>Asking more of the same sources is stricter; other sources, weights or keys make another index.</summary>
    public static FieldEffect CompareSources(in PriceRules present, in PriceRules wanted)
    {
        if (present.SourceCount != wanted.SourceCount)
        {
            return FieldEffect.Loosening;
        }

        var effect = FieldEffect.Unchanged;
        for (var i = 0; i < present.SourceCount; i++)
        {
            ref readonly var old = ref present.ActiveSources[i];
            ref readonly var other = ref wanted.ActiveSources[i];
            if (old.Name != other.Name || old.Weight != other.Weight || old.Reporter != other.Reporter
                || other.StaleAfter > old.StaleAfter || other.MaxConfidence.Billionths > old.MaxConfidence.Billionths)
            {
                return FieldEffect.Loosening;
            }

            effect = old == other ? effect : FieldEffect.Tightening;
        }

        return effect;
    }
}
