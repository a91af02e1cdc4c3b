using System.Text.Json;
using Exchange.Engine;
using Exchange.Runtime;

namespace Exchange.Persistence;

/// <summary>Rows back in the engine's units. Assets and markets come from the views, which know every one that a row can name.</summary>
internal sealed class RowReader(IVenueViews views)
{
    public FillInfo Fill(FillRow row)
    {
        var market = Market(row.MarketId);
        return new FillInfo(
            new TradeId(row.TradeId),
            new OrderId(row.OrderId),
            new AccountId(row.AccountId),
            market.Id,
            EnumText<Side>.Parse(row.Side),
            EnumText<Liquidity>.Parse(row.Liquidity),
            new Price(Decimals.Steps(row.Price, market.TickSize)),
            new Quantity(Decimals.Steps(row.Quantity, market.LotSize)),
            new Money(Decimals.Steps(row.Fee, Unit(market.SettlementAsset))),
            new Money(Decimals.Steps(row.RealizedPnl, Unit(market.SettlementAsset))),
            row.Sequence,
            Decimals.Of(row.Time));
    }

    /// <summary>A trade, from its taker's fill.</summary>
    public TradeInfo Trade(FillRow row)
    {
        var fill = Fill(row);
        return new TradeInfo(fill.TradeId, fill.Market, fill.Price, fill.Quantity, fill.Side, fill.Sequence, fill.Time);
    }

    public LedgerEntryInfo LedgerEntry(LedgerEntryRow row)
    {
        var asset = views.FindAsset(new AssetId(row.AssetId)) ?? throw new InvalidOperationException($"The views have no asset {row.AssetId}.");
        return new LedgerEntryInfo(
            row.TransferId,
            new AccountId(row.AccountId),
            new AccountId(row.CounterpartyId),
            asset.Id,
            new Money(Decimals.Steps(row.Amount, Unit(asset))),
            new Money(Decimals.Steps(row.BalanceAfter, Unit(asset))),
            EnumText<TransferKind>.Parse(row.Kind),
            row.MarketId is { } market ? new MarketId(market) : null,
            row.TradeId is { } trade ? new TradeId(trade) : null,
            row.Reference,
            row.Sequence,
            Decimals.Of(row.Time));
    }

    public FundingRateInfo FundingRate(FundingRateRow row)
    {
        var market = Market(row.MarketId);
        return new FundingRateInfo(
            market.Id,
            new Timestamp(row.FundingTime),
            new Rate(Decimals.Steps(row.Rate, Decimals.Billionth)),
            row.MarkPrice is { } mark ? new Price(Decimals.Steps(mark, market.TickSize)) : Price.None,
            row.Sequence,
            Decimals.Of(row.Time),
            JsonSerializer.Deserialize<FundingInputs>(row.Inputs, JsonSerializerOptions.Web)!);
    }

    public FundingPaymentInfo FundingPayment(FundingPaymentRow row)
    {
        var market = Market(row.MarketId);
        return new FundingPaymentInfo(
            row.PaymentId,
            new AccountId(row.AccountId),
            market.Id,
            new Timestamp(row.FundingTime),
            new PositionSize(Decimals.Steps(row.Size, market.LotSize)),
            new Money(Decimals.Steps(row.Amount, Unit(market.SettlementAsset))),
            row.IsIsolated,
            WholeNumber.Parse(row.IndexFrom),
            WholeNumber.Parse(row.IndexTo),
            row.Sequence,
            Decimals.Of(row.Time));
    }

    public WithdrawalInfo Withdrawal(WithdrawalRow row)
    {
        var asset = views.FindAsset(new AssetId(row.AssetId)) ?? throw new InvalidOperationException($"The views have no asset {row.AssetId}.");
        return new WithdrawalInfo(
            new WithdrawalId(row.WithdrawalId),
            new AccountId(row.AccountId),
            asset.Id,
            new Money(Decimals.Steps(row.Amount, Unit(asset))),
            row.Destination,
            row.Reference,
            EnumText<WithdrawalStatus>.Parse(row.Status),
            row.Reason,
            Decimals.Of(row.RequestedAt),
            row.DecidedAt is { } decidedAt ? Decimals.Of(decidedAt) : null);
    }

