using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>
/// Takes a liquidation one step further: looks at everything anew, and does what then comes first. Orders go, then the book is asked, then the
/// house takes over, then opposite positions are closed, then what is owed is covered, then it is borne by all. FORMULAS §14.3–14.7.
/// </summary>
internal sealed class LiquidationSteps(State state, OrderCancellation cancellation, ForcedOrders orders, PositionTransfers transfers, Deleveraging deleveraging, BreakerWatch breakers)
{
    private readonly BackstopRules _backstop = new(state);
    private readonly MarginPurse _purse = new(state);
    private readonly CollateralConversion _conversion = new(state);

    public RejectReason Apply(in StepLiquidation command)
    {
        ref var open = ref state.Liquidations.Find(command.Liquidation.Value);
        if (Unsafe.IsNullRef(ref open))
        {
            return RejectReason.LiquidationUnknown;
        }

        var unit = open.Unit;
        if (!state.Units.HasFreshPrices(unit))
        {
            return RejectReason.PricesNotFresh;
        }

        var risk = state.Units.Risk(unit);
        var reason = !state.Units.HasPositions(unit) ? Clear(ref open)
            : risk.Equity >= state.Units.Target(unit) ? End(ref open, LiquidationEnd.Recovered)
            : HasOrders(unit) ? CancelOrders(ref open)
            : Work(ref open, risk);
        if (reason == RejectReason.None)
        {
            state.Outcome.Entity = unit.Account;
            state.UncoveredBadDebt = UncoveredBadDebt();
        }

        return reason;
    }

    /// <summary>What is owed with nothing behind it, while the fund has not paid it and nobody has borne it: withdrawals wait for it.</summary>
    private long UncoveredBadDebt()
    {
        long debt = 0;
        for (var i = 0; i < state.Liquidations.Count; i++)
        {
            ref var open = ref state.Liquidations.At(i);
            if (open.LossMarket != 0 && open.Account != 0)
            {
                var equity = Math.Min(0, state.Units.RawEquity(open.Unit));
                debt -= open.Unit.IsCross ? equity : state.Assets.Terms(state.Markets[open.Market].SettlementAsset.Value).ValueFloor(equity);
            }
        }

        return debt;
    }

    private RejectReason CancelOrders(ref LiquidationCase open)
    {
        var stepped = Begin(ref open, default, LiquidationAction.CancelOrders);
        stepped.Done = new Quantity(cancellation.CancelAll(new AccountId(open.Account), new MarketId(open.Market), CancelReason.Liquidation));
        Publish(ref open, stepped);
        return RejectReason.None;
    }

    /// <summary>Works on the position that takes the most margin: with the book while there is time and equity, then without it.</summary>
    private RejectReason Work(ref LiquidationCase open, in Risk risk)
    {
        ref var position = ref Heaviest(open.Unit);
        if (Unsafe.IsNullRef(ref position))
        {
            return RejectReason.MarketStateForbids;
        }

        var market = state.Markets[position.Market];
        state.Funding.Settle(market, new AccountId(open.Account), ref position);
        ref readonly var rules = ref market.LiquidationRules;
        var isPastWaiting = open.WaitingSince != 0 && state.Now.Microseconds - open.WaitingSince >= rules.TakeoverAfter;
        var isTooLow = (Int128)risk.Equity * Rate.One < (Int128)risk.MaintenanceMargin * rules.TakeoverBelow.Billionths;
        // The book is asked first in any case: who is too low only does not wait for it. Opposite positions are closed for what nobody else takes.
        if (isPastWaiting || (isTooLow && open.WaitingSince != 0))
        {
            TakeOver(ref open, market, ref position, risk);
        }
        else if (orders.CanPlace)
        {
            Reduce(ref open, market, ref position, risk);
        }
        else
        {
            return RejectReason.CapacityExhausted;
        }

        EndIfRecovered(ref open);
        return RejectReason.None;
    }

