using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>Settles a match: both positions, the fees, the realized profits and losses. FORMULAS §1, §2.</summary>
internal sealed class ClearingHouse(State state)
{
    private readonly MarginPurse _purse = new(state);

    /// <summary>Settles <paramref name="lots"/> of a resting order against another, at a price that is within both limits. Nothing here may fail.</summary>
    public void Settle(Market market, ref OrderSlot maker, ref Position makerPosition, ref IncomingOrder taker, ref Position takerPosition, long lots, int ticks)
    {
        state.Funding.Settle(market, new AccountId(maker.Account), ref makerPosition);
        state.Funding.Settle(market, taker.Account, ref takerPosition);
        var notional = Contract.Value(market.Margin, lots, ticks);
        var kind = market.Margin.Kind;
        ref readonly var parameters = ref market.Parameters;
        var takerFee = FixedMath.RateCeiling(notional, parameters.TakerFee.Billionths);
        var makerFee = MakerFee(notional, parameters.MakerFee.Billionths);

        var longBefore = Math.Max(0, makerPosition.Size) + Math.Max(0, takerPosition.Size);
        var signedLots = taker.Side == Side.Buy ? lots : -lots;
        var takerPnl = PositionMath.Fill(ref takerPosition, signedLots, kind, notional);
        var makerPnl = PositionMath.Fill(ref makerPosition, -signedLots, kind, notional);
        state.Touched.Add(maker.Account);
        state.Touched.Add(taker.Account.Value);
        market.OpenInterest += Math.Max(0, makerPosition.Size) + Math.Max(0, takerPosition.Size) - longBefore;
        var isForced = (taker.Flags & OrderFlags.Forced) != 0;
        if (!isForced)
        {
            // What is forced says nothing about the price: it must not move the mark by which others are judged.
            market.LastTicks = ticks;
            market.LastTradeAt = state.Now;
        }

        var trade = new TradeId(++state.LastTrade);
        var makerAccount = new AccountId(maker.Account);
        ref var executed = ref state.Events.Next<TradeExecuted>();
        executed.TradeId = trade;
        executed.Market = market.Id;
        executed.TakerSide = taker.Side;
        executed.IsForced = isForced ? (byte)1 : (byte)0;
        executed.Price = new Price(ticks);
        executed.Quantity = new Quantity(lots);
        executed.Maker.OrderId = new OrderId(maker.Id);
        executed.Maker.Account = makerAccount;
        executed.Maker.Remaining = new Quantity(maker.Remaining - lots);
        Describe(ref executed.Maker, makerFee, makerPnl, makerPosition, market);
        executed.Taker.OrderId = taker.Id;
        executed.Taker.Account = taker.Account;
        executed.Taker.Remaining = new Quantity(taker.Remaining - lots);
        Describe(ref executed.Taker, takerFee, takerPnl, takerPosition, market);

        if ((makerPosition.IsIsolated | takerPosition.IsIsolated) != 0)
        {
            var value = new FillMoney(signedLots, notional, takerFee, takerPnl, trade);
            SettleApart(market, makerAccount, ref makerPosition, value with { SignedLots = -signedLots, Fee = makerFee, Pnl = makerPnl }, taker.Account, ref takerPosition, value);
            return;
        }

        var asset = market.SettlementAsset;
        state.Ledger.Transfer(taker.Account, AccountId.Fees, asset, takerFee, TransferKind.TakerFee, market.Id, trade);
        if (makerFee >= 0)
        {
            state.Ledger.Transfer(makerAccount, AccountId.Fees, asset, makerFee, TransferKind.MakerFee, market.Id, trade);
        }
        else
        {
            state.Ledger.Transfer(AccountId.Fees, makerAccount, asset, -makerFee, TransferKind.MakerRebate, market.Id, trade);
        }

        Realize(taker.Account, asset, takerPnl, market.Id, trade);
        Realize(makerAccount, asset, makerPnl, market.Id, trade);
    }

    /// <summary>What the maker pays, rounded up; negative is the rebate, rounded down. FORMULAS §2.2.</summary>
    public static long MakerFee(long notional, long rate) =>
        rate >= 0 ? FixedMath.RateCeiling(notional, rate) : -FixedMath.RateFloor(notional, -rate);

