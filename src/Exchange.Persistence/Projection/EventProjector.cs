using Exchange.Engine;

namespace Exchange.Persistence;

/// <summary>Turns events into rows. Pure: the rows are what is to be written, whenever that succeeds.</summary>
internal sealed class EventProjector(ProjectedState state, ProjectedRows rows)
{
    private readonly GovernanceProjector _governance = new(state, rows);
    private readonly FundingProjector _funding = new(state, rows);
    private string? _reference;

    /// <summary>Adds what the events of a batch change; those up to the state's own sequence are in already.</summary>
    public void Apply(ReadOnlySpan<byte> events)
    {
        foreach (var frame in new EventReader(events))
        {
            if (frame.Header.Sequence > state.Sequence)
            {
                Apply(frame);
            }
        }
    }

    private void Apply(in EventFrame frame)
    {
        var header = frame.Header;
        if (header.Index == 0)
        {
            _reference = null;
        }

        switch (frame.Kind)
        {
            case EventKind.OrderAccepted:
                Accept(header, frame.As<OrderAccepted>());
                break;
            case EventKind.OrderAmended:
                Amend(header, frame.As<OrderAmended>());
                break;
            case EventKind.OrderCanceled:
                Cancel(header, frame.As<OrderCanceled>());
                break;
            case EventKind.TradeExecuted:
                Trade(header, frame.As<TradeExecuted>());
                break;
            case EventKind.MoneyTransferred:
                Transfer(header, frame.As<MoneyTransferred>());
                break;
            case EventKind.LeverageChanged:
                ref readonly var leverage = ref frame.As<LeverageChanged>();
                PositionOf(header, leverage.Account, leverage.Market).Leverage = leverage.Leverage;
                break;
            case EventKind.MarginModeChanged:
                ref readonly var mode = ref frame.As<MarginModeChanged>();
                PositionOf(header, mode.Account, mode.Market).MarginMode = EnumText<MarginMode>.Of(mode.Mode);
                break;
            case EventKind.IsolatedMarginAdjusted or EventKind.RiskRulesChanged:
                break; // its transfer says it all, and what is effective of the rules
            case EventKind.MarkPriceChanged:
                ref readonly var mark = ref frame.As<MarkPriceChanged>();
                var marked = MarketOf(header, mark.Market);
                marked.MarkPrice = Decimals.Of(mark.MarkPrice.Ticks, Tick(marked));
                break;
            case EventKind.AccountOpened:
                Open(header, frame.As<AccountOpened>());
                break;
            case EventKind.FundsCredited:
                ref readonly var credit = ref frame.As<FundsCredited>();
                Fund(header, AuditActions.FundsCredited, credit.Account, credit.Asset, credit.Amount, credit.Reference, credit.Author);
                break;
            case EventKind.FundsDebited:
                ref readonly var debit = ref frame.As<FundsDebited>();
                Fund(header, AuditActions.FundsDebited, debit.Account, debit.Asset, debit.Amount, debit.Reference, debit.Author);
                break;
            case EventKind.MarketCreated:
                Create(header, frame.As<MarketCreated>());
                break;
            case EventKind.MarketParametersChanged:
                Change(header, frame.As<MarketParametersChanged>());
                break;
            case EventKind.ParametersProposed:
                _governance.Apply(header, frame.As<ParametersProposed>());
                break;
            case EventKind.ProposalApproved:
                _governance.Apply(header, frame.As<ProposalApproved>());
                break;
            case EventKind.ProposalWithdrawn:
                _governance.Apply(header, frame.As<ProposalWithdrawn>());
                break;
            case EventKind.ParametersEffective:
                _governance.Apply(header, frame.As<ParametersEffective>());
                break;
            case EventKind.MarketStateChanged:
                Move(header, frame.As<MarketStateChanged>());
                break;
            case EventKind.AssetRegistered:
                Register(header, frame.As<AssetRegistered>());
                break;
            case EventKind.FundingRateApplied:
                _funding.Apply(header, frame.As<FundingRateApplied>());
                break;
            case EventKind.FundingPaid:
                _funding.Apply(header, frame.As<FundingPaid>());
                break;
            case EventKind.VenueInitialized:
                Audit(header, AuditActions.VenueInitialized, author: "", reason: "");
                break;
            case EventKind.PositionTransferred:
                Transfer(header, frame.As<PositionTransferred>());
                break;
            case EventKind.LiquidationRulesChanged:
                ref readonly var liquidation = ref frame.As<LiquidationRulesChanged>();
                Audit(
                    header, AuditActions.LiquidationRulesChanged, liquidation.Author.ToString(), liquidation.Reason.ToString(), liquidation.Market.Value,
                    after: LiquidationRulesJson.Of(liquidation.Rules));
                break;
            case EventKind.ReserveFunded:
                ref readonly var reserve = ref frame.As<ReserveFunded>();
                Fund(header, AuditActions.ReserveFunded, reserve.Reserve, reserve.Asset, reserve.Amount, reserve.Reference, reserve.Author);
                break;
            case EventKind.LiquidationOpened or EventKind.LiquidationPosition or EventKind.LiquidationBalance or EventKind.LiquidationStepped or EventKind.LiquidationClosed
                or EventKind.LossAssigned or EventKind.LiquidationsAudited:
                break;
            case EventKind.WithdrawalRequested:
                Request(header, frame.As<WithdrawalRequested>());
                break;
            case EventKind.WithdrawalDecided:
                Decide(header, frame.As<WithdrawalDecided>());
                break;
            case EventKind.AssetPriceReported or EventKind.AssetIndexChanged or EventKind.CollateralConverted:
                break;
            case EventKind.LevelChanged or EventKind.CommandRejected or EventKind.PriceReported or EventKind.IndexChanged or EventKind.AuctionChanged or EventKind.BreakerRulesChanged or EventKind.VolatilityChanged or EventKind.PriceRulesChanged
                or EventKind.FundingRulesChanged or EventKind.FundingPredicted or EventKind.FundingSwept or EventKind.CollateralRulesChanged or EventKind.AssetPriceRulesChanged:
                break;
            default:
                throw new InvalidOperationException($"The projection does not know events of kind {frame.Kind}.");
        }
    }

