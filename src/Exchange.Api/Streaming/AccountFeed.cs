using Exchange.Engine;
using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>
/// The private channels of one account. Loaded from the views when its first client comes; events up to what was loaded are dropped,
/// those after it carry it on.
/// </summary>
internal sealed class AccountFeed(AccountId account, StreamHub hub, MessageWriter writer) : IFeed
{
    private readonly MessageWriter _orderEntries = new();
    private readonly MessageWriter _fillEntries = new();
    private readonly StreamChannel _orders = new("orders", hub);
    private readonly StreamChannel _fills = new("fills", hub);
    private readonly StreamChannel _positions = new("positions", hub);
    private readonly StreamChannel _balances = new("balances", hub);
    private readonly Dictionary<OrderId, LiveOrder> _open = [];
    private readonly List<LiveOrder> _touchedOrders = [];
    private readonly SortedDictionary<int, LivePosition> _positionByMarket = [];
    private readonly SortedDictionary<int, (AssetInfo Asset, Money Balance)> _balanceByAsset = [];
    private readonly SortedSet<int> _touchedPositions = [];
    private readonly SortedSet<int> _touchedBalances = [];

    private IVenueViews? _views;
    private long _loadedAt;
    private long _touchedOrdersAt;
    private (long Sequence, Timestamp Time) _ordersChanged;
    private (long Sequence, Timestamp Time) _fillsChanged;
    private (long Sequence, Timestamp Time) _positionsChanged;
    private (long Sequence, Timestamp Time) _balancesChanged;

    public bool IsTouched { get; set; }

    public IReadOnlyList<StreamChannel> Channels => [_orders, _fills, _positions, _balances];

    public bool TryLoad(IVenueViews views)
    {
        var before = views.LastSequenceOf(account);
        var orders = views.OpenOrders(account, market: null);
        var positions = views.Positions(account);
        var balances = views.Balances(account);
        if (views.LastSequenceOf(account) != before)
        {
            return false;
        }

        _views = views;
        _open.Clear();
        foreach (var order in orders)
        {
            _open.Add(order.Id, new LiveOrder(order, Market(order.Market)));
        }

        _positionByMarket.Clear();
        foreach (var position in positions)
        {
            _positionByMarket.Add(position.Market.Value, new LivePosition(position, Market(position.Market)));
        }

        _balanceByAsset.Clear();
        foreach (var balance in balances)
        {
            _balanceByAsset.Add(balance.Asset.Value, (Asset(balance.Asset), balance.Balance));
        }

        _loadedAt = _orders.Sequence = _fills.Sequence = _positions.Sequence = _balances.Sequence = before;
        return true;
    }

    public void Subscribe(StreamConnection connection, ChannelKind kind)
    {
        var channel = Channel(kind);
        channel.BeginSnapshot(writer);
        WriteState(kind);
        writer.EndObject();
        channel.Add(connection);
        channel.Send(connection, writer);
    }

    public void Unsubscribe(StreamConnection connection, ChannelKind kind) => Channel(kind).Remove(connection);

    public void Apply(in EventHeader header, in OrderAccepted accepted)
    {
        if (!IsNew(header))
        {
            return;
        }

        var order = new LiveOrder(header, accepted, Market(accepted.Market));
        _open.Add(accepted.OrderId, order);
        Touch(header, order);
    }

    public void Apply(in EventHeader header, in OrderAmended amended)
    {
        if (IsNew(header))
        {
            var order = OpenOrder(amended.OrderId);
            order.Apply(header, amended);
            Touch(header, order);
        }
    }

    public void Apply(in EventHeader header, in OrderCanceled canceled)
    {
        if (IsNew(header))
        {
            var order = OpenOrder(canceled.OrderId);
            order.Apply(header, canceled);
            Touch(header, order);
        }
    }