    private void Reduce(ref LiquidationCase open, Market market, ref Position position, in Risk risk)
    {
        var (unit, account) = (open.Unit, new AccountId(open.Account));
        var stepped = Begin(ref open, market.Id, LiquidationAction.Reduce);
        var terms = BankruptcyTerms.Of(market.Margin, position, ShareOf(unit, market, position, risk, risk.Equity));
        var side = position.Size > 0 ? Side.Sell : Side.Buy;
        var collar = CollarOf(market, side);
        var bankruptcy = terms.Ticks(market.Margin, position);
        var edge = market.SlippageBound(side, collar.Billionths);
        var limit = side == Side.Sell ? Math.Max(bankruptcy, edge) : Math.Min(bankruptcy, edge);
        var lots = SizeOf(unit, market, position, stepped.Target.Units - risk.Equity);
        var done = orders.Work(market, account, side, lots, limit);
        stepped.BankruptcyPrice = new Price(bankruptcy);
        stepped.LimitPrice = new Price(limit);
        stepped.Collar = collar;
        stepped.Wanted = new Quantity(lots);
        stepped.Done = new Quantity(done);
        stepped.Value = new Money(Contract.NotionalAtMark(market.Margin, done));
        stepped.Fee = new Money(ChargeFee(unit, market, done));
        breakers.NoteForcedFill(market, stepped.Value.Units);
        open.WaitingSince = done == lots ? 0 : open.WaitingSince != 0 ? open.WaitingSince : Math.Max(1, state.Now.Microseconds);
        Publish(ref open, stepped);
    }

    /// <summary>The backstop takes what it may; what is left is closed against the other side; what profits do not bear is closed at mark, and leaves a debt.</summary>
    private void TakeOver(ref LiquidationCase open, Market market, ref Position position, in Risk risk)
    {
        var (unit, id, account) = (open.Unit, new LiquidationId(open.Id), new AccountId(open.Account));
        var terms = BankruptcyTerms.Of(market.Margin, position, ShareOf(unit, market, position, risk, state.Units.RawEquity(unit)));
        var bankruptcy = new Price(terms.Ticks(market.Margin, position));
        var taken = TakeOverLots(market, position, terms, out var compensation);
        if (taken > 0)
        {
            var stepped = Begin(ref open, market.Id, LiquidationAction.TakeOver);
            stepped.BankruptcyPrice = bankruptcy;
            stepped.Wanted = new Quantity(terms.Lots);
            stepped.Done = new Quantity(taken);
            stepped.Value = new Money(terms.ValueOf(taken));
            stepped.FundPaid = new Money(compensation);
            state.Ledger.Transfer(AccountId.InsuranceFund, AccountId.Backstop, market.SettlementAsset, compensation, TransferKind.TakeoverCompensation, market.Id);
            transfers.Transfer(market, id, account, AccountId.Backstop, taken, terms.ValueOf(taken), PositionTransferReason.TakeOver);
            breakers.NoteForcedFill(market, Contract.NotionalAtMark(market.Margin, taken));
            Publish(ref open, stepped);
        }

        var rest = terms.Lots - taken;
        if (rest > 0)
        {
            var concession = terms.Concession > 0 ? FixedMath.MulDivCeiling(terms.Concession, rest, terms.Lots) : 0;
            rest -= Deleverage(ref open, new ForcedClosing(market, id, account, rest, terms.Value - terms.ValueOf(taken), concession), bankruptcy);
        }

        if (rest > 0)
        {
            open.LossMarket = market.Id.Value;
            DeleverageAtMark(ref open, new ForcedClosing(market, id, account, rest, terms.ValueAtMarkOf(rest), Concession: 0));
        }

        open.WaitingSince = 0;
    }

