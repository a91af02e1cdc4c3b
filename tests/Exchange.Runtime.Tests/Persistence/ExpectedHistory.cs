using Exchange.Engine;
using Exchange.Persistence;

namespace Exchange.Runtime.Tests;

/// <summary>What the read side must tell of the past, straight from the events, oldest first.</summary>
internal sealed class ExpectedHistory
{
    private readonly Dictionary<OrderId, Side> _sides = [];
    private readonly Dictionary<WithdrawalId, string> _references = [];
    private string? _reference;

    public List<FillInfo> Fills { get; } = [];

    /// <summary>Of each transfer first the leg that gave.</summary>
    public List<LedgerEntryInfo> Entries { get; } = [];

    public List<(long Sequence, string Action)> Audit { get; } = [];

    public List<MarketParametersChange> Parameters { get; } = [];

    public List<(int ProposalId, int Step, long Sequence)> InEffect { get; } = [];

    /// <summary>Where each change of rules stands.</summary>
    public Dictionary<int, string> Proposals { get; } = [];

    public List<MarketStateChange> States { get; } = [];

    public void Add(ReadOnlySpan<byte> events)
    {
        foreach (var frame in new EventReader(events))
        {
            Add(frame);
        }
    }

    private void Add(in EventFrame frame)
    {
        var header = frame.Header;
        if (header.Index == 0)
        {
            _reference = null;
        }

        switch (frame.Kind)
        {
            case EventKind.OrderAccepted:
                _sides.Add(frame.As<OrderAccepted>().OrderId, frame.As<OrderAccepted>().Side);
                break;
            case EventKind.TradeExecuted:
                ref readonly var trade = ref frame.As<TradeExecuted>();
                Fills.Add(FillOf(header, trade, trade.Maker, Liquidity.Maker));
                Fills.Add(FillOf(header, trade, trade.Taker, Liquidity.Taker));
                break;
            case EventKind.MoneyTransferred:
                AddTransfer(header, frame.As<MoneyTransferred>());
                break;
            case EventKind.FundsCredited:
                _reference = frame.As<FundsCredited>().Reference.ToString();
                Audit.Add((header.Sequence, "funds_credited"));
                break;
            case EventKind.FundsDebited:
                _reference = frame.As<FundsDebited>().Reference.ToString();
                Audit.Add((header.Sequence, "funds_debited"));
                break;
            case EventKind.MarketCreated:
                ref readonly var created = ref frame.As<MarketCreated>();
                Audit.Add((header.Sequence, "market_created"));
                Parameters.Add(new MarketParametersChange(
                    created.Market, header.Sequence, header.Time, created.Author.ToString(), created.Reason.ToString(), created.Parameters));
                break;
            case EventKind.MarketParametersChanged:
                ref readonly var changed = ref frame.As<MarketParametersChanged>();
                var (market, sequence) = (changed.Market, header.Sequence);
                Parameters.RemoveAll(before => before.Market == market && before.Sequence == sequence);
                Parameters.Add(new MarketParametersChange(
                    changed.Market, header.Sequence, header.Time, changed.Author.ToString(), changed.Reason.ToString(), changed.Parameters));
                break;
            case EventKind.ParametersProposed:
                ref readonly var proposed = ref frame.As<ParametersProposed>();
                Audit.Add((header.Sequence, proposed.Pending != 0 ? "parameters_proposed" : ActionOf(proposed.Rules)));
                Proposals[proposed.ProposalId] = proposed.NeedsApproval == 1 ? "proposed" : proposed.Pending != 0 ? "scheduled" : "effective";
                break;
            case EventKind.ProposalApproved:
                Audit.Add((header.Sequence, "proposal_approved"));
                Proposals[frame.As<ProposalApproved>().ProposalId] = "scheduled";
                break;
            case EventKind.ProposalWithdrawn:
                ref readonly var withdrawn = ref frame.As<ProposalWithdrawn>();
                Proposals[withdrawn.ProposalId] = "withdrawn";
                if (withdrawn.Cause == WithdrawalCause.Operator)
                {
                    Audit.Add((header.Sequence, "proposal_withdrawn"));
                }

                break;
            case EventKind.ParametersEffective:
                ref readonly var effective = ref frame.As<ParametersEffective>();
                InEffect.Add((effective.ProposalId, effective.Step, header.Sequence));
                if (effective.Step == effective.StepCount)
                {
                    Proposals[effective.ProposalId] = "effective";
                }

                break;
            case EventKind.WithdrawalRequested:
                _reference = frame.As<WithdrawalRequested>().Reference.ToString();
                _references.Add(frame.As<WithdrawalRequested>().Withdrawal, _reference);
                break;
            case EventKind.WithdrawalDecided:
                _reference = _references[frame.As<WithdrawalDecided>().Withdrawal];
                Audit.Add((header.Sequence, "withdrawal_decided"));
                break;
            case EventKind.LiquidationRulesChanged:
                Audit.Add((header.Sequence, "liquidation_rules_changed"));
                break;
            case EventKind.ReserveFunded:
                _reference = frame.As<ReserveFunded>().Reference.ToString();
                Audit.Add((header.Sequence, "reserve_funded"));
                break;
            case EventKind.MarketStateChanged:
                ref readonly var moved = ref frame.As<MarketStateChanged>();
                States.Add(new MarketStateChange(
                    moved.Market, header.Sequence, header.Time, moved.From, moved.To, moved.Operator, moved.Automatic, moved.Cause, moved.IsActive == 1,
                    moved.Value, moved.Threshold, moved.Author.ToString(), moved.Reason.ToString()));
                if (moved.Cause == StateCause.Operator)
                {
                    Audit.Add((header.Sequence, "market_state_changed"));
                }

                break;
            case EventKind.AccountOpened:
                Audit.Add((header.Sequence, "account_opened"));
                break;
            case EventKind.AssetRegistered:
                Audit.Add((header.Sequence, "asset_registered"));
                break;
            case EventKind.VenueInitialized:
                Audit.Add((header.Sequence, "venue_initialized"));
                break;
        }
    }

