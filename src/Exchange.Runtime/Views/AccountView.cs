using Exchange.Engine;

namespace Exchange.Runtime;

/// <summary>One account as its events tell it: balances, positions, open and last ended orders.</summary>
internal sealed class AccountView(AccountInfo info) : ViewOfOne
{
    private readonly SortedList<int, long> _balances = [];
    private readonly SortedList<int, PositionView> _positions = [];
    private readonly Dictionary<OrderId, OrderView> _open = [];
    private readonly Dictionary<ClientOrderId, OrderView> _byClientOrderId = [];
    private EndedOrders? _ended;

    /// <summary>As many levels as a command may match.</summary>
    private const int MostLevels = Bounds.MaxMatchesPerCommand;

    public AccountInfo Info { get; } = info;

    public long ReadLastSequence()
    {
        lock (this)
        {
            return LastSequence;
        }
    }

    /// <summary>Those that are not zero: a snapshot does not tell which were another amount once.</summary>
    public IReadOnlyList<BalanceInfo> Balances()
    {
        lock (this)
        {
            return [.. _balances.Where(balance => balance.Value != 0).Select(balance => new BalanceInfo(Info.Id, new AssetId(balance.Key), new Money(balance.Value)))];
        }
    }

    public IReadOnlyList<PositionInfo> Positions()
    {
        lock (this)
        {
            return [.. _positions.Values.Where(position => position.IsShown).Select(position => position.ToInfo(Info.Id))];
        }
    }

    public IReadOnlyList<OrderInfo> OpenOrders(MarketId? market)
    {
        OrderInfo[] orders;
        lock (this)
        {
            orders = [.. _open.Values.Where(order => market is null || order.Market == market).Select(order => order.ToInfo())];
        }

        Array.Sort(orders, static (a, b) => a.Id.Value.CompareTo(b.Id.Value));
        return orders;
    }

    public OrderInfo? FindOrder(OrderId id)
    {
        lock (this)
        {
            return (_open.GetValueOrDefault(id) ?? _ended?.Find(id))?.ToInfo();
        }
    }

    public OrderInfo? FindOrder(ClientOrderId id)
    {
        lock (this)
        {
            return _byClientOrderId.GetValueOrDefault(id)?.ToInfo();
        }
    }

    /// <summary>Equity and margin of the cross positions, by the engine's rules; all as of one batch.</summary>
    /// <param name="valuation">The valuation asset.</param>
    /// <param name="collateral">The terms of every asset, by id from 1.</param>
    public MarginInfo Margin(AssetId valuation, ReadOnlySpan<CollateralTerms> collateral)
    {
        lock (this)
        {
            return InfoOf(valuation, CrossOf(PositionsWithOrders(), collateral));
        }
    }

    /// <summary>The cross margin, and each open position with what would liquidate it; all as of one batch.</summary>
    /// <param name="valuation">The valuation asset.</param>
    /// <param name="collateral">The terms of every asset, by id from 1.</param>
    public AccountRiskInfo Risk(AssetId valuation, ReadOnlySpan<CollateralTerms> collateral)
    {
        lock (this)
        {
            var positions = PositionsWithOrders();
            var cross = CrossOf(positions, collateral);
            var crossInfo = InfoOf(valuation, cross);
            var shown = new List<PositionRiskInfo>();
            for (var i = 0; i < positions.Length; i++)
            {
                if (positions[i].Size == 0)
                {
                    continue;
                }

                var view = _positions.GetValueAtIndex(i);
                var asset = collateral[view.Market.Info.SettlementAsset.Id.Value - 1];
                var unit = view.IsIsolated ? AccountRisk.Apart(view.Market.Terms, asset, positions[i]) : cross;
                shown.Add(PositionRisk.Of(
                    view.ToInfo(Info.Id), positions[i], view.Market.Terms, asset, unit, view.IsIsolated ? InfoOf(valuation, unit) : crossInfo));
            }

            return new AccountRiskInfo(crossInfo, shown);
        }
    }

    /// <summary>What an order of this account would do, as of one batch of its own events.</summary>
    /// <param name="command">The order.</param>
    /// <param name="market">Its market.</param>
    /// <param name="assets">All assets, by id from 1.</param>
    /// <param name="isBeingLiquidated">Whether it may only reduce there.</param>
    public OrderPreviewInfo Preview(in PlaceOrder command, MarketView market, CollateralView[] assets, bool isBeingLiquidated)
    {
        var book = market.Book(MostLevels);
        var opposite = command.Side == Side.Buy ? Side.Sell : Side.Buy;
        var preview = new OrderPreview(assets, book.Time);
        if (isBeingLiquidated)
        {
            preview.OpenLiquidation();
        }

        MarketId? id = null;
        lock (this)
        {
            foreach (var (asset, balance) in _balances)
            {
                preview.SetBalance(asset, balance);
            }

            var positions = PositionsWithOrders();
            for (var i = 0; i < positions.Length; i++)
            {
                var view = _positions.GetValueAtIndex(i).Market;
                positions[i].OpenOrders = _open.Values.Count(order => order.Market == view.Info.Id);
                var added = preview.Add(view.Info, view.Terms, positions[i]);
                id = view == market ? added : id;
            }
        }

        var place = id ?? preview.Add(market.Info, market.Terms, default);
        preview.Fill(place, opposite, opposite == Side.Sell ? book.Asks : book.Bids);
        var before = preview.Cross();
        var fills = new List<PreviewedFill>();
        var outcome = preview.Place(command, place, fills, out var fees);
        var after = preview.Cross();
        return new OrderPreviewInfo(
            outcome.Reject, outcome, fills, new Money(fees), InfoOf(AssetList.Valuation, before), InfoOf(AssetList.Valuation, after),
            PositionAfter(preview, place, market, assets[market.Info.SettlementAsset.Id.Value - 1].Terms, after));
    }

