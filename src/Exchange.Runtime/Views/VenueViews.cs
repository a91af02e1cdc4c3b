using Exchange.Engine;

namespace Exchange.Runtime;

/// <summary>
/// The venue as its committed events tell it. One thread applies them, many read. Lists of markets, assets and accounts are replaced when they
/// grow; what changes is behind the lock of its own view, held for a whole batch.
/// </summary>
internal sealed class VenueViews : IVenueViews, ICommittedEventsView
{
    private readonly List<ViewOfOne> _touched = [];
    private readonly LiquidationViews _liquidations = new();
    private volatile AssetInfo[] _assets = [];
    private volatile MarketView[] _markets = [];
    private volatile AccountView?[] _accounts = HouseAccounts();
    private volatile CollateralView[] _collateral = [];
    private volatile int _accountsEnd = AccountId.FirstCustomer;
    private readonly ProposalViews _proposals = new();
    private volatile VenueRulesInfo _rules = new(VenueRules.Default, VenueProfile.Live);
    private readonly System.Collections.Concurrent.ConcurrentDictionary<int, byte> _owing = [];
    private long _sequence;

    public long Sequence => Volatile.Read(ref _sequence);

    public IReadOnlyList<AssetInfo> Assets => _assets;

    public IReadOnlyList<MarketInfo> Markets => [.. _markets.Select(market => market.Info)];

    public IReadOnlyList<CollateralInfo> Collateral => Array.ConvertAll(_collateral, one => one.Info);

    public AssetInfo? FindAsset(AssetId id)
    {
        var assets = _assets;
        return id.Value > 0 && id.Value <= assets.Length ? assets[id.Value - 1] : null;
    }

    public AssetInfo? FindAsset(Symbol code) => Array.Find(_assets, asset => asset.Code == code);

    public MarketInfo? FindMarket(MarketId id) => Market(id)?.Info;

    public MarketInfo? FindMarket(Symbol symbol) => Array.Find(_markets, market => market.Info.Symbol == symbol)?.Info;

    public BookSnapshot? Book(MarketId market, int depth) => Market(market)?.Book(depth);

    public IReadOnlyList<TradeInfo> RecentTrades(MarketId market, int limit) => Market(market)?.RecentTrades(limit) ?? [];

    public AccountInfo? FindAccount(AccountId id) => Account(id)?.Info;

    public IReadOnlyList<AccountInfo> Accounts(AccountId after, int limit)
    {
        var found = new List<AccountInfo>();
        for (var id = Math.Max(after.Value + 1, AccountId.FirstCustomer); found.Count < limit && Account(new AccountId(id)) is { } account; id++)
        {
            found.Add(account.Info);
        }

        return found;
    }

    public IReadOnlyList<BalanceInfo> Balances(AccountId account) => Account(account)?.Balances() ?? [];

    public IReadOnlyList<PositionInfo> Positions(AccountId account) => Account(account)?.Positions() ?? [];

    public IReadOnlyList<OrderInfo> OpenOrders(AccountId account, MarketId? market) => Account(account)?.OpenOrders(market) ?? [];

    public OrderInfo? FindOrder(AccountId account, OrderId order) => Account(account)?.FindOrder(order);

    public OrderInfo? FindOrder(AccountId account, ClientOrderId clientOrderId) => Account(account)?.FindOrder(clientOrderId);

    public IReadOnlyList<MarginInfo> Margins(AccountId account) => Account(account) is not { } view
        ? []
        : _collateral is { Length: > 0 } collateral ? [view.Margin(AssetList.Valuation, Array.ConvertAll(collateral, one => one.Terms))] : [];

    public IReadOnlyList<ProposalInfo> Proposals => _proposals.All;

    public ProposalInfo? FindProposal(int id) => _proposals.Find(id);

    public VenueRulesInfo Rules => _rules;

    public IReadOnlyList<LiquidationInfo> Liquidations(LiquidationId before, int limit) => _liquidations.List(before, limit);

