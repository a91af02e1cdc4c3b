using Exchange.Engine;

namespace Exchange.Runtime;

/// <summary>Where a change of rules stands.</summary>
public enum ProposalStatus
{
    /// <summary>Waits for another key.</summary>
    Proposed = 1,

    /// <summary>Waits for its time, or is on its ramp.</summary>
    Scheduled = 2,

    /// <summary>In effect as a whole.</summary>
    Effective = 3,

    /// <summary>Ended before it was in effect as a whole.</summary>
    Withdrawn = 4,
}

/// <summary>A change of rules.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Kind">Which rules.</param>
/// <param name="Subject">The market's or asset's id; 0 for the venue.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Author">Who proposed it.</param>
/// <param name="Approver">Who approved it; empty if nobody has or had to.</param>
/// <param name="Reason">The author's reason.</param>
/// <param name="ProposedAt">When.</param>
/// <param name="DueAt">Until when it may be approved, or when the next step is due; none if nothing is.</param>
/// <param name="CompleteAt">When the last step is due at the earliest; none before it is approved.</param>
/// <param name="Step">Steps taken.</param>
/// <param name="StepCount">Of so many; 0 if everything came at once.</param>
/// <param name="AtOnce">The fields that came at once, one bit each in the order of their table.</param>
/// <param name="Pending">The fields that come later.</param>
/// <param name="Effects">What the change of each field was found to be.</param>
/// <param name="Wanted">The rules as they are to be.</param>
/// <param name="Cause">Why it was withdrawn, if it was.</param>
/// <param name="LastSequence">The last command that concerned it.</param>
public sealed record ProposalInfo(
    int Id,
    ParameterKind Kind,
    int Subject,
    ProposalStatus Status,
    string Author,
    string Approver,
    string Reason,
    Timestamp ProposedAt,
    Timestamp DueAt,
    Timestamp CompleteAt,
    int Step,
    int StepCount,
    ulong AtOnce,
    ulong Pending,
    FieldEffects Effects,
    RulesPayload Wanted,
    WithdrawalCause? Cause,
    long LastSequence);

/// <summary>The changes of rules that are on their way, and the last ones that ended. One thread applies, many read.</summary>
internal sealed class ProposalViews
{
    /// <summary>So many that ended are kept; all of them are in the read side of the database.</summary>
    private const int EndedKept = 256;

    private volatile ProposalInfo[] _proposals = [];

    /// <summary>By id.</summary>
    public IReadOnlyList<ProposalInfo> All => _proposals;

    public ProposalInfo? Find(int id) => Array.Find(_proposals, proposal => proposal.Id == id);

    public void Seed(ProposalBook book, long sequence)
    {
        var proposals = new List<ProposalInfo>();
        foreach (ref var pending in book.Pending)
        {
            proposals.Add(new ProposalInfo(
                pending.Id, pending.Kind, pending.Subject, pending.State == ProposalState.Proposed ? ProposalStatus.Proposed : ProposalStatus.Scheduled,
                pending.Author.ToString(), pending.Approver.ToString(), pending.Reason.ToString(), new Timestamp(pending.ProposedAt), new Timestamp(pending.DueAt),
                new Timestamp(pending.CompleteAt), pending.Step, pending.StepCount, pending.AtOnce, pending.Fields, pending.Effects, pending.To, Cause: null, sequence));
        }

        _proposals = [.. proposals];
    }

    public void Apply(in EventHeader header, in ParametersProposed proposed)
    {
        var status = proposed.Pending == 0 ? ProposalStatus.Effective : proposed.NeedsApproval == 1 ? ProposalStatus.Proposed : ProposalStatus.Scheduled;
        var proposal = new ProposalInfo(
            proposed.ProposalId, proposed.Rules, proposed.Subject, status, proposed.Author.ToString(), Approver: "", proposed.Reason.ToString(), header.Time,
            proposed.DueAt, proposed.CompleteAt, Step: 0, proposed.StepCount, proposed.AtOnce, proposed.Pending, proposed.Effects, proposed.Wanted, Cause: null, header.Sequence);
        var kept = _proposals;
        var ended = kept.Count(each => each.Status is ProposalStatus.Effective or ProposalStatus.Withdrawn);
        if (ended >= EndedKept)
        {
            var oldest = kept.First(each => each.Status is ProposalStatus.Effective or ProposalStatus.Withdrawn);
            kept = [.. kept.Where(each => each != oldest)];
        }

        _proposals = [.. kept, proposal];
    }

    public void Apply(in EventHeader header, ProposalApproved approved)
    {
        var sequence = header.Sequence;
        Replace(approved.ProposalId, proposal => proposal with
        {
            Status = ProposalStatus.Scheduled, Approver = approved.Approver.ToString(), DueAt = approved.DueAt, CompleteAt = approved.CompleteAt, LastSequence = sequence,
        });
    }

    public void Apply(in EventHeader header, ProposalWithdrawn withdrawn)
    {
        var sequence = header.Sequence;
        Replace(withdrawn.ProposalId, proposal => proposal with
        {
            Status = ProposalStatus.Withdrawn, DueAt = default, Cause = withdrawn.Cause, LastSequence = sequence,
        });
    }

    public void Apply(in EventHeader header, in ParametersEffective effective)
    {
        if (effective.Step == 0)
        {
            return;
        }

        var (step, isLast, due, sequence) = (effective.Step, effective.Step == effective.StepCount, effective.NextDueAt, header.Sequence);
        Replace(effective.ProposalId, proposal => proposal with
        {
            Status = isLast ? ProposalStatus.Effective : ProposalStatus.Scheduled, Step = step, DueAt = due, LastSequence = sequence,
        });
    }

    private void Replace(int id, Func<ProposalInfo, ProposalInfo> change) =>
        _proposals = [.. _proposals.Select(proposal => proposal.Id == id ? change(proposal) : proposal)];
}