    private static string ActionOf(ParameterKind kind) => kind switch
    {
        ParameterKind.Market => "market_parameters_changed",
        ParameterKind.Prices => "price_rules_changed",
        ParameterKind.Breakers => "breaker_rules_changed",
        ParameterKind.Risk => "risk_rules_changed",
        ParameterKind.Collateral => "collateral_rules_changed",
        ParameterKind.AssetPrices => "asset_price_rules_changed",
        ParameterKind.Funding => "funding_rules_changed",
        _ => "parameters_changed",
    };

    private FillInfo FillOf(in EventHeader header, in TradeExecuted trade, in FillSide fill, Liquidity liquidity) => new(
        trade.TradeId, fill.OrderId, fill.Account, trade.Market, _sides[fill.OrderId], liquidity, trade.Price, trade.Quantity, fill.Fee, fill.RealizedPnl,
        header.Sequence, header.Time);

    private void AddTransfer(in EventHeader header, in MoneyTransferred moved)
    {
        MarketId? market = moved.Market.Value == 0 ? null : moved.Market;
        TradeId? trade = moved.TradeId.Value == 0 ? null : moved.TradeId;
        var reference = _reference;
        Entries.Add(new LedgerEntryInfo(
            moved.TransferId, moved.From, moved.To, moved.Asset, -moved.Amount, moved.FromBalanceAfter, moved.TransferKind, market, trade, reference, header.Sequence, header.Time));
        Entries.Add(new LedgerEntryInfo(
            moved.TransferId, moved.To, moved.From, moved.Asset, moved.Amount, moved.ToBalanceAfter, moved.TransferKind, market, trade, reference, header.Sequence, header.Time));
    }
}
