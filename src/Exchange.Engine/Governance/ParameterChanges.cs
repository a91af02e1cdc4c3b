using System.Numerics;

namespace Exchange.Engine;

/// <summary>The one door through which rules change. FORMULAS §20.</summary>
internal sealed class ParameterChanges(State state)
{
    /// <summary>A ramp has so many steps.</summary>
    public const int StepsPerRamp = 96;

    /// <summary>So many changes may be on their way.</summary>
    public const int MaxPending = 64;

    /// <summary>Due steps that one command takes.</summary>
    private const int MaxStepsPerCommand = 4;

    /// <summary>What nobody has approved within a week is not to be found lying about by somebody with a second key.</summary>
    private const long ApprovalWindow = 7 * 24 * VenueRules.Hour;

    public RejectReason Apply(in ProposeParameters command)
    {
        if (command.Author.IsEmpty || !command.Author.IsWellFormed() || command.Reason.IsEmpty || !command.Reason.IsWellFormed()
            || RulesKind.Find(command.Rules) is not { } kind)
        {
            return RejectReason.MalformedCommand;
        }

        if (kind.Find(state, command.Subject) is var unknown and not RejectReason.None)
        {
            return unknown;
        }

        var present = kind.Read(state, command.Subject);
        var wanted = command.Wanted;
        if (!wanted.EndsAt(kind.Size))
        {
            return RejectReason.MalformedCommand;
        }

        if (command.Fields != 0)
        {
            wanted = kind.Move(present, present, command.Wanted, command.Fields, step: 1, steps: 1);
        }

        return Propose(kind, command.Subject, present, wanted, command.Author, command.Reason);
    }

    public RejectReason Apply(in ApproveParameters command)
    {
        if (command.Approver.IsEmpty || !command.Approver.IsWellFormed())
        {
            return RejectReason.MalformedCommand;
        }

        var place = state.Proposals.Find(command.ProposalId);
        if (place < 0)
        {
            return RejectReason.ProposalUnknown;
        }

        ref var proposal = ref state.Proposals.Pending[place];
        if (proposal.State != ProposalState.Proposed)
        {
            return RejectReason.ProposalStateForbids;
        }

        if (proposal.Author == command.Approver)
        {
            return RejectReason.ApproverIsAuthor;
        }

        var effectiveAt = state.Now.Microseconds + state.Proposals.Rules.LooseningDelay;
        proposal.State = ProposalState.Scheduled;
        proposal.Approver = command.Approver;
        Schedule(ref proposal, effectiveAt);
        state.Events.Append(new ProposalApproved
        {
            ProposalId = proposal.Id,
            DueAt = new Timestamp(proposal.DueAt),
            CompleteAt = new Timestamp(proposal.CompleteAt),
            Approver = command.Approver,
        });
        state.Outcome.Entity = proposal.Id;
        state.Proposals.Reschedule();
        ApplyDue();
        return RejectReason.None;
    }

    public RejectReason Apply(in WithdrawProposal command)
    {
        if (command.Author.IsEmpty || !command.Author.IsWellFormed() || command.Reason.IsEmpty || !command.Reason.IsWellFormed())
        {
            return RejectReason.MalformedCommand;
        }

        var place = state.Proposals.Find(command.ProposalId);
        if (place < 0)
        {
            return RejectReason.ProposalUnknown;
        }

        Withdraw(place, WithdrawalCause.Operator, command.Author, command.Reason);
        state.Outcome.Entity = command.ProposalId;
        return RejectReason.None;
    }

    /// <summary>Rules set by their own command: only what takes effect at once, whole.</summary>
    public RejectReason Direct<TRules>(ParameterKind which, int subject, in TRules rules, in Text64 author, in Text64 reason)
        where TRules : unmanaged
    {
        if (!author.IsWellFormed() || !reason.IsWellFormed())
        {
            return RejectReason.MalformedCommand;
        }

        var kind = RulesKind.Find(which)!;
        if (kind.Find(state, subject) is var unknown and not RejectReason.None)
        {
            return unknown;
        }

        var present = kind.Read(state, subject);
        var wanted = RulesPayload.Of(rules);
        if (!kind.AreValid(state, subject, wanted))
        {
            return RejectReason.ParametersInvalid;
        }

        var plan = Plan(kind, subject, present, wanted);
        if (plan.Pending != 0)
        {
            return RejectReason.NeedsProposal;
        }

        Begin(kind, subject, present, wanted, plan, author, reason);
        state.Outcome.Entity = subject;
        return RejectReason.None;
    }