    private long Deleverage(ref LiquidationCase open, in ForcedClosing closing, Price bankruptcy)
    {
        var stepped = Begin(ref open, closing.Market.Id, LiquidationAction.Deleverage);
        var lots = deleveraging.Close(closing);
        stepped.BankruptcyPrice = bankruptcy;
        stepped.Wanted = new Quantity(closing.Lots);
        stepped.Done = new Quantity(lots);
        stepped.Value = new Money(FixedMath.MulDivFloor(closing.Value, lots, closing.Lots));
        Publish(ref open, stepped);
        return lots;
    }

    private void DeleverageAtMark(ref LiquidationCase open, in ForcedClosing closing)
    {
        var stepped = Begin(ref open, closing.Market.Id, LiquidationAction.Deleverage);
        var lots = deleveraging.CloseAtMark(closing);
        stepped.BankruptcyPrice = new Price(closing.Market.MarkTicks);
        stepped.Wanted = new Quantity(closing.Lots);
        stepped.Done = new Quantity(lots);
        stepped.Value = new Money(FixedMath.MulDivFloor(closing.Value, lots, closing.Lots));
        Publish(ref open, stepped);
    }

    /// <summary>How many lots the backstop takes: as many as it may, and as the insurance fund makes up for where they are worth less than they are taken for.</summary>
    private long TakeOverLots(Market market, in Position position, in BankruptcyTerms terms, out long compensation)
    {
        var gain = state.Assets.Terms(market.SettlementAsset.Value).ValueFloor(Math.Max(0, -terms.Concession));
        var lots = _backstop.Capacity(market, position.Size, gain);
        compensation = 0;
        if (terms.Concession > 0)
        {
            var fund = state.Ledger.Balance(AccountId.InsuranceFund, market.SettlementAsset);
            lots = Math.Min(lots, fund >= terms.Concession ? terms.Lots : FixedMath.MulDivFloor(fund, terms.Lots, terms.Concession));
            compensation = Math.Min(fund, FixedMath.MulDivCeiling(terms.Concession, lots, terms.Lots));
        }

        return lots;
    }

    /// <summary>Nothing is left to close: what is owed is covered, or borne by all.</summary>
    private RejectReason Clear(ref LiquidationCase open)
    {
        var unit = open.Unit;
        if (HasOrders(unit))
        {
            return CancelOrders(ref open);
        }

        if (unit.IsCross && SellCollateral(ref open))
        {
            return RejectReason.None;
        }

        if (state.Units.RawEquity(unit) >= 0)
        {
            return End(ref open, LiquidationEnd.Closed);
        }

        var asset = DebtAsset(unit);
        var owed = Owed(unit, asset);
        var fund = Math.Min(owed, state.Ledger.Balance(AccountId.InsuranceFund, asset));
        if (fund > 0)
        {
            var stepped = Begin(ref open, default, LiquidationAction.CoverDebt);
            stepped.Value = new Money(owed);
            stepped.FundPaid = new Money(fund);
            Receive(unit, AccountId.InsuranceFund, asset, fund, TransferKind.DebtCovered);
            Publish(ref open, stepped);
            return state.Units.RawEquity(unit) >= 0 ? End(ref open, LiquidationEnd.Closed) : RejectReason.None;
        }

        return Socialize(ref open, asset, owed);
    }

    /// <summary>Before anybody pays for it, what it has left is sold for what it owes.</summary>
    private bool SellCollateral(ref LiquidationCase open)
    {
        var stepped = Begin(ref open, default, LiquidationAction.ConvertCollateral);
        var paid = _conversion.SellForDebts(new AccountId(open.Account), Bounds.MaxValue, onlyBeyondLimit: false);
        if (paid == 0)
        {
            open.Steps--;
            return false;
        }

        stepped.Value = new Money(paid);
        Publish(ref open, stepped);
        return true;
    }

    private long Owed(MarginUnit unit, AssetId asset) => unit.IsCross
        ? -state.Ledger.Balance(new AccountId(unit.Account), asset)
        : -state.Units.Collateral(unit);

