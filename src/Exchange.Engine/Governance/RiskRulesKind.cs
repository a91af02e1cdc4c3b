namespace Exchange.Engine;

/// <summary>How a market's initial margin grows with what is open in it: it binds at admission alone. FORMULAS §20.2.</summary>
internal sealed class RiskRulesKind() : RulesKind<RiskRules>(
[
    new("openInterest", [nameof(RiskRules.OpenInterestLower), nameof(RiskRules.OpenInterestUpper)], IsRamped: true, Compare, Move),
])
{
    public override ParameterKind Kind => ParameterKind.Risk;

    public override RejectReason Find(State state, int subject) =>
        state.Markets.Find(new MarketId(subject)) is null ? RejectReason.MarketUnknown : RejectReason.None;

    public override bool IsOpenToSetup(State state, int subject) => !state.Markets[subject].HasOpened;

    protected override RiskRules ReadRules(State state, int subject) => state.Markets[subject].RiskRules;

    protected override bool AreValid(State state, int subject, in RiskRules rules) => OpenInterestScale.AreValid(rules);

    protected override void Use(State state, int subject, in RiskRules rules, in Text64 author, in Text64 reason)
    {
        var market = state.Markets[subject];
        market.Use(rules);
        state.Events.Append(new RiskRulesChanged { Market = market.Id, Rules = rules, Author = author, Reason = reason });
    }

    private static FieldEffect Compare(in RiskRules present, in RiskRules wanted)
    {
        if (present == wanted)
        {
            return FieldEffect.Unchanged;
        }

        return wanted.Scales
            && (!present.Scales
                || (wanted.OpenInterestLower.Units <= present.OpenInterestLower.Units && wanted.OpenInterestUpper.Units <= present.OpenInterestUpper.Units))
            ? FieldEffect.Tightening
            : FieldEffect.Loosening;
    }

    /// <summary>Between two scales in steps; from or to none whole, with the last step.</summary>
    private static void Move(ref RiskRules target, in RiskRules from, in RiskRules to, int step, int steps)
    {
        if (!from.Scales || !to.Scales)
        {
            target = step == steps ? to : target;
            return;
        }

        target = new RiskRules
        {
            OpenInterestLower = new Money(Ramp.Between(from.OpenInterestLower.Units, to.OpenInterestLower.Units, step, steps)),
            OpenInterestUpper = new Money(Ramp.Between(from.OpenInterestUpper.Units, to.OpenInterestUpper.Units, step, steps)),
        };
    }
}
