using Exchange.Engine;

namespace Exchange.Persistence;

/// <summary>Turns what happens to changes of rules into rows.</summary>
internal sealed class GovernanceProjector(ProjectedState state, ProjectedRows rows)
{
    /// <summary>Events of a command before its own: what was due. Fewer than this.</summary>
    private const int PositionsPerCommand = 4_096;

    public void Apply(in EventHeader header, in ParametersProposed proposed)
    {
        var status = proposed.Pending == 0 ? "effective" : proposed.NeedsApproval == 1 ? "proposed" : "scheduled";
        var row = new ProposalRow
        {
            ProposalId = proposed.ProposalId,
            Kind = EnumText<ParameterKind>.Of(proposed.Rules),
            Subject = proposed.Subject,
            Status = status,
            Author = proposed.Author.ToString(),
            Approver = "",
            Reason = proposed.Reason.ToString(),
            ProposedAt = Decimals.Of(header.Time),
            DueAt = Maybe(proposed.DueAt),
            CompleteAt = Maybe(proposed.CompleteAt),
            StepCount = proposed.StepCount,
            Fields = RulesJson.Effects(proposed.Rules, proposed.Effects),
            Present = RulesJson.Of(state, proposed.Rules, proposed.Subject, proposed.Present),
            Wanted = RulesJson.Of(state, proposed.Rules, proposed.Subject, proposed.Wanted),
        };
        state.Proposals[row.ProposalId] = row;
        Changed(header, row);
        Audit(header, proposed.Rules, proposed.Pending == 0 ? ActionOf(proposed.Rules) : AuditActions.ParametersProposed, row, row.Author, row.Reason, row.Present, row.Wanted);
    }

    public void Apply(in EventHeader header, in ProposalApproved approved)
    {
        var row = state.Proposals[approved.ProposalId];
        row.Status = "scheduled";
        row.Approver = approved.Approver.ToString();
        row.DueAt = Maybe(approved.DueAt);
        row.CompleteAt = Maybe(approved.CompleteAt);
        Changed(header, row);
        Audit(header, EnumText<ParameterKind>.Parse(row.Kind), AuditActions.ProposalApproved, row, row.Approver, reason: "", before: null, row.Wanted);
    }

    public void Apply(in EventHeader header, in ProposalWithdrawn withdrawn)
    {
        var row = state.Proposals[withdrawn.ProposalId];
        row.Status = "withdrawn";
        row.DueAt = null;
        row.Cause = EnumText<WithdrawalCause>.Of(withdrawn.Cause);
        row.WithdrawnBy = withdrawn.Author.ToString();
        Changed(header, row);
        state.Proposals.Remove(row.ProposalId);
        if (withdrawn.Cause == WithdrawalCause.Operator)
        {
            Audit(header, EnumText<ParameterKind>.Parse(row.Kind), AuditActions.ProposalWithdrawn, row, row.WithdrawnBy, withdrawn.Reason.ToString(), before: row.Wanted, after: null);
        }
    }

    public void Apply(in EventHeader header, in ParametersEffective effective)
    {
        var row = state.Proposals[effective.ProposalId];
        rows.ParameterHistory.Add(new ParameterHistoryRow
        {
            Position = (header.Sequence * PositionsPerCommand) + header.Index,
            Sequence = header.Sequence,
            Time = Decimals.Of(header.Time),
            ProposalId = row.ProposalId,
            Kind = row.Kind,
            Subject = row.Subject,
            Step = effective.Step,
            StepCount = effective.StepCount,
            Fields = RulesJson.Names(effective.Rules, effective.Fields),
            Author = row.Author,
            Approver = effective.Approver.ToString(),
            Reason = row.Reason,
            Before = RulesJson.Of(state, effective.Rules, effective.Subject, effective.Before),
            After = RulesJson.Of(state, effective.Rules, effective.Subject, effective.After),
        });
        if (effective.Step > 0)
        {
            row.Step = effective.Step;
            row.Status = effective.Step == effective.StepCount ? "effective" : "scheduled";
            row.DueAt = Maybe(effective.NextDueAt);
        }

        Changed(header, row);
        if (row.Status == "effective")
        {
            state.Proposals.Remove(row.ProposalId);
        }
    }

    private void Changed(in EventHeader header, ProposalRow row)
    {
        row.UpdatedSequence = header.Sequence;
        rows.Proposals[row.ProposalId] = row;
    }

    private void Audit(
        in EventHeader header, ParameterKind kind, string action, ProposalRow row, string author, string reason, string? before, string? after) => rows.Audit.Add(new AuditRow
    {
        Sequence = header.Sequence,
        Time = Decimals.Of(header.Time),
        Action = action,
        Author = author,
        Reason = reason,
        MarketId = RulesJson.MarketOf(kind, row.Subject),
        Before = before,
        After = after,
    });

    private static string ActionOf(ParameterKind kind) => kind switch
    {
        ParameterKind.Market => AuditActions.MarketParametersChanged,
        ParameterKind.Prices => AuditActions.PriceRulesChanged,
        ParameterKind.Collateral => AuditActions.CollateralRulesChanged,
        ParameterKind.AssetPrices => AuditActions.AssetPriceRulesChanged,
        ParameterKind.Risk => AuditActions.RiskRulesChanged,
        ParameterKind.Breakers => AuditActions.BreakerRulesChanged,
        ParameterKind.Funding => AuditActions.FundingRulesChanged,
        _ => AuditActions.ParametersChanged,
    };

    private static DateTime? Maybe(Timestamp time) => time == default ? null : Decimals.Of(time);
}
