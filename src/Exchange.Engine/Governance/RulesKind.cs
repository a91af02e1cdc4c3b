using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>
/// One kind of rules that operators can change. A new kind is a subclass of <see cref="RulesKind{TRules}"/> with its table of fields,
/// a member of <see cref="ParameterKind"/>, and a line in <see cref="All"/>; its direct command goes through <see cref="ParameterChanges.Direct"/>.
/// </summary>
internal abstract class RulesKind
{
    /// <summary>The kinds, in order of their numbers.</summary>
    public static IReadOnlyList<RulesKind> All { get; } = [new VenueRulesKind(), new MarketParametersKind(), new PriceRulesKind(), new BreakerRulesKind(), new FundingRulesKind(), new CollateralRulesKind(), new AssetPriceRulesKind(), new RiskRulesKind()];

    public abstract ParameterKind Kind { get; }

    /// <summary>Bytes of the rules.</summary>
    public abstract int Size { get; }

    /// <summary>The fields' names, in the order of their bits.</summary>
    public abstract IReadOnlyList<string> FieldNames { get; }

    public static RulesKind? Find(ParameterKind kind) => All.FirstOrDefault(each => each.Kind == kind);

    /// <summary>Why the subject has no such rules; none if it has.</summary>
    public abstract RejectReason Find(State state, int subject);

    /// <summary>Whether the subject is not in use yet, so that its rules may be set as one likes.</summary>
    public abstract bool IsOpenToSetup(State state, int subject);

    public abstract RulesPayload Read(State state, int subject);

    /// <summary>Whether the rules contradict neither themselves, nor others of the venue, nor a bound in code.</summary>
    public abstract bool AreValid(State state, int subject, in RulesPayload rules);

    /// <summary>Puts valid rules into effect, with the kind's own event.</summary>
    public abstract void Use(State state, int subject, in RulesPayload rules, in Text64 author, in Text64 reason);

    public abstract FieldEffects Compare(in RulesPayload present, in RulesPayload wanted);

    /// <summary>Whether a field comes in steps.</summary>
    public abstract bool IsRamped(int field);

    /// <summary>The present rules with some fields moved to where they are between two others after some of so many steps.</summary>
    public abstract RulesPayload Move(in RulesPayload present, in RulesPayload from, in RulesPayload to, ulong fields, int step, int steps);
}

/// <summary>A kind with its rules' type.</summary>
internal abstract class RulesKind<TRules> : RulesKind
    where TRules : unmanaged
{
    private readonly RuleField<TRules>[] _fields;

    protected RulesKind(RuleField<TRules>[] fields)
    {
        Invariant.That(fields.Length <= FieldEffects.Capacity);
        _fields = fields;
        FieldNames = [.. fields.Select(field => field.Name)];
    }

    public IReadOnlyList<RuleField<TRules>> Fields => _fields;

    public sealed override int Size => Unsafe.SizeOf<TRules>();

    public sealed override IReadOnlyList<string> FieldNames { get; }

    public sealed override RulesPayload Read(State state, int subject) => RulesPayload.Of(ReadRules(state, subject));

    public sealed override bool AreValid(State state, int subject, in RulesPayload rules) =>
        rules.EndsAt(Size) && AreValid(state, subject, rules.As<TRules>());

    public sealed override void Use(State state, int subject, in RulesPayload rules, in Text64 author, in Text64 reason) =>
        Use(state, subject, rules.As<TRules>(), author, reason);

    public sealed override FieldEffects Compare(in RulesPayload present, in RulesPayload wanted)
    {
        var effects = default(FieldEffects);
        for (var i = 0; i < _fields.Length; i++)
        {
            effects[i] = _fields[i].Compare(present.As<TRules>(), wanted.As<TRules>());
        }

        return effects;
    }

    public sealed override bool IsRamped(int field) => _fields[field].IsRamped;

    public sealed override RulesPayload Move(in RulesPayload present, in RulesPayload from, in RulesPayload to, ulong fields, int step, int steps)
    {
        var rules = present.As<TRules>();
        for (var i = 0; i < _fields.Length; i++)
        {
            if ((fields & (1UL << i)) != 0)
            {
                _fields[i].Move(ref rules, from.As<TRules>(), to.As<TRules>(), step, steps);
            }
        }

        return RulesPayload.Of(rules);
    }

    protected abstract TRules ReadRules(State state, int subject);

    protected abstract bool AreValid(State state, int subject, in TRules rules);

    protected abstract void Use(State state, int subject, in TRules rules, in Text64 author, in Text64 reason);
}

/// <summary>What operators' fields are called.</summary>
public static class ParameterFields
{
    /// <summary>The names of a kind's fields, in the order of their bits; empty if there is no such kind.</summary>
    public static IReadOnlyList<string> Of(ParameterKind kind) => RulesKind.Find(kind)?.FieldNames ?? [];
}
