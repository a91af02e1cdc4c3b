namespace Exchange.Engine;

internal delegate long ReadField<TRules>(in TRules rules);

internal delegate void WriteField<TRules>(ref TRules rules, long value);

internal delegate FieldEffect CompareField<TRules>(in TRules present, in TRules wanted);

/// <summary>Sets a field of <paramref name="target"/> to where it is between two rules after some of so many steps.</summary>
internal delegate void MoveField<TRules>(ref TRules target, in TRules from, in TRules to, int step, int steps);

/// <summary>One line of a table of rules: what a change of the field means, and how it comes.</summary>
/// <param name="Name">As operators write it.</param>
/// <param name="Members">The members of the rules that it stands for, elements of an array as <c>Array.Member</c>.</param>
/// <param name="IsRamped">Whether it changes in steps once it may change, or all at one time.</param>
/// <param name="Compare">What the change is.</param>
/// <param name="Move">Changes it.</param>
internal sealed record RuleField<TRules>(string Name, string[] Members, bool IsRamped, CompareField<TRules> Compare, MoveField<TRules> Move);

/// <summary>The usual fields: one number.</summary>
internal static class RuleFields<TRules>
    where TRules : unmanaged
{
    /// <summary>A limit on what may be done: less is stricter.</summary>
    public static RuleField<TRules> LowerTightens(string name, string member, ReadField<TRules> read, WriteField<TRules> write) =>
        Number(name, member, isRamped: true, read, write, ifLower: FieldEffect.Tightening, ifHigher: FieldEffect.Loosening);

    /// <summary>A demand on what may be done: more is stricter.</summary>
    public static RuleField<TRules> HigherTightens(string name, string member, ReadField<TRules> read, WriteField<TRules> write) =>
        Number(name, member, isRamped: true, read, write, ifLower: FieldEffect.Loosening, ifHigher: FieldEffect.Tightening);

    /// <summary>A number on which prices or money of those rest who are in: any change waits.</summary>
    public static RuleField<TRules> EitherWayWaits(string name, string member, ReadField<TRules> read, WriteField<TRules> write) =>
        Number(name, member, isRamped: true, read, write, ifLower: FieldEffect.Loosening, ifHigher: FieldEffect.Loosening);

    public static RuleField<TRules> Number(
        string name, string member, bool isRamped, ReadField<TRules> read, WriteField<TRules> write, FieldEffect ifLower, FieldEffect ifHigher) =>
        new(
            name,
            [member],
            isRamped,
            (in TRules present, in TRules wanted) => read(wanted).CompareTo(read(present)) switch
            {
                0 => FieldEffect.Unchanged,
                < 0 => ifLower,
                _ => ifHigher,
            },
            (ref TRules target, in TRules from, in TRules to, int step, int steps) =>
                write(ref target, isRamped ? Ramp.Between(read(from), read(to), step, steps) : read(to)));
}

/// <summary>Values on the way from one to another. FORMULAS §20.4.</summary>
internal static class Ramp
{
    /// <summary>from + (to − from) × step ÷ steps, rounded toward <paramref name="from"/>: never ahead of time.</summary>
    public static long Between(long from, long to, int step, int steps) => (long)(from + (((Int128)to - from) * step / steps));
}
