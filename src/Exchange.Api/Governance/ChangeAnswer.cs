using Exchange.Engine;
using Exchange.Runtime;

namespace Exchange.Api;

internal sealed record FieldEffectAnswer(string Name, string Effect, bool IsPending);

/// <summary>A change of rules and where it stands. Times in microseconds since 1970.</summary>
/// <param name="ProposalId">Its number.</param>
/// <param name="Kind">Which rules.</param>
/// <param name="Market">Of which market; null for the venue's.</param>
/// <param name="Status">effective, proposed, scheduled or withdrawn.</param>
/// <param name="Author">Who proposed it.</param>
/// <param name="Approver">Who approved it; null if nobody has or had to.</param>
/// <param name="Reason">Why.</param>
/// <param name="ProposedAt">When.</param>
/// <param name="DueAt">Until when it may be approved, or when its next step is due.</param>
/// <param name="CompleteAt">When it is in effect as a whole at the earliest; null before it is approved.</param>
/// <param name="Step">Steps taken.</param>
/// <param name="StepCount">Of so many.</param>
/// <param name="Fields">What the change of each field was found to be.</param>
internal sealed record ChangeAnswer(
    int ProposalId,
    string Kind,
    string? Market,
    string Status,
    string Author,
    string? Approver,
    string Reason,
    long ProposedAt,
    long? DueAt,
    long? CompleteAt,
    int Step,
    int StepCount,
    IReadOnlyList<FieldEffectAnswer> Fields) : IMayBePending
{
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsPending => Status is "proposed" or "scheduled";

    public static ChangeAnswer Of(ProposalInfo proposal, IVenueViews views) => new(
        proposal.Id,
        EnumName.Of(proposal.Kind.ToString()),
        MarketOf(proposal.Kind, proposal.Subject, views),
        EnumName.Of(proposal.Status.ToString()),
        proposal.Author,
        proposal.Approver.Length == 0 ? null : proposal.Approver,
        proposal.Reason,
        proposal.ProposedAt.Microseconds,
        Maybe(proposal.DueAt),
        Maybe(proposal.CompleteAt),
        proposal.Step,
        proposal.StepCount,
        FieldsOf(proposal.Kind, proposal.Effects, proposal.Pending));

    public static IReadOnlyList<FieldEffectAnswer> FieldsOf(ParameterKind kind, FieldEffects effects, ulong pending)
    {
        var names = ParameterFields.Of(kind);
        var fields = new List<FieldEffectAnswer>();
        for (var i = 0; i < names.Count; i++)
        {
            if (effects[i] != FieldEffect.Unchanged)
            {
                fields.Add(new FieldEffectAnswer(names[i], EnumName.Of(effects[i].ToString()), (pending & (1UL << i)) != 0));
            }
        }

        return fields;
    }

    /// <summary>The market's symbol, if the rules are a market's.</summary>
    public static string? MarketOf(ParameterKind kind, int subject, IVenueViews views) =>
        kind is ParameterKind.Venue or ParameterKind.Collateral or ParameterKind.AssetPrices ? null : views.FindMarket(new MarketId(subject))?.Symbol.ToString();

    public static long? Maybe(Timestamp time) => time == default ? null : time.Microseconds;
}

/// <summary>The way of every change of rules through the API.</summary>
internal static class Changes
{
    /// <summary>Puts a change before the engine, and says what became of it.</summary>
    public static async Task<ChangeAnswer> ProposeAsync<TRules>(
        this IExchange exchange, Caller caller, ParameterKind kind, int subject, TRules wanted, ulong fields, string? reason, CancellationToken cancellationToken)
        where TRules : unmanaged
    {
        var command = new ProposeParameters
        {
            Rules = kind,
            Subject = subject,
            Fields = fields,
            Wanted = RulesPayload.Of(wanted),
            Author = caller.Author,
            Reason = Fields.Text("reason", reason),
        };
        var outcome = (await exchange.SubmitAsync(command, cancellationToken)).Accepted();
        return exchange.ChangeOf(outcome.Entity);
    }

    public static ChangeAnswer ChangeOf(this IExchange exchange, int proposal) => ChangeAnswer.Of(
        exchange.Views.FindProposal(proposal) ?? throw Venue.NotFound("proposal_unknown", "No such change of rules is on its way."), exchange.Views);

    /// <summary>The bits of fields that are given, by their names.</summary>
    public static ulong Bits(ParameterKind kind, IEnumerable<string> given)
    {
        var names = ParameterFields.Of(kind);
        var bits = 0UL;
        foreach (var name in given)
        {
            for (var i = 0; i < names.Count; i++)
            {
                bits |= names[i] == name || names[i].StartsWith($"{name}.", StringComparison.Ordinal) ? 1UL << i : 0;
            }
        }

        return bits;
    }

    public static int ProposalId(string text) =>
        text.All(char.IsAsciiDigit) && int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var id)
            ? id
            : throw Fields.Invalid("proposalId", "a whole number");
}
