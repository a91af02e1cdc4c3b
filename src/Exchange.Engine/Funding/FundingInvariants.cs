using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>Funding sums to zero, also in mid-sweep: what was collected and what is not settled yet differ by exactly what rounding left. FORMULAS §13.5.</summary>
internal static class FundingInvariants
{
    /// <exception cref="InvariantViolatedException">It does not.</exception>
    public static void Check(State state)
    {
        Span<long> collected = stackalloc long[Bounds.MaxAssets + 1];
        collected.Clear();
        for (var id = 1; id <= state.Markets.Count; id++)
        {
            var market = state.Markets[id];
            CheckMarket(state, market);
            collected[market.SettlementAsset.Value] += market.Funding.State.Collected;
        }

        for (var asset = 1; asset <= state.Assets.Count; asset++)
        {
            Invariant.That(state.Accounts.Balance(AccountId.Funding.Value, asset) == collected[asset]);
        }
    }

    private static void CheckMarket(State state, Market market)
    {
        ref readonly var funding = ref market.Funding.State;
        var (unsettled, isBehind) = Unsettled(state, market);
        Invariant.That(((Int128)funding.Collected * FundingFormula.IndexPerUnit) + unsettled == funding.Residue);
        Invariant.That(funding.Residue >= 0);
        Invariant.That(market.Funding.IsSweeping || (!isBehind && funding.Collected == 0 && funding.Residue == 0));
        Invariant.That(market.Margin.IsFundingOpen == market.Funding.IsSweeping);
        Invariant.That(!market.Funding.IsSweeping || (market.Margin.FundingIndex == funding.Index && funding.SweepTime == funding.LastTime));
        Invariant.That(funding.Due.IsNone || funding.Due.EndsAt <= funding.Current.StartsAt);
    }

    /// <summary>What all positions that are behind the index owe, less what they are owed, in the index's steps.</summary>
    private static (Int128 Unsettled, bool IsBehind) Unsettled(State state, Market market)
    {
        Int128 unsettled = 0;
        var isBehind = false;
        for (var account = 1; account < state.Accounts.NextId; account++)
        {
            ref var position = ref state.Accounts.FindPosition(ref state.Accounts[account], market.Id.Value);
            if (!Unsafe.IsNullRef(ref position) && position.Size != 0)
            {
                var behind = market.Funding.State.Index - position.FundingIndex;
                unsettled += position.Size * behind;
                isBehind |= behind != 0;
            }
        }

        return (unsettled, isBehind);
    }
}