    public LiquidationInfo? FindLiquidation(LiquidationId id) => _liquidations.Find(id);

    public IReadOnlyList<LiquidationId> OpenLiquidations() => _liquidations.WorstFirst();

    /// <summary>Customers' accounts that owe more of an asset than its rules let them, as of about now.</summary>
    public IReadOnlyList<AccountId> OwingBeyondLimit() =>
        [.. _owing.Keys.Select(id => new AccountId(id)).Where(id => Balances(id).Any(IsBeyondLimit)).OrderBy(id => id.Value)];

    public AccountRiskInfo? Risk(AccountId account) => Account(account) is { } view && _collateral is { Length: > 0 } collateral ? view.Risk(AssetList.Valuation, Array.ConvertAll(collateral, one => one.Terms)) : null;

    public OrderPreviewInfo? Preview(in PlaceOrder order) => Account(order.Account) is { } account && Market(order.Market) is { } market
        ? account.Preview(order, market, _collateral, _liquidations.Restrict(order.Account, order.Market))
        : null;

    public long LastSequenceOf(AccountId account) => Account(account)?.ReadLastSequence() ?? 0;

    public void Seed(StateMachine machine)
    {
        var state = machine.State;
        _assets = ViewSeed.Assets(state);
        _collateral = ViewSeed.Collateral(state, _assets);
        _markets = ViewSeed.Markets(state, _assets);
        _accounts = ViewSeed.Accounts(state, _markets, HouseAccounts());
        _accountsEnd = state.Accounts.NextId;
        _liquidations.Seed(state);
        _owing.Clear();
        foreach (var account in _accounts.OfType<AccountView>().Where(account => account.Info.Id.IsCustomer && account.OwesAnything))
        {
            _owing[account.Info.Id.Value] = 0;
        }

        _proposals.Seed(state.Proposals, machine.LastSequence);
        _rules = new VenueRulesInfo(state.Proposals.Rules, state.Proposals.Profile);
        Volatile.Write(ref _sequence, machine.LastSequence);
    }

    public void Apply(ReadOnlySpan<byte> events, long lastSequence = 0)
    {
        var last = Sequence;
        try
        {
            foreach (var frame in new EventReader(events))
            {
                Apply(frame);
                last = frame.Header.Sequence;
            }
        }
        finally
        {
            foreach (var view in _touched)
            {
                view.Release();
            }

            _touched.Clear();
        }

        Volatile.Write(ref _sequence, Math.Max(last, lastSequence));
    }