    private void Accept(in EventHeader header, in OrderAccepted accepted)
    {
        var market = state.Markets[accepted.Market.Value];
        var row = new OrderRow
        {
            OrderId = accepted.OrderId.Value,
            AccountId = accepted.Account.Value,
            MarketId = accepted.Market.Value,
            ClientOrderId = accepted.ClientOrderId.IsEmpty ? null : accepted.ClientOrderId.ToString(),
            Side = EnumText<Side>.Of(accepted.Side),
            Type = EnumText<OrderType>.Of(accepted.Type),
            TimeInForce = EnumText<TimeInForce>.Of(accepted.TimeInForce),
            PostOnly = (accepted.Flags & OrderFlags.PostOnly) != 0,
            ReduceOnly = (accepted.Flags & OrderFlags.ReduceOnly) != 0,
            SelfTradePrevention = EnumText<SelfTradePrevention>.Of(accepted.SelfTradePrevention),
            LimitPrice = Decimals.Of(accepted.LimitPrice.Ticks, Tick(market)),
            Quantity = Decimals.Of(accepted.Quantity.Lots, Lot(market)),
            Remaining = Decimals.Of(accepted.Quantity.Lots, Lot(market)),
            ExpiresAt = accepted.ExpiresAt == default ? null : Decimals.Of(accepted.ExpiresAt),
            Status = EnumText<OrderStatus>.Of(OrderStatus.Open),
            CreatedAt = Decimals.Of(header.Time),
            CreatedSequence = header.Sequence,
        };
        state.OpenOrders.Add(row.OrderId, row);
        Changed(header, row);
    }

    private void Amend(in EventHeader header, in OrderAmended amended)
    {
        var market = state.Markets[amended.Market.Value];
        var row = state.OpenOrders[amended.OrderId.Value];
        row.LimitPrice = Decimals.Of(amended.LimitPrice.Ticks, Tick(market));
        row.Quantity = Decimals.Of(amended.Quantity.Lots, Lot(market));
        row.Remaining = Decimals.Of(amended.Remaining.Lots, Lot(market));
        Changed(header, row);
    }

    private void Cancel(in EventHeader header, in OrderCanceled canceled)
    {
        var lot = Lot(state.Markets[canceled.Market.Value]);
        var row = state.OpenOrders[canceled.OrderId.Value];
        row.Remaining = Decimals.Of(canceled.Remaining.Lots, lot);
        if (canceled.Remaining.IsZero)
        {
            row.Status = EnumText<OrderStatus>.Of(OrderStatus.Canceled);
            row.CancelReason = EnumText<CancelReason>.Of(canceled.Reason);
            state.OpenOrders.Remove(row.OrderId);
        }
        else
        {
            row.Quantity -= Decimals.Of(canceled.CanceledQuantity.Lots, lot);
        }

        Changed(header, row);
    }