    private PositionRiskInfo? PositionAfter(OrderPreview preview, MarketId place, MarketView market, CollateralTerms asset, in Risk cross)
    {
        var position = preview.Position(place);
        if (position.Size == 0)
        {
            return null;
        }

        var terms = preview.Terms(place);
        var unit = position.IsIsolated != 0 ? AccountRisk.Apart(terms, asset, position) : cross;
        var view = new PositionView(market);
        view.Load(position);
        return PositionRisk.Of(view.ToInfo(Info.Id), position, terms, asset, unit, InfoOf(AssetList.Valuation, unit));
    }

    private Risk CrossOf(Position[] positions, ReadOnlySpan<CollateralTerms> collateral)
    {
        var sums = new MarginSums[collateral.Length + 1];
        for (var i = 0; i < positions.Length; i++)
        {
            var market = _positions.GetValueAtIndex(i).Market;
            sums[market.Info.SettlementAsset.Id.Value].Add(market.Terms, positions[i]);
        }

        var risk = default(Risk);
        for (var asset = 1; asset <= collateral.Length; asset++)
        {
            risk.Add(collateral[asset - 1], _balances.GetValueOrDefault(asset), sums[asset]);
        }

        return risk;
    }

    private static MarginInfo InfoOf(AssetId valuation, in Risk risk) => new(
        valuation,
        new Money(risk.Collateral),
        new Money(risk.UnrealizedPnl),
        new Money(risk.Equity),
        new Money(risk.InitialMargin),
        new Money(risk.MaintenanceMargin),
        new Money(risk.FreeCollateral));

    public void Add(OrderView order, MarketView market)
    {
        _open.Add(order.Id, order);
        if (!order.ClientOrderId.IsEmpty)
        {
            _byClientOrderId[order.ClientOrderId] = order;
        }

        Position(market);
    }

    public void Apply(in EventHeader header, in OrderAmended amended, MarketView market) => Open(amended.OrderId).Apply(header, amended, market);

    public void Apply(in EventHeader header, in OrderCanceled canceled)
    {
        var order = Open(canceled.OrderId);
        order.Apply(header, canceled);
        EndIfEnded(order);
    }

    public void Apply(in EventHeader header, in TradeExecuted trade, in FillSide fill, MarketView market)
    {
        var order = Open(fill.OrderId);
        order.Apply(header, trade.Price, trade.Quantity, fill.Remaining);
        EndIfEnded(order);
        Position(market).Apply(fill);
    }

    /// <summary>Whether a balance is negative. For whoever holds the lock.</summary>
    public bool OwesAnything => _balances.Values.Any(balance => balance < 0);

    public void SetBalance(AssetId asset, Money balance) => _balances[asset.Value] = balance.Units;

    /// <summary>The position in a market, made if there is none.</summary>
    public PositionView Position(MarketView market)
    {
        var id = market.Info.Id.Value;
        if (!_positions.TryGetValue(id, out var position))
        {
            position = new PositionView(market);
            _positions.Add(id, position);
        }

        return position;
    }

    /// <summary>The state as a snapshot had it.</summary>
    public void StandAt(long sequence) => LastSequence = sequence;

    /// <summary>The positions in the order of <see cref="_positions"/>, as the engine's margin rules want them.</summary>
    private Position[] PositionsWithOrders()
    {
        Position[] positions = [.. _positions.Values.Select(view => view.ToPosition())];
        foreach (var order in _open.Values)
        {
            var index = _positions.IndexOfKey(order.Market.Value);
            order.AddTo(ref positions[index], _positions.GetValueAtIndex(index).Market.Terms);
        }

        return positions;
    }

    private OrderView Open(OrderId id) =>
        _open.GetValueOrDefault(id) ?? throw new InvalidOperationException($"Account {Info.Id} has no open order {id}, but an event for it.");

    private void EndIfEnded(OrderView order)
    {
        if (!order.HasEnded)
        {
            return;
        }

        _open.Remove(order.Id);
        var forgotten = (_ended ??= new EndedOrders()).Add(order);
        if (forgotten is not null && _byClientOrderId.GetValueOrDefault(forgotten.ClientOrderId) == forgotten)
        {
            _byClientOrderId.Remove(forgotten.ClientOrderId);
        }
    }
}