    /// <summary>Into what stands behind the unit.</summary>
    private void Receive(MarginUnit unit, AccountId from, AssetId asset, long amount, TransferKind kind, MarketId market = default)
    {
        if (unit.IsCross)
        {
            state.Ledger.Transfer(from, new AccountId(unit.Account), asset, amount, kind, market);
            return;
        }

        ref var position = ref state.Accounts.FindPosition(ref state.Accounts[unit.Account], unit.Market);
        _purse.Collect(from, new AccountId(unit.Account), ref position, asset, amount, kind);
    }

    /// <summary>Asks the next holders of the market's open interest, in order of account, for their part of the loss.</summary>
    private RejectReason Socialize(ref LiquidationCase open, AssetId asset, long owed)
    {
        var market = BearingMarket(open.LossMarket, asset);
        if (market is null)
        {
            return RejectReason.NothingToLiquidate;
        }

        var stepped = Begin(ref open, market.Id, LiquidationAction.Socialize);
        if (open.LossPerLot == 0)
        {
            Assign(ref open, market, asset, owed);
        }

        var last = Math.Min(state.Accounts.NextId, open.LossCursor + Bounds.MaxLossBearers);
        long borne = 0;
        for (; open.LossCursor < last && borne < owed; open.LossCursor++)
        {
            borne += Bear(open, market, asset, owed - borne);
        }

        open.HasLossMoved |= borne > 0 ? 1 : 0;
        if (open.LossCursor == state.Accounts.NextId)
        {
            // Once round: what is still owed is shared out anew.
            open.LossPerLot = 0;
        }

        stepped.Value = new Money(borne);
        Publish(ref open, stepped);
        return state.Units.RawEquity(open.Unit) >= 0 ? End(ref open, LiquidationEnd.Closed) : RejectReason.None;
    }

    private void Assign(ref LiquidationCase open, Market market, AssetId asset, long owed)
    {
        open.LossMarket = market.Id.Value;
        open.LossCursor = AccountId.FirstCustomer;
        open.HasLossMoved = 0;
        var holders = 2 * (Int128)market.OpenInterest;
        open.LossPerLot = (((Int128)owed * Rate.One) + holders - 1) / holders;
        state.Events.Append(new LossAssigned
        {
            Liquidation = new LiquidationId(open.Id),
            Market = market.Id,
            Asset = asset,
            Loss = new Money(owed),
            OpenInterest = new Quantity(market.OpenInterest),
            LossPerLotBillionths = (long)Int128.Min(open.LossPerLot, long.MaxValue),
        });
    }

    /// <summary>One account's part: by its lots, and no more than it has above its maintenance margin.</summary>
    private long Bear(in LiquidationCase open, Market market, AssetId asset, long most)
    {
        ref var position = ref state.Accounts.FindPosition(ref state.Accounts[open.LossCursor], market.Id.Value);
        if (Unsafe.IsNullRef(ref position) || position.Size == 0 || position.IsIsolated != 0 || open.LossCursor == open.Account)
        {
            return 0;
        }

        var unit = TriggerIndex.UnitOf(open.LossCursor, position);
        var risk = state.Units.Risk(unit);
        var spare = Math.Min(
            state.Ledger.Balance(new AccountId(open.LossCursor), asset),
            state.Units.InSettlement(unit, market, Math.Max(0, risk.Equity - state.Units.Target(unit))));
        var part = ((Math.Abs(position.Size) * open.LossPerLot) + Rate.One - 1) / Rate.One;
        var borne = (long)Int128.Min(part, Math.Max(0, Math.Min(most, spare)));
        Receive(open.Unit, new AccountId(open.LossCursor), asset, borne, TransferKind.SocializedLoss, market.Id);
        return borne;
    }