    private void Trade(in EventHeader header, in TradeExecuted trade)
    {
        var market = MarketOf(header, trade.Market);
        market.LastPrice = trade.IsForced == 1 ? market.LastPrice : Decimals.Of(trade.Price.Ticks, Tick(market));
        Fill(header, trade, trade.Maker, market, Liquidity.Maker);
        Fill(header, trade, trade.Taker, market, Liquidity.Taker);
    }

    private void Fill(in EventHeader header, in TradeExecuted trade, in FillSide fill, MarketRow market, Liquidity liquidity)
    {
        var unit = state.UnitOf(market.SettlementAssetId);
        var order = state.OpenOrders[fill.OrderId.Value];
        order.Remaining = Decimals.Of(fill.Remaining.Lots, Lot(market));
        order.Filled += Decimals.Of(trade.Quantity.Lots, Lot(market));
        order.FilledTickLots += trade.Price.Ticks * trade.Quantity.Lots;
        order.Status = EnumText<OrderStatus>.Of(fill.Remaining.IsZero ? OrderStatus.Filled : OrderStatus.PartiallyFilled);
        if (fill.Remaining.IsZero)
        {
            state.OpenOrders.Remove(order.OrderId);
        }

        Changed(header, order);
        var position = PositionOf(header, fill.Account, trade.Market);
        var sizeAfter = Decimals.Of(fill.SizeAfter.Lots, Lot(market));
        var pnl = Decimals.Of(fill.RealizedPnl.Units, unit);

        // What a position has realized counts from its opening: from flat, or from where it flipped.
        var hasClosed = sizeAfter == 0 || (position.Size != 0 && Math.Sign(position.Size) != Math.Sign(sizeAfter));
        position.RealizedPnl = hasClosed ? Decimals.Of(0, unit) : position.RealizedPnl + pnl;
        position.Size = sizeAfter;
        position.Cost = Decimals.Of(fill.CostAfter.Units, unit);
        rows.Fills.Add(new FillRow
        {
            TradeId = trade.TradeId.Value,
            Liquidity = EnumText<Liquidity>.Of(liquidity),
            OrderId = fill.OrderId.Value,
            AccountId = fill.Account.Value,
            MarketId = trade.Market.Value,
            Side = order.Side,
            Price = Decimals.Of(trade.Price.Ticks, Tick(market)),
            Quantity = Decimals.Of(trade.Quantity.Lots, Lot(market)),
            Fee = Decimals.Of(fill.Fee.Units, unit),
            RealizedPnl = pnl,
            SizeAfter = sizeAfter,
            CostAfter = position.Cost,
            Sequence = header.Sequence,
            Time = Decimals.Of(header.Time),
        });
    }

    private void Transfer(in EventHeader header, in PositionTransferred transferred)
    {
        Transfer(header, transferred.Market, transferred.From);
        Transfer(header, transferred.Market, transferred.To);
    }

    private void Transfer(in EventHeader header, MarketId id, in TransferSide side)
    {
        var market = state.Markets[id.Value];
        var unit = state.UnitOf(market.SettlementAssetId);
        var position = PositionOf(header, side.Account, id);
        var sizeAfter = Decimals.Of(side.SizeAfter.Lots, Lot(market));
        var hasClosed = sizeAfter == 0 || (position.Size != 0 && Math.Sign(position.Size) != Math.Sign(sizeAfter));
        position.RealizedPnl = hasClosed ? Decimals.Of(0, unit) : position.RealizedPnl + Decimals.Of(side.RealizedPnl.Units, unit);
        position.Size = sizeAfter;
        position.Cost = Decimals.Of(side.CostAfter.Units, unit);
    }

    private void Transfer(in EventHeader header, in MoneyTransferred transfer)
    {
        Leg(header, transfer, leg: 0, transfer.From, transfer.To, -transfer.Amount, transfer.FromBalanceAfter);
        Leg(header, transfer, leg: 1, transfer.To, transfer.From, transfer.Amount, transfer.ToBalanceAfter);
        if (transfer.Beneficiary.Value != 0)
        {
            var amount = Decimals.Of(transfer.Amount.Units, state.UnitOf(transfer.Asset.Value));
            PositionOf(header, transfer.Beneficiary, transfer.Market).IsolatedMargin += transfer.To == AccountId.IsolatedMargins ? amount : -amount;
        }
    }