    /// <param name="header">The event's header.</param>
    /// <param name="trade">The trade.</param>
    /// <param name="fill">The side of it that is this account's.</param>
    /// <param name="isMaker">Which side that is.</param>
    public void Apply(in EventHeader header, in TradeExecuted trade, in FillSide fill, bool isMaker)
    {
        if (!IsNew(header))
        {
            return;
        }

        var order = OpenOrder(fill.OrderId);
        order.Apply(header, trade.Price, trade.Quantity, fill);
        Touch(header, order);
        Position(trade.Market).Apply(fill);
        TouchPosition(header, trade.Market);
        _fillsChanged = (header.Sequence, header.Time);
        if (_fills.HasSubscribers)
        {
            WriteFill(header, trade, fill, isMaker, order);
        }
    }

    public void Apply(in EventHeader header, in LeverageChanged change)
    {
        if (IsNew(header))
        {
            Position(change.Market).Leverage = change.Leverage;
            TouchPosition(header, change.Market);
        }
    }

    public void Apply(in EventHeader header, in MarginModeChanged change)
    {
        if (IsNew(header))
        {
            Position(change.Market).Mode = change.Mode;
            TouchPosition(header, change.Market);
        }
    }

    /// <summary>A transfer to or from the margin of one of the account's isolated positions.</summary>
    public void ApplyIsolated(in EventHeader header, in MoneyTransferred transfer)
    {
        if (IsNew(header))
        {
            Position(transfer.Market).AddMargin(transfer.To == AccountId.IsolatedMargins ? transfer.Amount : -transfer.Amount);
            TouchPosition(header, transfer.Market);
        }
    }

    /// <summary>The account's balance after a transfer.</summary>
    public void ApplyBalance(in EventHeader header, AssetId asset, Money balance)
    {
        if (IsNew(header))
        {
            _balanceByAsset[asset.Value] = (Asset(asset), balance);
            _touchedBalances.Add(asset.Value);
            _balancesChanged = (header.Sequence, header.Time);
        }
    }

    public void Publish()
    {
        EndCommand();
        PublishEntries(_orders, _ordersChanged, "orders"u8, _orderEntries);
        PublishEntries(_fills, _fillsChanged, "fills"u8, _fillEntries);
        PublishPositions();
        PublishBalances();
    }

    private StreamChannel Channel(ChannelKind kind) => kind switch
    {
        ChannelKind.Orders => _orders,
        ChannelKind.Fills => _fills,
        ChannelKind.Positions => _positions,
        ChannelKind.Balances => _balances,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not an account's channel."),
    };

    private bool IsNew(in EventHeader header) => header.Sequence > _loadedAt;

    private LiveOrder OpenOrder(OrderId id) => _open.TryGetValue(id, out var order)
        ? order
        : throw new InvalidOperationException($"Account {account} has no open order {id}, but an event for it.");

    private MarketInfo Market(MarketId id) =>
        _views!.FindMarket(id) ?? throw new InvalidOperationException($"The views have no market {id}.");

    private AssetInfo Asset(AssetId id) =>
        _views!.FindAsset(id) ?? throw new InvalidOperationException($"The views have no asset {id}.");

    private LivePosition Position(MarketId market)
    {
        if (!_positionByMarket.TryGetValue(market.Value, out var position))
        {
            position = new LivePosition(Market(market));
            _positionByMarket.Add(market.Value, position);
        }

        return position;
    }

    /// <summary>Marks an order as changed by the command of this event; what the command before it changed is told as it stood then.</summary>
    private void Touch(in EventHeader header, LiveOrder order)
    {
        if (header.Sequence != _touchedOrdersAt)
        {
            EndCommand();
            _touchedOrdersAt = header.Sequence;
        }

        _ordersChanged = (header.Sequence, header.Time);
        if (!order.IsTouched)
        {
            order.IsTouched = true;
            _touchedOrders.Add(order);
        }
    }

    private void TouchPosition(in EventHeader header, MarketId market)
    {
        _touchedPositions.Add(market.Value);
        _positionsChanged = (header.Sequence, header.Time);
    }

    private void EndCommand()
    {
        foreach (var order in _touchedOrders)
        {
            order.IsTouched = false;
            if (_orders.HasSubscribers)
            {
                order.Write(_orderEntries);
            }

            if (order.HasEnded)
            {
                _open.Remove(order.Order.Id);
            }
        }

        _touchedOrders.Clear();
    }