    public OrderInfo Order(OrderRow row)
    {
        var market = Market(row.MarketId);
        return new OrderInfo(
            new OrderId(row.OrderId),
            row.ClientOrderId is null ? default : ClientOrderId.Parse(row.ClientOrderId),
            new AccountId(row.AccountId),
            market.Id,
            EnumText<Side>.Parse(row.Side),
            EnumText<OrderType>.Parse(row.Type),
            EnumText<TimeInForce>.Parse(row.TimeInForce),
            (row.PostOnly ? OrderFlags.PostOnly : OrderFlags.None) | (row.ReduceOnly ? OrderFlags.ReduceOnly : OrderFlags.None),
            EnumText<SelfTradePrevention>.Parse(row.SelfTradePrevention),
            new Price(Decimals.Steps(row.LimitPrice, market.TickSize)),
            new Quantity(Decimals.Steps(row.Quantity, market.LotSize)),
            new Quantity(Decimals.Steps(row.Filled, market.LotSize)),
            new Quantity(Decimals.Steps(row.Remaining, market.LotSize)),
            row.FilledTickLots,
            row.ExpiresAt is { } expiresAt ? Decimals.Of(expiresAt) : default,
            EnumText<OrderStatus>.Parse(row.Status),
            row.CancelReason is null ? default : EnumText<CancelReason>.Parse(row.CancelReason),
            Decimals.Of(row.CreatedAt),
            Decimals.Of(row.UpdatedAt),
            row.CreatedSequence,
            row.UpdatedSequence);
    }

    public MarketParametersChange Parameters(MarketParametersRow row)
    {
        var market = Market(row.MarketId);
        var parameters = ParameterRows.Read(row, market.LotSize, Unit(market.SettlementAsset));
        return new MarketParametersChange(market.Id, row.Sequence, Decimals.Of(row.Time), row.Author, row.Reason, parameters);
    }

    public static AuditEntry Audit(AuditRow row) => new(
        row.Sequence,
        Decimals.Of(row.Time),
        row.Action,
        row.Author,
        row.Reason,
        row.MarketId is { } market ? new MarketId(market) : null,
        row.AccountId is { } account ? new AccountId(account) : null,
        row.Before is null ? null : JsonDocument.Parse(row.Before).RootElement,
        row.After is null ? null : JsonDocument.Parse(row.After).RootElement);

    public static MarketStateChange State(MarketStateRow row) => new(
        new MarketId(row.MarketId),
        row.ChangeId >> MarketStateRow.IndexBits,
        Decimals.Of(row.Time),
        EnumText<MarketState>.Parse(row.FromState),
        EnumText<MarketState>.Parse(row.ToState),
        EnumText<MarketState>.Parse(row.OperatorState),
        EnumText<MarketState>.Parse(row.AutomaticState),
        EnumText<StateCause>.Parse(row.Cause),
        row.Came,
        row.Value,
        row.Threshold,
        row.Author,
        row.Reason);

    public static ProposalEntry Proposal(ProposalRow row) => new(
        row.ProposalId,
        EnumText<ParameterKind>.Parse(row.Kind),
        row.Subject,
        row.Status,
        row.Author,
        row.Approver,
        row.Reason,
        Decimals.Of(row.ProposedAt),
        row.DueAt is { } due ? Decimals.Of(due) : null,
        row.CompleteAt is { } complete ? Decimals.Of(complete) : null,
        row.Step,
        row.StepCount,
        Json(row.Fields),
        Json(row.Present),
        Json(row.Wanted),
        row.Cause,
        row.WithdrawnBy);

    public static ParametersInEffect InEffect(ParameterHistoryRow row) => new(
        row.Position,
        row.Sequence,
        Decimals.Of(row.Time),
        row.ProposalId,
        EnumText<ParameterKind>.Parse(row.Kind),
        row.Subject,
        row.Step,
        row.StepCount,
        Json(row.Fields),
        row.Author,
        row.Approver,
        row.Reason,
        Json(row.Before),
        Json(row.After));

    public static AccountInfo Account(AccountRow row) => new(new AccountId(row.AccountId), new AccountId(row.OwnerId), row.Label, Decimals.Of(row.OpenedAt));

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private MarketInfo Market(int id) =>
        views.FindMarket(new MarketId(id)) ?? throw new InvalidOperationException($"The views have no market {id}.");

    private static DecimalStep Unit(AssetInfo asset) => new(1, asset.Decimals);
}