    /// <summary>Takes steps that are due, a few at a time.</summary>
    public void ApplyDue()
    {
        for (var i = 0; i < MaxStepsPerCommand && state.Proposals.NextDue <= state.Now.Microseconds; i++)
        {
            var place = state.Proposals.First();
            switch (state.Proposals.Pending[place].State)
            {
                case ProposalState.Proposed:
                    Withdraw(place, WithdrawalCause.Expired, author: default, reason: default);
                    break;
                case ProposalState.Scheduled:
                    TakeStep(place);
                    break;
            }
        }
    }

    private RejectReason Propose(RulesKind kind, int subject, in RulesPayload present, in RulesPayload wanted, in Text64 author, in Text64 reason)
    {
        if (!kind.AreValid(state, subject, wanted))
        {
            return RejectReason.ParametersInvalid;
        }

        var plan = Plan(kind, subject, present, wanted);
        if (plan.Pending != 0)
        {
            if (!RampIsValid(kind, subject, present, wanted, plan))
            {
                return RejectReason.ParametersInvalid;
            }

            if (OtherPending(kind.Kind, subject, plan.Pending) >= 0)
            {
                return RejectReason.ProposalPending;
            }

            if (state.Proposals.Count == MaxPending)
            {
                return RejectReason.CapacityExhausted;
            }
        }

        state.Outcome.Entity = Begin(kind, subject, present, wanted, plan, author, reason);
        ApplyDue();
        return RejectReason.None;
    }

    /// <summary>From here it must succeed. Returns the change's id.</summary>
    private int Begin(RulesKind kind, int subject, in RulesPayload present, in RulesPayload wanted, in ChangePlan plan, in Text64 author, in Text64 reason)
    {
        var id = ++state.Proposals.LastId;
        var now = state.Now.Microseconds;
        var proposal = new Proposal
        {
            Id = id, Kind = kind.Kind, Subject = subject, Fields = plan.Pending, StepCount = plan.StepCount, To = wanted, Author = author, Reason = reason,
            ProposedAt = now, AtOnce = plan.AtOnce, Effects = plan.Effects,
        };
        if (plan.NeedsApproval)
        {
            proposal.State = ProposalState.Proposed;
            proposal.DueAt = now + ApprovalWindow;
        }
        else if (plan.Pending != 0)
        {
            proposal.State = ProposalState.Scheduled;
            Schedule(ref proposal, now);
        }

        state.Events.Append(new ParametersProposed
        {
            ProposalId = id, Rules = kind.Kind, Subject = subject, StepCount = plan.StepCount, AtOnce = plan.AtOnce, Pending = plan.Pending,
            DueAt = new Timestamp(proposal.DueAt), CompleteAt = new Timestamp(proposal.CompleteAt), NeedsApproval = plan.NeedsApproval ? 1 : 0, Effects = plan.Effects,
            Present = present, Wanted = wanted, Author = author, Reason = reason,
        });
        if (plan.AtOnce != 0 || plan.Pending == 0)
        {
            for (var other = OtherPending(kind.Kind, subject, plan.AtOnce); other >= 0; other = OtherPending(kind.Kind, subject, plan.AtOnce))
            {
                Withdraw(other, WithdrawalCause.Superseded, author, reason);
            }

            Use(kind, proposal, present, plan.AfterAtOnce, plan.AtOnce, nextDueAt: proposal.DueAt);
        }

        if (plan.Pending != 0)
        {
            state.Proposals.Add(proposal);
        }

        return id;
    }

    /// <summary>What of a change comes at once, and what later.</summary>
    private ChangePlan Plan(RulesKind kind, int subject, in RulesPayload present, in RulesPayload wanted)
    {
        var plan = new ChangePlan { Effects = kind.Compare(present, wanted), AfterAtOnce = wanted };
        for (var field = 0; field < kind.FieldNames.Count; field++)
        {
            var bit = 1UL << field;
            switch (plan.Effects[field])
            {
                case FieldEffect.Unchanged:
                    break;
                case FieldEffect.Neutral or FieldEffect.Tightening:
                    plan.AtOnce |= bit;
                    break;
                case FieldEffect.RampedTightening:
                    plan.Pending |= bit;
                    break;
                case FieldEffect.Loosening:
                    plan.Pending |= bit;
                    plan.NeedsApproval = true;
                    break;
            }
        }

        if (plan.Pending == 0)
        {
            return plan;
        }

        if (kind.IsOpenToSetup(state, subject))
        {
            return plan with { AtOnce = plan.AtOnce | plan.Pending, Pending = 0, NeedsApproval = false };
        }

        plan.AfterAtOnce = kind.Move(present, present, wanted, plan.AtOnce, step: 1, steps: 1);
        if (!kind.AreValid(state, subject, plan.AfterAtOnce))
        {
            // What is strict makes no sense without the rest: it waits with it.
            plan = plan with { Pending = plan.Pending | plan.AtOnce, AtOnce = 0, AfterAtOnce = present };
        }

        plan.StepCount = IsRamped(kind, plan.Pending) && state.Proposals.Rules.RampDuration > 0 ? StepsPerRamp : 1;
        return plan;
    }

