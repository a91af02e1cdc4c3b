namespace Exchange.Engine;

/// <summary>Moves lots from one account to another outside the book, for a value that is exact to the unit. FORMULAS §14.4.</summary>
internal sealed class PositionTransfers(State state, ReduceOnlyGuard guard)
{
    private readonly MarginPurse _purse = new(state);

    /// <summary>Lots of a position leave the account for a value; the other account has them, or has as many fewer on the other side.</summary>
    /// <param name="market">The market.</param>
    /// <param name="liquidation">For whose sake.</param>
    /// <param name="from">The account that is liquidated; it has at least the lots.</param>
    /// <param name="to">The backstop, or an account with an opposite position of at least the lots.</param>
    /// <param name="lots">At least 1.</param>
    /// <param name="value">What they change hands for, in settlement units; not negative.</param>
    /// <param name="reason">Why.</param>
    public void Transfer(Market market, LiquidationId liquidation, AccountId from, AccountId to, long lots, long value, PositionTransferReason reason)
    {
        Invariant.That(lots > 0 && value >= 0 && from != to);

        // Made first: adding a place can move those that are known already.
        state.Accounts.PositionOf(ref state.Accounts[to.Value], market.Id.Value);
        ref var given = ref state.Accounts.FindPosition(ref state.Accounts[from.Value], market.Id.Value);
        ref var taken = ref state.Accounts.FindPosition(ref state.Accounts[to.Value], market.Id.Value);
        Invariant.That(Math.Abs(given.Size) >= lots);
        state.Funding.Settle(market, from, ref given);
        state.Funding.Settle(market, to, ref taken);
        var side = given.Size > 0 ? Side.Sell : Side.Buy;
        var signedLots = side == Side.Buy ? lots : -lots;
        var longBefore = Math.Max(0, given.Size) + Math.Max(0, taken.Size);
        var pnlOfGiver = PositionMath.Fill(ref given, signedLots, market.Margin.Kind, value);
        var pnlOfTaker = PositionMath.Fill(ref taken, -signedLots, market.Margin.Kind, value);
        market.OpenInterest += Math.Max(0, given.Size) + Math.Max(0, taken.Size) - longBefore;
        state.Touched.Add(from.Value);
        state.Touched.Add(to.Value);

        var trade = new TradeId(++state.LastTrade);
        ref var transferred = ref state.Events.Next<PositionTransferred>();
        transferred.Liquidation = liquidation;
        transferred.TradeId = trade;
        transferred.Market = market.Id;
        transferred.Reason = reason;
        transferred.Side = side;
        transferred.Quantity = new Quantity(lots);
        transferred.Value = new Money(value);
        transferred.MarkPrice = new Price(market.MarkTicks);
        Describe(ref transferred.From, from, pnlOfGiver, given, market);
        Describe(ref transferred.To, to, pnlOfTaker, taken, market);
        Realize(market, from, ref given, pnlOfGiver, trade);
        Realize(market, to, ref taken, pnlOfTaker, trade);
        guard.Fit(market, ref given);
        guard.Fit(market, ref taken);
    }

    private static void Describe(ref TransferSide side, AccountId account, long pnl, in Position position, Market market)
    {
        side.Account = account;
        side.Leverage = position.Leverage == 0 ? market.Margin.Tiers.MaxLeverage : position.Leverage;
        side.RealizedPnl = new Money(pnl);
        side.SizeAfter = new PositionSize(position.Size);
        side.CostAfter = new Money(position.Cost);
    }

    private void Realize(Market market, AccountId account, ref Position position, long pnl, TradeId trade)
    {
        if (pnl > 0)
        {
            _purse.Collect(AccountId.Clearing, account, ref position, market.SettlementAsset, pnl, TransferKind.RealizedProfit, trade);
        }
        else if (pnl < 0)
        {
            _purse.Pay(account, ref position, AccountId.Clearing, market.SettlementAsset, -pnl, TransferKind.RealizedLoss, trade);
        }

        if (position.IsIsolated != 0 && position.Size == 0 && position.IsolatedMargin > 0)
        {
            _purse.Release(account, ref position, market.SettlementAsset, position.IsolatedMargin, TransferKind.IsolatedMarginReleased, trade);
        }
    }
}
