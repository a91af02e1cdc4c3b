namespace Exchange.Engine;

/// <summary>How long the venue takes to change its rules. Shortening that is a loosening itself.</summary>
internal sealed class VenueRulesKind() : RulesKind<VenueRules>(
[
    RuleFields<VenueRules>.Number(
        "looseningDelay", nameof(VenueRules.LooseningDelay), isRamped: false,
        (in VenueRules rules) => rules.LooseningDelay, (ref VenueRules rules, long value) => rules.LooseningDelay = value,
        ifLower: FieldEffect.Loosening, ifHigher: FieldEffect.Tightening),
    RuleFields<VenueRules>.Number(
        "rampDuration", nameof(VenueRules.RampDuration), isRamped: false,
        (in VenueRules rules) => rules.RampDuration, (ref VenueRules rules, long value) => rules.RampDuration = value,
        ifLower: FieldEffect.Loosening, ifHigher: FieldEffect.Tightening),
])
{
    private const long Shortest = 24 * VenueRules.Hour;
    private const long Longest = 30 * 24 * VenueRules.Hour;

    public override ParameterKind Kind => ParameterKind.Venue;

    /// <summary>Bounds in code: a live venue can never be made to loosen within a day.</summary>
    public static bool AreValid(VenueProfile profile, in VenueRules rules)
    {
        var shortest = profile switch
        {
            VenueProfile.Live => Shortest,
            VenueProfile.Trial => 0,
            _ => long.MaxValue,
        };
        return rules.LooseningDelay >= shortest && rules.LooseningDelay <= Longest && rules.RampDuration >= shortest && rules.RampDuration <= Longest;
    }

    public override RejectReason Find(State state, int subject) => subject == 0 ? RejectReason.None : RejectReason.MalformedCommand;

    public override bool IsOpenToSetup(State state, int subject) => false;

    protected override VenueRules ReadRules(State state, int subject) => state.Proposals.Rules;

    protected override bool AreValid(State state, int subject, in VenueRules rules) => AreValid(state.Proposals.Profile, rules);

    protected override void Use(State state, int subject, in VenueRules rules, in Text64 author, in Text64 reason) => state.Proposals.Rules = rules;
}