    /// <summary>Where a position is isolated: the same entries in the same order, from and to what stands behind each, then what each fill releases and draws.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SettleApart(Market market, AccountId maker, ref Position makerPosition, in FillMoney makerFill, AccountId taker, ref Position takerPosition, in FillMoney takerFill)
    {
        var makerMoves = MovesOf(market, maker, makerPosition, makerFill);
        var takerMoves = MovesOf(market, taker, takerPosition, takerFill);
        PayFee(market, taker, ref takerPosition, takerFill, takerMoves, TransferKind.TakerFee);
        PayFee(market, maker, ref makerPosition, makerFill, makerMoves, TransferKind.MakerFee);
        Realize(market, taker, ref takerPosition, takerFill);
        Realize(market, maker, ref makerPosition, makerFill);
        Move(market, taker, ref takerPosition, takerFill, takerMoves);
        Move(market, maker, ref makerPosition, makerFill, makerMoves);
    }

    private IsolatedFill MovesOf(Market market, AccountId account, in Position position, in FillMoney fill) => position.IsIsolated == 0
        ? default
        : IsolatedMargin.OfFill(
            market.Margin, position, position.Size - fill.SignedLots, fill.SignedLots, fill.Value, fill.Fee, fill.Pnl, state.Ledger.Balance(account, market.SettlementAsset));

    private void PayFee(Market market, AccountId account, ref Position position, in FillMoney fill, in IsolatedFill moves, TransferKind kind)
    {
        var asset = market.SettlementAsset;
        if (position.IsIsolated != 0 && moves.FeeFromMargin)
        {
            if (fill.Fee >= 0)
            {
                _purse.Pay(account, ref position, AccountId.Fees, asset, fill.Fee, kind, fill.Trade);
            }
            else
            {
                _purse.Collect(AccountId.Fees, account, ref position, asset, -fill.Fee, TransferKind.MakerRebate, fill.Trade);
            }
        }
        else if (fill.Fee >= 0)
        {
            state.Ledger.Transfer(account, AccountId.Fees, asset, fill.Fee, kind, market.Id, fill.Trade);
        }
        else
        {
            state.Ledger.Transfer(AccountId.Fees, account, asset, -fill.Fee, TransferKind.MakerRebate, market.Id, fill.Trade);
        }
    }

    private void Realize(Market market, AccountId account, ref Position position, in FillMoney fill)
    {
        if (fill.Pnl > 0)
        {
            _purse.Collect(AccountId.Clearing, account, ref position, market.SettlementAsset, fill.Pnl, TransferKind.RealizedProfit, fill.Trade);
        }
        else if (fill.Pnl < 0)
        {
            _purse.Pay(account, ref position, AccountId.Clearing, market.SettlementAsset, -fill.Pnl, TransferKind.RealizedLoss, fill.Trade);
        }
    }

    private void Move(Market market, AccountId account, ref Position position, in FillMoney fill, in IsolatedFill moves)
    {
        if (position.IsIsolated != 0)
        {
            _purse.Release(account, ref position, market.SettlementAsset, moves.Released, TransferKind.IsolatedMarginReleased, fill.Trade);
            _purse.Draw(account, ref position, market.SettlementAsset, moves.Drawn, TransferKind.IsolatedMarginDrawn, fill.Trade);
        }
    }

    private void Realize(AccountId account, AssetId asset, long pnl, MarketId market, TradeId trade)
    {
        if (pnl > 0)
        {
            state.Ledger.Transfer(AccountId.Clearing, account, asset, pnl, TransferKind.RealizedProfit, market, trade);
        }
        else if (pnl < 0)
        {
            state.Ledger.Transfer(account, AccountId.Clearing, asset, -pnl, TransferKind.RealizedLoss, market, trade);
        }
    }

    private static void Describe(ref FillSide fill, long fee, long pnl, in Position position, Market market)
    {
        fill.Leverage = position.Leverage == 0 ? market.Margin.Tiers.MaxLeverage : position.Leverage;
        fill.Fee = new Money(fee);
        fill.RealizedPnl = new Money(pnl);
        fill.SizeAfter = new PositionSize(position.Size);
        fill.CostAfter = new Money(position.Cost);
    }

    /// <summary>One side of a match in money.</summary>
    private readonly record struct FillMoney(long SignedLots, long Value, long Fee, long Pnl, TradeId Trade);
}