    private void PublishEntries(StreamChannel channel, (long Sequence, Timestamp Time) changed, ReadOnlySpan<byte> name, MessageWriter entries)
    {
        if (changed.Sequence <= channel.Sequence)
        {
            return;
        }

        if (!channel.HasSubscribers)
        {
            channel.Sequence = changed.Sequence;
            return;
        }

        channel.BeginDelta(writer, changed.Sequence, changed.Time).Name(name).BeginArray().Raw(entries.Written).EndArray();
        entries.Clear();
        channel.Publish(writer.EndObject());
    }

    private void PublishPositions()
    {
        if (_positionsChanged.Sequence <= _positions.Sequence)
        {
            return;
        }

        if (_positions.HasSubscribers)
        {
            _positions.BeginDelta(writer, _positionsChanged.Sequence, _positionsChanged.Time).Name("positions"u8).BeginArray();
            foreach (var market in _touchedPositions)
            {
                _positionByMarket[market].Write(writer);
            }

            _positions.Publish(writer.EndArray().EndObject());
        }

        _positions.Sequence = _positionsChanged.Sequence;
        _touchedPositions.Clear();
    }

    private void PublishBalances()
    {
        if (_balancesChanged.Sequence <= _balances.Sequence)
        {
            return;
        }

        if (_balances.HasSubscribers)
        {
            _balances.BeginDelta(writer, _balancesChanged.Sequence, _balancesChanged.Time).Name("balances"u8).BeginArray();
            foreach (var asset in _touchedBalances)
            {
                WriteBalance(_balanceByAsset[asset]);
            }

            _balances.Publish(writer.EndArray().EndObject());
        }

        _balances.Sequence = _balancesChanged.Sequence;
        _touchedBalances.Clear();
    }

    private void WriteState(ChannelKind kind)
    {
        switch (kind)
        {
            case ChannelKind.Orders:
                writer.Name("orders"u8).BeginArray();
                foreach (var order in _open.Values)
                {
                    order.Write(writer);
                }

                break;
            case ChannelKind.Positions:
                writer.Name("positions"u8).BeginArray();
                foreach (var position in _positionByMarket.Values)
                {
                    position.Write(writer);
                }

                break;
            case ChannelKind.Balances:
                writer.Name("balances"u8).BeginArray();
                foreach (var balance in _balanceByAsset.Values)
                {
                    WriteBalance(balance);
                }

                break;
            default:
                writer.Name("fills"u8).BeginArray();
                break;
        }

        writer.EndArray();
    }

    private void WriteBalance((AssetInfo Asset, Money Balance) balance) => writer
        .BeginObject()
        .Name("asset"u8).Text(balance.Asset.Code.ToString())
        .Name("balance"u8).Decimal(balance.Balance.Units, DecimalText.UnitOf(balance.Asset))
        .EndObject();

    private void WriteFill(in EventHeader header, in TradeExecuted trade, in FillSide fill, bool isMaker, LiveOrder order)
    {
        var unit = DecimalText.UnitOf(order.Market.SettlementAsset);
        _fillEntries
            .BeginObject()
            .Name("tradeId"u8).NumberText(trade.TradeId.Value)
            .Name("orderId"u8).NumberText(fill.OrderId.Value)
            .Name("clientOrderId"u8);
        order.WriteClientOrderId(_fillEntries);
        _fillEntries
            .Name("market"u8).Text(order.Market.Symbol.ToString())
            .Name("side"u8).Text(WireName.Of(order.Order.Side))
            .Name("liquidity"u8).Text(isMaker ? "maker"u8 : "taker"u8)
            .Name("price"u8).Decimal(trade.Price.Ticks, order.Market.TickSize)
            .Name("quantity"u8).Decimal(trade.Quantity.Lots, order.Market.LotSize)
            .Name("fee"u8).Decimal(fill.Fee.Units, unit)
            .Name("realizedPnl"u8).Decimal(fill.RealizedPnl.Units, unit)
            .Name("sequence"u8).Number(header.Sequence)
            .Name("time"u8).Number(header.Time.Microseconds)
            .EndObject();
    }
}