    /// <summary>The market in which the debt arose, while it has open interest; else the one with the most.</summary>
    private Market? BearingMarket(int preferred, AssetId asset)
    {
        if (preferred != 0 && state.Markets[preferred].OpenInterest > 0)
        {
            return state.Markets[preferred];
        }

        Market? largest = null;
        for (var id = 1; id <= state.Markets.Count; id++)
        {
            var market = state.Markets[id];
            if (market.SettlementAsset == asset && market.OpenInterest > (largest?.OpenInterest ?? 0))
            {
                largest = market;
            }
        }

        return largest;
    }

    /// <summary>The asset of the largest debt.</summary>
    private AssetId DebtAsset(MarginUnit unit)
    {
        if (!unit.IsCross)
        {
            return state.Markets[unit.Market].SettlementAsset;
        }

        var (worst, debt) = (AssetList.Valuation, 0L);
        for (var asset = 1; asset <= state.Assets.Count; asset++)
        {
            var value = state.Assets.Terms(asset).ValueFloor(state.Accounts.Balance(unit.Account, asset));
            (worst, debt) = value < debt ? (new AssetId(asset), value) : (worst, debt);
        }

        return worst;
    }

    /// <summary>The fee of what was closed, out of what remains: it never makes a debt.</summary>
    private long ChargeFee(MarginUnit unit, Market market, long lots)
    {
        var left = state.Units.InSettlement(unit, market, Math.Max(0, state.Units.Risk(unit).Equity));
        var fee = Math.Min(left, FixedMath.RateCeiling(Contract.NotionalAtMark(market.Margin, lots), market.LiquidationRules.Fee.Billionths));
        ref var position = ref state.Accounts.FindPosition(ref state.Accounts[unit.Account], market.Id.Value);
        if (position.IsIsolated != 0 && position.IsolatedMargin < fee)
        {
            // Flat by now: what was left went back to the balance.
            fee = Math.Max(0, position.IsolatedMargin);
        }

        _purse.Pay(new AccountId(unit.Account), ref position, AccountId.InsuranceFund, market.SettlementAsset, fee, TransferKind.LiquidationFee);
        return fee;
    }

    private long SizeOf(MarginUnit unit, Market market, in Position position, long shortage)
    {
        ref readonly var rules = ref market.LiquidationRules;
        var lots = Math.Abs(position.Size);
        var notional = MarginRules.Notional(market.Margin, position);
        var reduction = new Reduction(
            lots,
            Math.Max(1, market.Margin.Kind == ContractKind.Linear ? market.Margin.LotValueAtMark : notional / lots),
            Math.Max(1, state.Units.InSettlement(unit, market, shortage)),
            rules.Buffer.Billionths,
            market.Margin.TakerFee + rules.Fee.Billionths);
        return ReductionSize.Bounded(ReductionSize.Needed(market.Margin.Tiers, reduction), reduction, rules, market.Parameters.MinOrderNotional.Units);
    }

    /// <summary>The wide collar while the book holds more within it than all that is being liquidated on this side, else the narrow one.</summary>
    private Rate CollarOf(Market market, Side side)
    {
        ref readonly var rules = ref market.LiquidationRules;
        var depth = market.Book.LotsUpTo(side == Side.Buy ? Side.Sell : Side.Buy, market.SlippageBound(side, rules.WideCollar.Billionths), long.MaxValue);
        long liquidated = 0;
        for (var i = 0; i < state.Liquidations.Count && liquidated < depth; i++)
        {
            liquidated += LotsOf(state.Liquidations.At(i).Unit, market, side);
        }

        return liquidated < depth ? rules.WideCollar : rules.NarrowCollar;
    }

    private long LotsOf(MarginUnit unit, Market market, Side side)
    {
        ref var position = ref state.Accounts.FindPosition(ref state.Accounts[unit.Account], market.Id.Value);
        return Unsafe.IsNullRef(ref position) || !unit.Holds(position) ? 0 : position.ClosableBy(side);
    }