    private void Leg(in EventHeader header, in MoneyTransferred transfer, short leg, AccountId account, AccountId counterparty, Money amount, Money balance)
    {
        var unit = state.UnitOf(transfer.Asset.Value);
        var balanceAfter = Decimals.Of(balance.Units, unit);
        rows.LedgerEntries.Add(new LedgerEntryRow
        {
            TransferId = transfer.TransferId,
            Leg = leg,
            AccountId = account.Value,
            CounterpartyId = counterparty.Value,
            AssetId = transfer.Asset.Value,
            Amount = Decimals.Of(amount.Units, unit),
            BalanceAfter = balanceAfter,
            Kind = EnumText<TransferKind>.Of(transfer.TransferKind),
            MarketId = transfer.Market.Value == 0 ? null : transfer.Market.Value,
            TradeId = transfer.TradeId.Value == 0 ? null : transfer.TradeId.Value,
            BeneficiaryId = transfer.Beneficiary.Value == 0 ? null : transfer.Beneficiary.Value,
            Reference = _reference,
            Sequence = header.Sequence,
            Time = Decimals.Of(header.Time),
        });
        rows.Balances[(account.Value, transfer.Asset.Value)] = new BalanceRow { AccountId = account.Value, AssetId = transfer.Asset.Value, Balance = balanceAfter };
    }

    private void Open(in EventHeader header, in AccountOpened opened)
    {
        rows.Accounts.Add(new AccountRow
        {
            AccountId = opened.Account.Value,
            OwnerId = opened.Owner.Value,
            Label = opened.Label.ToString(),
            OpenedAt = Decimals.Of(header.Time),
        });
        var after = AuditJson.Of(("label", opened.Label.ToString()), ("ownerId", opened.Owner.ToString()));
        Audit(header, AuditActions.AccountOpened, opened.Author.ToString(), reason: "", account: opened.Account.Value, after: after);
    }