    private void Apply(in EventFrame frame)
    {
        var header = frame.Header;
        switch (frame.Kind)
        {
            case EventKind.LevelChanged:
                ref readonly var level = ref frame.As<LevelChanged>();
                Touch(MarketOf(level.Market), header).Apply(header, level);
                break;
            case EventKind.MoneyTransferred:
                ref readonly var transfer = ref frame.As<MoneyTransferred>();
                Touch(AccountOf(transfer.From), header).SetBalance(transfer.Asset, transfer.FromBalanceAfter);
                Touch(AccountOf(transfer.To), header).SetBalance(transfer.Asset, transfer.ToBalanceAfter);
                NoteDebt(transfer.From, transfer.FromBalanceAfter);
                NoteDebt(transfer.To, transfer.ToBalanceAfter);
                if (transfer.Beneficiary.Value != 0)
                {
                    var change = transfer.To == AccountId.IsolatedMargins ? transfer.Amount.Units : -transfer.Amount.Units;
                    Touch(AccountOf(transfer.Beneficiary), header).Position(MarketOf(transfer.Market)).IsolatedMargin += change;
                }

                break;
            case EventKind.TradeExecuted:
                Apply(header, frame.As<TradeExecuted>());
                break;
            case EventKind.OrderAccepted:
                ref readonly var accepted = ref frame.As<OrderAccepted>();
                var entered = MarketOf(accepted.Market);
                Touch(AccountOf(accepted.Account), header).Add(new OrderView(header, accepted, entered), entered);
                break;
            case EventKind.OrderAmended:
                ref readonly var amended = ref frame.As<OrderAmended>();
                Touch(AccountOf(amended.Account), header).Apply(header, amended, MarketOf(amended.Market));
                break;
            case EventKind.OrderCanceled:
                ref readonly var canceled = ref frame.As<OrderCanceled>();
                Touch(AccountOf(canceled.Account), header).Apply(header, canceled);
                break;
            case EventKind.LeverageChanged:
                ref readonly var leverage = ref frame.As<LeverageChanged>();
                Touch(AccountOf(leverage.Account), header).Position(MarketOf(leverage.Market)).ChosenLeverage = leverage.Leverage;
                break;
            case EventKind.MarginModeChanged:
                ref readonly var mode = ref frame.As<MarginModeChanged>();
                Touch(AccountOf(mode.Account), header).Position(MarketOf(mode.Market)).IsIsolated = mode.Mode == MarginMode.Isolated;
                break;
            case EventKind.RiskRulesChanged:
                ref readonly var risk = ref frame.As<RiskRulesChanged>();
                Touch(MarketOf(risk.Market), header).Apply(header, risk);
                break;
            case EventKind.IsolatedMarginAdjusted:
                break; // its transfer says it all
            case EventKind.MarkPriceChanged:
                ref readonly var mark = ref frame.As<MarkPriceChanged>();
                Touch(MarketOf(mark.Market), header).Apply(header, mark);
                break;
            case EventKind.IndexChanged:
                ref readonly var index = ref frame.As<IndexChanged>();
                Touch(MarketOf(index.Market), header).Apply(header, index);
                break;
            case EventKind.PriceRulesChanged:
                ref readonly var rules = ref frame.As<PriceRulesChanged>();
                Touch(MarketOf(rules.Market), header).Apply(header, rules);
                break;
            case EventKind.FundingRulesChanged:
                ref readonly var fundingRules = ref frame.As<FundingRulesChanged>();
                Touch(MarketOf(fundingRules.Market), header).Apply(header, fundingRules);
                break;
            case EventKind.FundingPredicted:
                ref readonly var predicted = ref frame.As<FundingPredicted>();
                Touch(MarketOf(predicted.Market), header).Apply(header, predicted);
                break;
            case EventKind.FundingRateApplied:
                ref readonly var applied = ref frame.As<FundingRateApplied>();
                Touch(MarketOf(applied.Market), header).Apply(header, applied);
                break;
            case EventKind.FundingPaid:
                ref readonly var paid = ref frame.As<FundingPaid>();
                Touch(AccountOf(paid.Account), header).Position(MarketOf(paid.Market)).FundingIndex = paid.IndexTo;
                break;
            case EventKind.FundingSwept:
                ref readonly var swept = ref frame.As<FundingSwept>();
                Touch(MarketOf(swept.Market), header).Apply(header, swept);
                break;
            case EventKind.MarketStateChanged:
                ref readonly var state = ref frame.As<MarketStateChanged>();
                Touch(MarketOf(state.Market), header).Apply(header, state);
                break;
            case EventKind.AuctionChanged:
                ref readonly var auction = ref frame.As<AuctionChanged>();
                Touch(MarketOf(auction.Market), header).Apply(header, auction);
                break;
            case EventKind.BreakerRulesChanged:
                ref readonly var breakers = ref frame.As<BreakerRulesChanged>();
                Touch(MarketOf(breakers.Market), header).Apply(header, breakers);
                break;
            case EventKind.VolatilityChanged:
                ref readonly var volatility = ref frame.As<VolatilityChanged>();
                Touch(MarketOf(volatility.Market), header).Apply(header, volatility);
                break;
            case EventKind.MarketParametersChanged:
                ref readonly var parameters = ref frame.As<MarketParametersChanged>();
                Touch(MarketOf(parameters.Market), header).Apply(header, parameters);
                break;
            case EventKind.MarketCreated:
                Create(header, frame.As<MarketCreated>());
                break;
            case EventKind.AssetRegistered:
                ref readonly var asset = ref frame.As<AssetRegistered>();
                Register(new AssetInfo(asset.Asset, asset.Code, asset.Decimals));
                break;
            case EventKind.AccountOpened:
                Open(header, frame.As<AccountOpened>());
                break;
            case EventKind.PositionTransferred:
                Apply(header, frame.As<PositionTransferred>());
                break;
            case EventKind.LiquidationOpened:
                _liquidations.Apply(header, frame.As<LiquidationOpened>());
                break;
            case EventKind.LiquidationPosition:
                _liquidations.Apply(frame.As<LiquidationPosition>());
                break;
            case EventKind.LiquidationBalance:
                _liquidations.Apply(frame.As<LiquidationBalance>());
                break;
            case EventKind.LiquidationStepped:
                _liquidations.Apply(header, frame.As<LiquidationStepped>());
                break;
            case EventKind.LiquidationClosed:
                _liquidations.Apply(header, frame.As<LiquidationClosed>());
                break;
            case EventKind.LiquidationRulesChanged or EventKind.LossAssigned or EventKind.ReserveFunded or EventKind.LiquidationsAudited:
                break;
            case EventKind.CollateralRulesChanged:
                ref readonly var collateralRules = ref frame.As<CollateralRulesChanged>();
                Touch(CollateralOf(collateralRules.Asset), header).Apply(collateralRules);
                break;
            case EventKind.AssetPriceRulesChanged:
                ref readonly var assetPrices = ref frame.As<AssetPriceRulesChanged>();
                Touch(CollateralOf(assetPrices.Asset), header).Apply(assetPrices);
                break;
            case EventKind.AssetIndexChanged:
                ref readonly var assetIndex = ref frame.As<AssetIndexChanged>();
                Touch(CollateralOf(assetIndex.Asset), header).Apply(assetIndex);
                break;
            case EventKind.AssetPriceReported or EventKind.CollateralConverted or EventKind.WithdrawalRequested or EventKind.WithdrawalDecided:
                break;
            case EventKind.VenueInitialized:
                ref readonly var initialized = ref frame.As<VenueInitialized>();
                _rules = new VenueRulesInfo(initialized.Rules, initialized.Profile);
                break;
            case EventKind.ParametersProposed:
                _proposals.Apply(header, frame.As<ParametersProposed>());
                break;
            case EventKind.ProposalApproved:
                _proposals.Apply(header, frame.As<ProposalApproved>());
                break;
            case EventKind.ProposalWithdrawn:
                _proposals.Apply(header, frame.As<ProposalWithdrawn>());
                break;
            case EventKind.ParametersEffective:
                Apply(header, frame.As<ParametersEffective>());
                break;
            case EventKind.CommandRejected or EventKind.PriceReported or EventKind.FundsCredited or EventKind.FundsDebited:
                break;
            default:
                throw new InvalidOperationException($"The views do not know events of kind {frame.Kind}.");
        }
    }