    private long ShareOf(MarginUnit unit, Market market, in Position position, in Risk risk, long equity)
    {
        if (risk.MaintenanceMargin == 0)
        {
            // Nothing that has a worth is left: what is owed is owed whatever this is closed for.
            return 0;
        }

        var part = Math.Min(risk.MaintenanceMargin, state.Units.InUnit(unit, market, MarginRules.MaintenanceMargin(market.Margin, position)));
        return state.Units.InSettlement(unit, market, BankruptcyPrice.EquityShare(equity, part, risk.MaintenanceMargin));
    }

    /// <summary>The position that takes the most maintenance margin, of those in markets where it can be reduced; of equal ones that of the first market.</summary>
    private ref Position Heaviest(MarginUnit unit)
    {
        ref var heaviest = ref Unsafe.NullRef<Position>();
        long most = -1;
        foreach (ref var position in new PositionWalk(state.Accounts, unit.Account))
        {
            if (position.Size == 0 || !unit.Holds(position)
                || !state.Markets[position.Market].Allows(MarketActions.Liquidate))
            {
                continue;
            }

            var market = state.Markets[position.Market];
            var margin = state.Units.InUnit(unit, market, MarginRules.MaintenanceMargin(market.Margin, position));
            if (margin > most || (margin == most && position.Market < heaviest.Market))
            {
                most = margin;
                heaviest = ref position;
            }
        }

        return ref heaviest;
    }

    private bool HasOrders(MarginUnit unit)
    {
        if (unit.IsCross)
        {
            return state.Accounts[unit.Account].OpenOrders != 0;
        }

        ref var position = ref state.Accounts.FindPosition(ref state.Accounts[unit.Account], unit.Market);
        return !Unsafe.IsNullRef(ref position) && position.OpenOrders != 0;
    }

    private void EndIfRecovered(ref LiquidationCase open)
    {
        var risk = state.Units.Risk(open.Unit);
        var hasPositions = state.Units.HasPositions(open.Unit);
        if (hasPositions ? risk.Equity >= state.Units.Target(open.Unit) : state.Units.RawEquity(open.Unit) >= 0 && !HasOrders(open.Unit))
        {
            End(ref open, hasPositions ? LiquidationEnd.Recovered : LiquidationEnd.Closed);
        }
    }

    private RejectReason End(ref LiquidationCase open, LiquidationEnd end)
    {
        var risk = state.Units.Risk(open.Unit);
        ref var closed = ref state.Events.Next<LiquidationClosed>();
        closed.Liquidation = new LiquidationId(open.Id);
        closed.Account = new AccountId(open.Account);
        closed.Market = new MarketId(open.Market);
        closed.End = end;
        closed.Steps = open.Steps;
        closed.Equity = new Money(risk.Equity);
        closed.MaintenanceMargin = new Money(risk.MaintenanceMargin);
        state.Touched.Add(open.Account);
        state.Liquidations.Close(ref open);
        return RejectReason.None;
    }

    private LiquidationStepped Begin(ref LiquidationCase open, MarketId market, LiquidationAction action)
    {
        var risk = state.Units.Risk(open.Unit);
        open.Steps++;
        return new LiquidationStepped
        {
            Liquidation = new LiquidationId(open.Id),
            Account = new AccountId(open.Account),
            Market = market,
            Step = open.Steps,
            Action = action,
            Equity = new Money(risk.Equity),
            MaintenanceMargin = new Money(risk.MaintenanceMargin),
            Target = new Money(state.Units.Target(open.Unit)),
            MarkPrice = market.Value == 0 ? Price.None : new Price(state.Markets[market.Value].MarkTicks),
        };
    }

    private void Publish(ref LiquidationCase open, LiquidationStepped stepped)
    {
        var risk = state.Units.Risk(open.Unit);
        stepped.EquityAfter = new Money(risk.Equity);
        stepped.MaintenanceMarginAfter = new Money(risk.MaintenanceMargin);
        state.Events.Append(stepped);
    }
}