    private void Fund(in EventHeader header, string action, AccountId account, AssetId asset, Money amount, in Text64 reference, in Text64 author)
    {
        _reference = reference.ToString();
        var text = Decimals.Of(amount.Units, state.UnitOf(asset.Value)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        Audit(header, action, author.ToString(), _reference, account: account.Value, after: AuditJson.Of(("asset", state.Assets[asset.Value].Code), ("amount", text)));
    }

    private void Request(in EventHeader header, in WithdrawalRequested requested)
    {
        _reference = requested.Reference.ToString();
        var row = new WithdrawalRow
        {
            WithdrawalId = requested.Withdrawal.Value,
            AccountId = requested.Account.Value,
            AssetId = requested.Asset.Value,
            Amount = Decimals.Of(requested.Amount.Units, state.UnitOf(requested.Asset.Value)),
            Destination = requested.Destination.ToString(),
            Reference = _reference,
            Status = EnumText<WithdrawalStatus>.Of(WithdrawalStatus.Pending),
            RequestedAt = Decimals.Of(header.Time),
            UpdatedSequence = header.Sequence,
        };
        state.PendingWithdrawals.Add(row.WithdrawalId, row);
        rows.Withdrawals[row.WithdrawalId] = row;
    }

    private void Decide(in EventHeader header, in WithdrawalDecided decided)
    {
        state.PendingWithdrawals.Remove(decided.Withdrawal.Value, out var row);
        row!.Status = EnumText<WithdrawalStatus>.Of(decided.Decision);
        row.Author = decided.Author.ToString();
        row.Reason = decided.Reason.ToString();
        row.DecidedAt = Decimals.Of(header.Time);
        row.UpdatedSequence = header.Sequence;
        rows.Withdrawals[row.WithdrawalId] = row;
        _reference = row.Reference;
        Audit(
            header, AuditActions.WithdrawalDecided, row.Author, row.Reason, account: decided.Account.Value,
            after: AuditJson.Of(("withdrawalId", decided.Withdrawal.ToString()), ("status", row.Status)));
    }

    private void Register(in EventHeader header, in AssetRegistered registered)
    {
        var row = new AssetRow { AssetId = registered.Asset.Value, Code = registered.Code.ToString(), Decimals = registered.Decimals };
        state.Assets.Add(row.AssetId, row);
        rows.Assets.Add(row);
        var decimals = registered.Decimals.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Audit(header, AuditActions.AssetRegistered, registered.Author.ToString(), reason: "", after: AuditJson.Of(("code", row.Code), ("decimals", decimals)));
    }

    private void Create(in EventHeader header, in MarketCreated created)
    {
        var market = new MarketRow
        {
            MarketId = created.Market.Value,
            Symbol = created.Symbol.ToString(),
            BaseAsset = created.BaseAsset.ToString(),
            SettlementAssetId = created.SettlementAsset.Value,
            TickSize = Decimals.Of(1, created.TickSize),
            LotSize = Decimals.Of(1, created.LotSize),
            TickMantissa = created.TickSize.Mantissa,
            TickScale = created.TickSize.Scale,
            LotMantissa = created.LotSize.Mantissa,
            LotScale = created.LotSize.Scale,
            State = EnumText<MarketState>.Of(MarketState.Halted),
        };
        state.Markets.Add(market.MarketId, market);
        MarketOf(header, created.Market);
        var row = SetParameters(header, market, created.Parameters, created.Author.ToString(), created.Reason.ToString());
        Audit(header, AuditActions.MarketCreated, row.Author, row.Reason, market.MarketId, after: ParameterRows.Json(row));
    }

    private void Change(in EventHeader header, in MarketParametersChanged changed) =>
        SetParameters(header, state.Markets[changed.Market.Value], changed.Parameters, changed.Author.ToString(), changed.Reason.ToString());

    /// <summary>Several steps that were due may come before one command; what stands there is how they left it.</summary>
    private MarketParametersRow SetParameters(in EventHeader header, MarketRow market, in MarketParameters parameters, string author, string reason)
    {
        var row = ParameterRows.Of(header, market, parameters, state.UnitOf(market.SettlementAssetId), author, reason);
        rows.Parameters[(market.MarketId, header.Sequence)] = row;
        return row;
    }

    private void Move(in EventHeader header, in MarketStateChanged moved)
    {
        var (from, to) = (EnumText<MarketState>.Of(moved.From), EnumText<MarketState>.Of(moved.To));
        MarketOf(header, moved.Market).State = to;
        rows.States.Add(new MarketStateRow
        {
            ChangeId = (header.Sequence << MarketStateRow.IndexBits) + Math.Min(header.Index, (1 << MarketStateRow.IndexBits) - 1),
            MarketId = moved.Market.Value,
            Time = Decimals.Of(header.Time),
            FromState = from,
            ToState = to,
            OperatorState = EnumText<MarketState>.Of(moved.Operator),
            AutomaticState = EnumText<MarketState>.Of(moved.Automatic),
            Cause = EnumText<StateCause>.Of(moved.Cause),
            Came = moved.IsActive == 1,
            Value = moved.Value,
            Threshold = moved.Threshold,
            Author = moved.Author.ToString(),
            Reason = moved.Reason.ToString(),
        });
        if (moved.Cause != StateCause.Operator)
        {
            return;
        }

        Audit(
            header, AuditActions.MarketStateChanged, moved.Author.ToString(), moved.Reason.ToString(), moved.Market.Value,
            before: AuditJson.Of(("state", from)), after: AuditJson.Of(("state", to)));
    }

    private void Audit(
        in EventHeader header, string action, string author, string reason, int? market = null, int? account = null, string? before = null, string? after = null) =>
        rows.Audit.Add(new AuditRow
        {
            Sequence = header.Sequence,
            Time = Decimals.Of(header.Time),
            Action = action,
            Author = author,
            Reason = reason,
            MarketId = market,
            AccountId = account,
            Before = before,
            After = after,
        });

    private void Changed(in EventHeader header, OrderRow row)
    {
        row.UpdatedAt = Decimals.Of(header.Time);
        row.UpdatedSequence = header.Sequence;
        rows.Orders[row.OrderId] = row;
    }

    private MarketRow MarketOf(in EventHeader header, MarketId id)
    {
        var market = state.Markets[id.Value];
        market.UpdatedSequence = header.Sequence;
        rows.Markets[id.Value] = market;
        return market;
    }

    private PositionRow PositionOf(in EventHeader header, AccountId account, MarketId market)
    {
        var key = (account.Value, market.Value);
        if (!state.Positions.TryGetValue(key, out var position))
        {
            position = new PositionRow { AccountId = account.Value, MarketId = market.Value };
            state.Positions.Add(key, position);
        }

        position.UpdatedSequence = header.Sequence;
        rows.Positions[key] = position;
        return position;
    }

    private static DecimalStep Tick(MarketRow market) => new(market.TickMantissa, market.TickScale);

    private static DecimalStep Lot(MarketRow market) => new(market.LotMantissa, market.LotScale);
}
