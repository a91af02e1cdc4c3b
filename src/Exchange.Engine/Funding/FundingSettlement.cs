using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>Brings positions up to their market's cumulative funding index. FORMULAS §13.5.</summary>
internal sealed class FundingSettlement(State state)
{
    private readonly MarginPurse _purse = new(state);

    /// <summary>To be called before anything changes a position's size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Settle(Market market, AccountId account, ref Position position)
    {
        if (position.FundingIndex != market.Funding.State.Index)
        {
            BringUp(market, account, ref position);
        }
    }

    /// <summary>The same for a trial: brings it up and tells by how much that changes the balance in the settlement asset.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long SettleTrial(Market market, ref Position trial) =>
        trial.FundingIndex != market.Funding.State.Index ? BringUpTrial(market, ref trial) : 0;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long BringUpTrial(Market market, ref Position trial)
    {
        var payment = FundingFormula.Payment(new PositionSize(trial.Size), market.Funding.State.Index - trial.FundingIndex);
        trial.FundingIndex = market.Funding.State.Index;
        if (trial.IsIsolated == 0)
        {
            return -payment;
        }

        trial.IsolatedMargin -= payment;
        return 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void BringUp(Market market, AccountId account, ref Position position)
    {
        if (position.Size != 0)
        {
            Pay(market, account, ref position);
        }

        position.FundingIndex = market.Funding.State.Index;
    }

    private void Pay(Market market, AccountId account, ref Position position)
    {
        ref var funding = ref market.Funding.State;
        Invariant.That(market.Funding.IsSweeping);
        var size = new PositionSize(position.Size);
        var delta = funding.Index - position.FundingIndex;
        var amount = FundingFormula.Payment(size, delta);
        funding.Collected += amount;
        funding.Residue += ((Int128)amount * FundingFormula.IndexPerUnit) - (size.Lots * delta);
        state.Events.Append(new FundingPaid
        {
            IndexFrom = position.FundingIndex,
            IndexTo = funding.Index,
            PaymentId = ++state.LastFundingPayment,
            Account = account,
            Market = market.Id,
            Asset = market.SettlementAsset,
            IsIsolated = position.IsIsolated,
            FundingTime = new Timestamp(funding.SweepTime),
            Size = size,
            Amount = new Money(amount),
        });

        if (amount > 0)
        {
            _purse.Pay(account, ref position, AccountId.Funding, market.SettlementAsset, amount, TransferKind.FundingPayment);
        }
        else
        {
            _purse.Collect(AccountId.Funding, account, ref position, market.SettlementAsset, -amount, TransferKind.FundingReceipt);
        }
    }
}
