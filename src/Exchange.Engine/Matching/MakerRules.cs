namespace Exchange.Engine;

/// <summary>Whether a resting order may trade when it is touched. FORMULAS §5.4.</summary>
internal sealed class MakerRules(State state)
{
    /// <summary>Why the resting order must be canceled instead of matched for its own sake, or 0. Self-trades are the taker's matter.</summary>
    public CancelReason WhyUnmatchable(Market market, int slot, in OrderSlot maker)
    {
        if (maker.ExpiryPlace >= 0 && state.Orders.Detail(slot).ExpiresAt.Microseconds <= state.Now.Microseconds)
        {
            return CancelReason.Expired;
        }

        return market.IsInBand(maker.PriceTicks) ? 0 : CancelReason.OutsidePriceBand;
    }

    /// <summary>Why a fill of this size at the order's own price would leave the maker beyond a limit, or 0.</summary>
    public CancelReason WhyOverextended(Market market, in OrderSlot maker, in Position position, long balanceChange, long lots) =>
        WhyOverextended(market, maker, position, balanceChange, lots, maker.PriceTicks, market.Parameters.MakerFee.Billionths);

    /// <summary>Why a fill of this size would leave the owner of a resting order beyond a limit, or 0.</summary>
    /// <param name="market">The market.</param>
    /// <param name="maker">The resting order.</param>
    /// <param name="position">Its account's position before the fill (with earlier fills of the same walk in it).</param>
    /// <param name="balanceChange">What earlier fills of the same walk did to the balance; 0 outside a probe.</param>
    /// <param name="lots">The fill.</param>
    /// <param name="ticks">Its price.</param>
    /// <param name="feeRate">What it pays, in billionths; negative for a rebate.</param>
    public CancelReason WhyOverextended(Market market, in OrderSlot maker, in Position position, long balanceChange, long lots, int ticks, long feeRate)
    {
        var signedLots = maker.Side == Side.Buy ? lots : -lots;
        var sizeAfter = position.Size + signedLots;
        if (Math.Abs(sizeAfter) <= Math.Abs(position.Size))
        {
            return 0;
        }

        if (Math.Abs(sizeAfter) > market.Parameters.MaxPositionQuantity.Lots)
        {
            return CancelReason.LimitExceeded;
        }

        var notional = Contract.Value(market.Margin, lots, ticks);
        var trial = position;
        balanceChange += FundingSettlement.SettleTrial(market, ref trial);
        var balance = position.IsIsolated == 0 ? 0 : state.Ledger.Balance(new AccountId(maker.Account), market.SettlementAsset) + balanceChange;
        var fill = IsolatedMargin.Fill(market.Margin, ref trial, signedLots, notional, ClearingHouse.MakerFee(notional, feeRate), balance);
        if (position.IsIsolated != 0 && balance + fill < 0)
        {
            return CancelReason.InsufficientMargin;
        }

        return state.Risk.ExcessWith(maker.Account, market, trial, MarginKind.Maintenance, balanceChange + fill) < 0
            ? CancelReason.InsufficientMargin
            : 0;
    }
}
