namespace Exchange.Persistence;

/// <summary>The tables that the projection copies into.</summary>
internal static class TableCopies
{
    public static readonly TableCopy<AssetRow> Assets = new("assets", "asset_id", ["asset_id", "code", "decimals"], (to, row) =>
    {
        to.Integer(row.AssetId);
        to.Text(row.Code);
        to.Integer(row.Decimals);
    });

    public static readonly TableCopy<AccountRow> Accounts = new("accounts", "account_id", ["account_id", "owner_id", "label", "opened_at"], (to, row) =>
    {
        to.Integer(row.AccountId);
        to.Integer(row.OwnerId);
        to.Text(row.Label);
        to.Time(row.OpenedAt);
    });

    public static readonly TableCopy<MarketRow> Markets = new(
        "markets",
        "market_id",
        [
            "market_id", "symbol", "base_asset", "settlement_asset_id", "tick_size", "lot_size", "tick_mantissa", "tick_scale", "lot_mantissa", "lot_scale",
            "state", "mark_price", "last_price", "updated_sequence",
        ],
        (to, row) =>
        {
            to.Integer(row.MarketId);
            to.Text(row.Symbol);
            to.Text(row.BaseAsset);
            to.Integer(row.SettlementAssetId);
            to.Numeric(row.TickSize);
            to.Numeric(row.LotSize);
            to.Integer(row.TickMantissa);
            to.Integer(row.TickScale);
            to.Integer(row.LotMantissa);
            to.Integer(row.LotScale);
            to.Text(row.State);
            to.Maybe(row.MarkPrice, static (to, value) => to.Numeric(value));
            to.Maybe(row.LastPrice, static (to, value) => to.Numeric(value));
            to.Long(row.UpdatedSequence);
        });

    public static readonly TableCopy<MarketParametersRow> Parameters = new(
        "market_parameters",
        "market_id, sequence",
        [
            "market_id", "sequence", "time", "author", "reason", "maker_fee", "taker_fee", "price_band", "slippage_cap", "max_order_quantity",
            "max_position_quantity", "max_open_interest", "min_order_notional", "max_open_orders", "tiers",
        ],
        (to, row) =>
        {
            to.Integer(row.MarketId);
            to.Long(row.Sequence);
            to.Time(row.Time);
            to.Text(row.Author);
            to.Text(row.Reason);
            to.Numeric(row.MakerFee);
            to.Numeric(row.TakerFee);
            to.Numeric(row.PriceBand);
            to.Numeric(row.SlippageCap);
            to.Numeric(row.MaxOrderQuantity);
            to.Numeric(row.MaxPositionQuantity);
            to.Numeric(row.MaxOpenInterest);
            to.Numeric(row.MinOrderNotional);
            to.Integer(row.MaxOpenOrders);
            to.Json(row.Tiers);
        });

    public static readonly TableCopy<MarketStateRow> States = new(
        "market_state_history",
        "change_id",
        ["change_id", "market_id", "time", "from_state", "to_state", "operator_state", "automatic_state", "cause", "came", "value", "threshold", "author", "reason"],
        (to, row) =>
        {
            to.Long(row.ChangeId);
            to.Integer(row.MarketId);
            to.Time(row.Time);
            to.Text(row.FromState);
            to.Text(row.ToState);
            to.Text(row.OperatorState);
            to.Text(row.AutomaticState);
            to.Text(row.Cause);
            to.Flag(row.Came);
            to.Long(row.Value);
            to.Long(row.Threshold);
            to.Text(row.Author);
            to.Text(row.Reason);
        });

    public static readonly TableCopy<WithdrawalRow> Withdrawals = new(
        "withdrawals",
        "withdrawal_id",
        [
            "withdrawal_id", "account_id", "asset_id", "amount", "destination", "reference", "status", "author", "reason", "requested_at", "decided_at",
            "updated_sequence",
        ],
        (to, row) =>
        {
            to.Long(row.WithdrawalId);
            to.Integer(row.AccountId);
            to.Integer(row.AssetId);
            to.Numeric(row.Amount);
            to.Text(row.Destination);
            to.Text(row.Reference);
            to.Text(row.Status);
            to.Text(row.Author);
            to.Text(row.Reason);
            to.Time(row.RequestedAt);
            to.Maybe(row.DecidedAt, static (to, value) => to.Time(value));
            to.Long(row.UpdatedSequence);
        });