    private void Apply(in EventHeader header, in ParametersEffective effective)
    {
        _proposals.Apply(header, effective);
        if (effective.Rules == ParameterKind.Venue)
        {
            _rules = _rules with { Rules = effective.After.As<VenueRules>() };
        }
    }

    private void Apply(in EventHeader header, in TradeExecuted trade)
    {
        var market = Touch(MarketOf(trade.Market), header);
        var maker = Touch(AccountOf(trade.Maker.Account), header);
        var taker = Touch(AccountOf(trade.Taker.Account), header);
        var longsBefore = Math.Max(0, maker.Position(market).Size) + Math.Max(0, taker.Position(market).Size);
        maker.Apply(header, trade, trade.Maker, market);
        taker.Apply(header, trade, trade.Taker, market);
        market.Apply(header, trade, longsBefore);
    }

    private void Apply(in EventHeader header, in PositionTransferred transferred)
    {
        var market = Touch(MarketOf(transferred.Market), header);
        var from = Touch(AccountOf(transferred.From.Account), header).Position(market);
        var to = Touch(AccountOf(transferred.To.Account), header).Position(market);
        var longsBefore = Math.Max(0, from.Size) + Math.Max(0, to.Size);
        from.Apply(transferred.From);
        to.Apply(transferred.To);
        market.Apply(header, transferred, longsBefore);
    }

