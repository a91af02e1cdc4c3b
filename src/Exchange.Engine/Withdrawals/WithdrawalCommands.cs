namespace Exchange.Engine;

/// <summary>Lets money out of the venue in two steps: the account asks, an operator decides. FORMULAS §4.7, §4.10.</summary>
internal sealed class WithdrawalCommands(State state)
{
    public RejectReason Apply(in RequestWithdrawal command)
    {
        if (command.Reference.IsEmpty || command.Destination.IsEmpty || !command.Reference.IsWellFormed() || !command.Destination.IsWellFormed())
        {
            return RejectReason.MalformedCommand;
        }

        if (!state.Accounts.IsCustomer(command.Account))
        {
            return RejectReason.AccountUnknown;
        }

        if (!state.Assets.Has(command.Asset))
        {
            return RejectReason.AssetUnknown;
        }

        if (state.Withdrawals.Find(command.Account, command.Reference) is var known and not 0)
        {
            return Repeat(command, known);
        }

        if (command.Amount.Units is < 1 or > Bounds.MaxTransfer)
        {
            return RejectReason.AmountInvalid;
        }

        if (WithdrawalRules.WhyItStays(state, command.Account, command.Asset, command.Amount.Units) is var reason and not RejectReason.None)
        {
            return reason;
        }

        if (state.Withdrawals.IsFull)
        {
            return RejectReason.CapacityExhausted;
        }

        var id = state.Withdrawals.Add(new Withdrawal
        {
            Reference = command.Reference,
            Destination = command.Destination,
            Account = command.Account,
            Asset = command.Asset,
            Amount = command.Amount.Units,
            Status = WithdrawalStatus.Pending,
        });
        state.Events.Append(new WithdrawalRequested
        {
            Withdrawal = id, Account = command.Account, Asset = command.Asset, Amount = command.Amount, Destination = command.Destination, Reference = command.Reference,
        });
        state.Ledger.Transfer(command.Account, AccountId.PendingWithdrawals, command.Asset, command.Amount.Units, TransferKind.WithdrawalRequested);
        state.Outcome.Entity = (int)id.Value;
        return RejectReason.None;
    }

    public RejectReason Apply(in DecideWithdrawal command)
    {
        if (command.Decision is not (WithdrawalStatus.Approved or WithdrawalStatus.Rejected) || !command.Author.IsWellFormed() || !command.Reason.IsWellFormed())
        {
            return RejectReason.MalformedCommand;
        }

        if (!state.Withdrawals.Has(command.Withdrawal))
        {
            return RejectReason.WithdrawalUnknown;
        }

        ref var withdrawal = ref state.Withdrawals[(int)command.Withdrawal.Value];
        if (withdrawal.Status != WithdrawalStatus.Pending)
        {
            state.Outcome.Entity = withdrawal.Status == command.Decision ? (int)command.Withdrawal.Value : 0;
            state.Outcome.IsRepeat = withdrawal.Status == command.Decision;
            return withdrawal.Status == command.Decision ? RejectReason.None : RejectReason.WithdrawalDecided;
        }

        var isApproved = command.Decision == WithdrawalStatus.Approved;
        if (isApproved && WithdrawalRules.MustWait(state))
        {
            return RejectReason.WithdrawalsPaused;
        }

        withdrawal.Status = command.Decision;
        state.Events.Append(new WithdrawalDecided
        {
            Withdrawal = command.Withdrawal, Account = withdrawal.Account, Decision = command.Decision, Author = command.Author, Reason = command.Reason,
        });
        state.Ledger.Transfer(
            AccountId.PendingWithdrawals, isApproved ? AccountId.External : withdrawal.Account, withdrawal.Asset, withdrawal.Amount,
            isApproved ? TransferKind.WithdrawalPaid : TransferKind.WithdrawalReturned);
        state.Outcome.Entity = (int)command.Withdrawal.Value;
        return RejectReason.None;
    }

    private RejectReason Repeat(in RequestWithdrawal command, int known)
    {
        ref readonly var withdrawal = ref state.Withdrawals[known];
        if (withdrawal.Asset != command.Asset || withdrawal.Amount != command.Amount.Units || withdrawal.Destination != command.Destination)
        {
            return RejectReason.ReferenceReused;
        }

        state.Outcome.Entity = known;
        state.Outcome.IsRepeat = true;
        return RejectReason.None;
    }
}