    public static readonly TableCopy<ProposalRow> Proposals = new(
        "proposals",
        "proposal_id",
        [
            "proposal_id", "kind", "subject", "status", "author", "approver", "reason", "proposed_at", "due_at", "complete_at", "step", "step_count",
            "fields", "present", "wanted", "cause", "withdrawn_by", "updated_sequence",
        ],
        (to, row) =>
        {
            to.Integer(row.ProposalId);
            to.Text(row.Kind);
            to.Integer(row.Subject);
            to.Text(row.Status);
            to.Text(row.Author);
            to.Text(row.Approver);
            to.Text(row.Reason);
            to.Time(row.ProposedAt);
            to.Maybe(row.DueAt, static (to, value) => to.Time(value));
            to.Maybe(row.CompleteAt, static (to, value) => to.Time(value));
            to.Integer(row.Step);
            to.Integer(row.StepCount);
            to.Json(row.Fields);
            to.Json(row.Present);
            to.Json(row.Wanted);
            to.Text(row.Cause);
            to.Text(row.WithdrawnBy);
            to.Long(row.UpdatedSequence);
        });

    public static readonly TableCopy<ParameterHistoryRow> ParameterHistory = new(
        "parameter_history",
        "position",
        [
            "position", "sequence", "time", "proposal_id", "kind", "subject", "step", "step_count", "fields", "author", "approver", "reason", "before", "after",
        ],
        (to, row) =>
        {
            to.Long(row.Position);
            to.Long(row.Sequence);
            to.Time(row.Time);
            to.Integer(row.ProposalId);
            to.Text(row.Kind);
            to.Integer(row.Subject);
            to.Integer(row.Step);
            to.Integer(row.StepCount);
            to.Json(row.Fields);
            to.Text(row.Author);
            to.Text(row.Approver);
            to.Text(row.Reason);
            to.Json(row.Before);
            to.Json(row.After);
        });

    public static readonly TableCopy<AuditRow> Audit = new(
        "audit",
        "sequence",
        ["sequence", "time", "action", "author", "reason", "market_id", "account_id", "before", "after"],
        (to, row) =>
        {
            to.Long(row.Sequence);
            to.Time(row.Time);
            to.Text(row.Action);
            to.Text(row.Author);
            to.Text(row.Reason);
            to.Maybe(row.MarketId, static (to, value) => to.Integer(value));
            to.Maybe(row.AccountId, static (to, value) => to.Integer(value));
            to.Json(row.Before);
            to.Json(row.After);
        });

    public static readonly TableCopy<BalanceRow> Balances = new("balances", "account_id, asset_id", ["account_id", "asset_id", "balance"], (to, row) =>
    {
        to.Integer(row.AccountId);
        to.Integer(row.AssetId);
        to.Numeric(row.Balance);
    });

    public static readonly TableCopy<PositionRow> Positions = new(
        "positions",
        "account_id, market_id",
        ["account_id", "market_id", "size", "cost", "leverage", "realized_pnl", "margin_mode", "isolated_margin", "updated_sequence"],
        (to, row) =>
        {
            to.Integer(row.AccountId);
            to.Integer(row.MarketId);
            to.Numeric(row.Size);
            to.Numeric(row.Cost);
            to.Integer(row.Leverage);
            to.Numeric(row.RealizedPnl);
            to.Text(row.MarginMode);
            to.Numeric(row.IsolatedMargin);
            to.Long(row.UpdatedSequence);
        });

