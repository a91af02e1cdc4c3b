namespace Exchange.Engine;

/// <summary>
/// Whether an order that closes may close at its price: the loss and fee of a bad one can leave an account worse off than the position did.
/// FORMULAS §4.15.
/// </summary>
internal sealed class ReductionCheck(State state)
{
    /// <summary>Judges the order at its limit. A market order's limit is brought as near to the mark as it must be.</summary>
    public RejectReason Check(ref OrderIntent intent)
    {
        if (intent.Market.ClosesFreely(intent.Side, intent.LimitTicks) || MayCloseAt(intent, intent.LimitTicks))
        {
            return RejectReason.None;
        }

        if (intent.Type != OrderType.Market || !MayCloseAt(intent, intent.Market.MarkTicks))
        {
            return RejectReason.InsufficientMargin;
        }

        intent.LimitTicks = WorstAllowed(intent);
        return RejectReason.None;
    }

    /// <summary>Between the order's limit, which may not be, and the mark, which may: a price farther from the mark leaves less.</summary>
    private long WorstAllowed(in OrderIntent intent)
    {
        var (bad, good) = (intent.LimitTicks, (long)intent.Market.MarkTicks);
        while (Math.Abs(good - bad) > 1)
        {
            var middle = bad + ((good - bad) / 2);
            if (MayCloseAt(intent, middle))
            {
                good = middle;
            }
            else
            {
                bad = middle;
            }
        }

        return good;
    }

    private bool MayCloseAt(in OrderIntent intent, long ticks)
    {
        var market = intent.Market;
        ref readonly var position = ref intent.Position;
        var lots = Math.Min(intent.Lots, position.ClosableBy(intent.Side));
        if (lots <= 0)
        {
            return true;
        }

        var value = Contract.Value(market.Margin, lots, ticks);
        var trial = position;
        var funding = FundingSettlement.SettleTrial(market, ref trial);
        var balance = position.IsIsolated == 0 ? 0 : state.Ledger.Balance(intent.Account, market.SettlementAsset);
        var change = funding + IsolatedMargin.Fill(
            market.Margin, ref trial, intent.Side == Side.Buy ? lots : -lots, value, FixedMath.RateCeiling(value, market.Margin.TakerFee), balance);
        if (position.IsIsolated != 0)
        {
            // What is released has left the position, but not the trader: it is what the fill leaves that counts.
            trial.IsolatedMargin += change;
            return state.Risk.Apart(market, trial).IsAllowedAfter(state.Risk.Apart(market, position));
        }

        return state.Risk.CrossWith(intent.Account.Value, market, trial, change).IsAllowedAfter(state.Risk.CrossWith(intent.Account.Value, market, position, balanceChange: 0));
    }
}