    private void Create(in EventHeader header, in MarketCreated created)
    {
        var info = new MarketInfo(
            created.Market, created.Symbol, created.BaseAsset, FindAsset(created.SettlementAsset)!, created.TickSize, created.LotSize,
            created.TickLotValue, created.Parameters, MarketState.Halted, Price.None, Price.None, Quantity.Zero, header.Sequence)
        {
            ContractKind = created.ContractKind,
            Status = MarketStatus.OfNew(header.Time, FindAsset(created.SettlementAsset)!),
        };
        _markets = [.. _markets, new MarketView(info)];
    }

    private void Open(in EventHeader header, in AccountOpened opened)
    {
        var id = opened.Account.Value;
        if (id >= _accounts.Length)
        {
            var larger = _accounts;
            Array.Resize(ref larger, _accounts.Length * 2);
            _accounts = larger;
        }

        var account = new AccountView(new AccountInfo(opened.Account, opened.Owner, opened.Label.ToString(), header.Time));
        account.StandAt(header.Sequence);
        _accounts[id] = account;
        _accountsEnd = id + 1;
    }

    private TView Touch<TView>(TView view, in EventHeader header)
        where TView : ViewOfOne
    {
        if (view.Touch(header))
        {
            _touched.Add(view);
        }

        return view;
    }

    private void Register(AssetInfo asset)
    {
        _assets = [.. _assets, asset];
        _collateral = [.. _collateral, new CollateralView(CollateralInfo.Unlisted(asset, valuation: _assets[0]))];
    }

    private bool IsBeyondLimit(BalanceInfo balance)
    {
        var collateral = _collateral[balance.Asset.Value - 1];
        return balance.Balance.Units < 0 && -collateral.Terms.ValueFloor(balance.Balance.Units) > collateral.Info.Rules.Rules.DebtLimit.Units;
    }

    /// <summary>Keeps who owes something. The writer's alone.</summary>
    private void NoteDebt(AccountId account, Money balance)
    {
        if (balance.Units < 0 && account.IsCustomer)
        {
            _owing[account.Value] = 0;
        }
        else if (!_owing.IsEmpty && account.IsCustomer && !AccountOf(account).OwesAnything)
        {
            _owing.TryRemove(account.Value, out _);
        }
    }

    private CollateralView CollateralOf(AssetId id) => _collateral[id.Value - 1];

    private MarketView? Market(MarketId id)
    {
        var markets = _markets;
        return id.Value > 0 && id.Value <= markets.Length ? markets[id.Value - 1] : null;
    }

    private AccountView? Account(AccountId id) => id.Value > 0 && id.Value < _accountsEnd ? _accounts[id.Value] : null;

    private MarketView MarketOf(MarketId id) => Market(id) ?? throw new InvalidOperationException($"The views have no market {id}, but an event for it.");

    private AccountView AccountOf(AccountId id) => Account(id) ?? throw new InvalidOperationException($"The views have no account {id}, but an event for it.");

    private static AccountView?[] HouseAccounts()
    {
        var accounts = new AccountView?[1024];
        foreach (var (id, label) in (ReadOnlySpan<(AccountId, string)>)
        [
            (AccountId.External, "external"), (AccountId.Fees, "fees"), (AccountId.InsuranceFund, "insurance fund"), (AccountId.Clearing, "clearing"),
            (AccountId.Funding, "funding"), (AccountId.IsolatedMargins, "isolated margins"),
            (AccountId.PendingWithdrawals, "pending withdrawals"), (AccountId.Backstop, "backstop"),
        ])
        {
            accounts[id.Value] = new AccountView(new AccountInfo(id, id, label, OpenedAt: default));
        }

        return accounts;
    }
}