    public static readonly TableCopy<LedgerEntryRow> LedgerEntries = new(
        "ledger_entries",
        "transfer_id, leg",
        [
            "transfer_id", "leg", "account_id", "counterparty_id", "asset_id", "amount", "balance_after", "kind", "market_id", "trade_id", "beneficiary_id",
            "reference", "sequence", "time",
        ],
        (to, row) =>
        {
            to.Long(row.TransferId);
            to.Small(row.Leg);
            to.Integer(row.AccountId);
            to.Integer(row.CounterpartyId);
            to.Integer(row.AssetId);
            to.Numeric(row.Amount);
            to.Numeric(row.BalanceAfter);
            to.Text(row.Kind);
            to.Maybe(row.MarketId, static (to, value) => to.Integer(value));
            to.Maybe(row.TradeId, static (to, value) => to.Long(value));
            to.Maybe(row.BeneficiaryId, static (to, value) => to.Integer(value));
            to.Text(row.Reference);
            to.Long(row.Sequence);
            to.Time(row.Time);
        });

    public static readonly TableCopy<FundingRateRow> FundingRates = new(
        "funding_rates",
        "market_id, funding_time",
        ["market_id", "funding_time", "sequence", "time", "rate", "mark_price", "inputs"],
        (to, row) =>
        {
            to.Integer(row.MarketId);
            to.Long(row.FundingTime);
            to.Long(row.Sequence);
            to.Time(row.Time);
            to.Numeric(row.Rate);
            to.Maybe(row.MarkPrice, static (to, value) => to.Numeric(value));
            to.Json(row.Inputs);
        });

    public static readonly TableCopy<FundingPaymentRow> FundingPayments = new(
        "funding_payments",
        "payment_id",
        [
            "payment_id", "account_id", "market_id", "funding_time", "size", "amount", "is_isolated", "index_from", "index_to", "sequence", "time",
        ],
        (to, row) =>
        {
            to.Long(row.PaymentId);
            to.Integer(row.AccountId);
            to.Integer(row.MarketId);
            to.Long(row.FundingTime);
            to.Numeric(row.Size);
            to.Numeric(row.Amount);
            to.Flag(row.IsIsolated);
            to.Text(row.IndexFrom);
            to.Text(row.IndexTo);
            to.Long(row.Sequence);
            to.Time(row.Time);
        });

    public static readonly TableCopy<OrderRow> Orders = new(
        "orders",
        "order_id",
        [
            "order_id", "account_id", "market_id", "client_order_id", "side", "type", "time_in_force", "post_only", "reduce_only", "self_trade_prevention",
            "limit_price", "quantity", "filled", "remaining", "filled_tick_lots", "expires_at", "status", "cancel_reason", "created_at", "updated_at",
            "created_sequence", "updated_sequence",
        ],
        (to, row) =>
        {
            to.Long(row.OrderId);
            to.Integer(row.AccountId);
            to.Integer(row.MarketId);
            to.Text(row.ClientOrderId);
            to.Text(row.Side);
            to.Text(row.Type);
            to.Text(row.TimeInForce);
            to.Flag(row.PostOnly);
            to.Flag(row.ReduceOnly);
            to.Text(row.SelfTradePrevention);
            to.Numeric(row.LimitPrice);
            to.Numeric(row.Quantity);
            to.Numeric(row.Filled);
            to.Numeric(row.Remaining);
            to.Long(row.FilledTickLots);
            to.Maybe(row.ExpiresAt, static (to, value) => to.Time(value));
            to.Text(row.Status);
            to.Text(row.CancelReason);
            to.Time(row.CreatedAt);
            to.Time(row.UpdatedAt);
            to.Long(row.CreatedSequence);
            to.Long(row.UpdatedSequence);
        });

    public static readonly TableCopy<FillRow> Fills = new(
        "fills",
        "trade_id, liquidity",
        [
            "trade_id", "liquidity", "order_id", "account_id", "market_id", "side", "price", "quantity", "fee", "realized_pnl", "size_after", "cost_after",
            "sequence", "time",
        ],
        (to, row) =>
        {
            to.Long(row.TradeId);
            to.Text(row.Liquidity);
            to.Long(row.OrderId);
            to.Integer(row.AccountId);
            to.Integer(row.MarketId);
            to.Text(row.Side);
            to.Numeric(row.Price);
            to.Numeric(row.Quantity);
            to.Numeric(row.Fee);
            to.Numeric(row.RealizedPnl);
            to.Numeric(row.SizeAfter);
            to.Numeric(row.CostAfter);
            to.Long(row.Sequence);
            to.Time(row.Time);
        });
}
