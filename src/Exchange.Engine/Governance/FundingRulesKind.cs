namespace Exchange.Engine;

/// <summary>How a market's funding is made: money of those who are in, so that nearly every change waits. FORMULAS §20.2.</summary>
internal sealed class FundingRulesKind() : RulesKind<FundingRules>(
[
    RuleFields<FundingRules>.Number(
        "interval", nameof(FundingRules.Interval), isRamped: false, (in FundingRules r) => r.Interval, (ref FundingRules r, long v) => r.Interval = v,
        ifLower: FieldEffect.Loosening, ifHigher: FieldEffect.Loosening),
    RuleFields<FundingRules>.Number(
        "sampleMaxAge", nameof(FundingRules.SampleMaxAge), isRamped: false, (in FundingRules r) => r.SampleMaxAge, (ref FundingRules r, long v) => r.SampleMaxAge = v,
        ifLower: FieldEffect.Tightening, ifHigher: FieldEffect.Loosening),
    RuleFields<FundingRules>.EitherWayWaits(
        "interest", nameof(FundingRules.Interest), (in FundingRules r) => r.Interest.Billionths, (ref FundingRules r, long v) => r.Interest = new Rate(v)),
    RuleFields<FundingRules>.EitherWayWaits(
        "clamp", nameof(FundingRules.Clamp), (in FundingRules r) => r.Clamp.Billionths, (ref FundingRules r, long v) => r.Clamp = new Rate(v)),
    RuleFields<FundingRules>.EitherWayWaits(
        "capFactor", nameof(FundingRules.CapFactor), (in FundingRules r) => r.CapFactor.Billionths, (ref FundingRules r, long v) => r.CapFactor = new Rate(v)),
    RuleFields<FundingRules>.EitherWayWaits(
        "impactNotional", nameof(FundingRules.ImpactNotional), (in FundingRules r) => r.ImpactNotional.Units, (ref FundingRules r, long v) => r.ImpactNotional = new Money(v)),
    RuleFields<FundingRules>.Number(
        "minSamples", nameof(FundingRules.MinSamples), isRamped: false, (in FundingRules r) => r.MinSamples, (ref FundingRules r, long v) => r.MinSamples = (int)v,
        ifLower: FieldEffect.Loosening, ifHigher: FieldEffect.Tightening),
])
{
    public override ParameterKind Kind => ParameterKind.Funding;

    public override RejectReason Find(State state, int subject) =>
        state.Markets.Find(new MarketId(subject)) is null ? RejectReason.MarketUnknown : RejectReason.None;

    public override bool IsOpenToSetup(State state, int subject) => !state.Markets[subject].HasOpened;

    protected override FundingRules ReadRules(State state, int subject) => state.Markets[subject].Funding.Rules;

    protected override bool AreValid(State state, int subject, in FundingRules rules) => FundingRulesCheck.AreValid(rules);

    protected override void Use(State state, int subject, in FundingRules rules, in Text64 author, in Text64 reason)
    {
        var market = state.Markets[subject];
        market.Funding.Use(rules, state.Now);
        state.Events.Append(new FundingRulesChanged { Market = market.Id, Rules = rules, Author = author, Reason = reason });
        PremiumSampler.Announce(state, market);
    }
}