    private static bool IsRamped(RulesKind kind, ulong fields)
    {
        for (var rest = fields; rest != 0; rest &= rest - 1)
        {
            if (kind.IsRamped(BitOperations.TrailingZeroCount(rest)))
            {
                return true;
            }
        }

        return false;
    }

    private bool RampIsValid(RulesKind kind, int subject, in RulesPayload present, in RulesPayload wanted, in ChangePlan plan)
    {
        for (var step = 1; step <= plan.StepCount; step++)
        {
            if (!kind.AreValid(state, subject, kind.Move(plan.AfterAtOnce, present, wanted, plan.Pending, step, plan.StepCount)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A first step at the time if the change comes whole, and one interval later if it comes in steps.</summary>
    private void Schedule(ref Proposal proposal, long from)
    {
        proposal.StepInterval = proposal.StepCount > 1 ? (state.Proposals.Rules.RampDuration + proposal.StepCount - 1) / proposal.StepCount : 0;
        proposal.DueAt = from + proposal.StepInterval;
        proposal.CompleteAt = from + (proposal.StepInterval * proposal.StepCount);
    }

    private void TakeStep(int place)
    {
        ref var proposal = ref state.Proposals.Pending[place];
        var kind = RulesKind.Find(proposal.Kind)!;
        var present = kind.Read(state, proposal.Subject);
        if (proposal.Step == 0)
        {
            proposal.From = present;
        }

        proposal.Step++;
        var isLast = proposal.Step == proposal.StepCount;

        // A ramp never catches up what it missed: whoever it concerns has had the time that it promises.
        proposal.DueAt += proposal.StepInterval;
        if (proposal.DueAt <= state.Now.Microseconds)
        {
            proposal.DueAt = state.Now.Microseconds + proposal.StepInterval;
        }

        var rules = kind.Move(present, proposal.From, proposal.To, proposal.Fields, proposal.Step, proposal.StepCount);
        var isValid = kind.AreValid(state, proposal.Subject, rules);
        if (isValid)
        {
            Use(kind, proposal, present, rules, proposal.Fields, nextDueAt: isLast ? 0 : proposal.DueAt);
        }

        if (!isLast)
        {
            state.Proposals.Reschedule();
        }
        else if (isValid)
        {
            state.Proposals.RemoveAt(place);
        }
        else
        {
            Withdraw(place, WithdrawalCause.Invalid, author: default, reason: default);
        }
    }

    private void Use(RulesKind kind, in Proposal proposal, in RulesPayload before, in RulesPayload after, ulong fields, long nextDueAt)
    {
        kind.Use(state, proposal.Subject, after, proposal.Author, proposal.Reason);
        state.Events.Append(new ParametersEffective
        {
            ProposalId = proposal.Id, Rules = proposal.Kind, Subject = proposal.Subject, Step = proposal.Step, StepCount = proposal.StepCount, Fields = fields,
            NextDueAt = new Timestamp(nextDueAt),
            Before = before, After = after, Author = proposal.Author, Approver = proposal.Approver, Reason = proposal.Reason,
        });
    }

    private void Withdraw(int place, WithdrawalCause cause, in Text64 author, in Text64 reason)
    {
        state.Events.Append(new ProposalWithdrawn { ProposalId = state.Proposals.Pending[place].Id, Cause = cause, Author = author, Reason = reason });
        state.Proposals.RemoveAt(place);
    }

    /// <summary>The place of a pending change of one of the fields; −1 if there is none.</summary>
    private int OtherPending(ParameterKind kind, int subject, ulong fields)
    {
        var pending = state.Proposals.Pending;
        for (var i = 0; i < pending.Length; i++)
        {
            if (pending[i].Kind == kind && pending[i].Subject == subject && (pending[i].Fields & fields) != 0)
            {
                return i;
            }
        }

        return -1;
    }

    private record struct ChangePlan
    {
        public FieldEffects Effects;

        /// <summary>The rules once what comes at once has come.</summary>
        public RulesPayload AfterAtOnce;

        public ulong AtOnce;
        public ulong Pending;
        public int StepCount;
        public bool NeedsApproval;
    }
}
