using Exchange.Engine;

namespace Exchange.Benchmarks;

/// <summary>
/// Plays a capture of depth and trades: a maker keeps one order at each level of the captured book, placed, amended and canceled as the
/// levels change, and every trade is an immediate-or-cancel order of a taker. After each depth update the engine's book must be the captured one.
/// </summary>
/// <remarks>
/// A capture tells a trade and the levels that it changed in two messages, in either order. What a taker's order took is put back with the
/// next depth update, unless the update itself says what is left there. All of the maker's orders are post-only: were the
/// captured book ever crossed, one would be rejected and the replay would end.
/// The maker is several accounts, since an account has at most a thousand orders open in a market, and a largest position. The first
/// one with room takes a new order, so that the first has most of what is near the touch.
/// </remarks>
internal sealed class BinanceReplay(ReplayVenue venue, ReplayMarket market)
{
    /// <summary>How many levels are compared after each update; at the end all are.</summary>
    private const int ComparedLevels = 20;

    private const int Taker = 0;

    private readonly Dictionary<(Side Side, decimal Price), MakerOrder> _levels = [];
    private readonly Dictionary<long, MakerOrder> _byOrderId = [];
    private readonly HashSet<(Side Side, decimal Price)> _taken = [];
    private readonly int[] _ordersOf = new int[venue.Accounts];
    private readonly long[] _lotsOf = new long[venue.Accounts];
    private readonly long _lotsOfAccount = LotsOfAccount(market);
    private readonly List<CapturedLevel> _changes = [];
    private readonly BookLevels _captured = new();
    private readonly BookLevels _own = new();
    private int _orders;

    public BinanceFigures Figures { get; } = new();

    public CapturedBook Book { get; } = new();

    /// <summary>What differed, if an update did.</summary>
    public string? FirstDifference { get; private set; }

    /// <summary>How many accounts a book needs, the taker's included: by its levels and by what is quoted, with room for both to be spread unevenly.</summary>
    public static int AccountsFor(CaptureSurvey survey, ReplayMarket market) =>
        2 + (survey.MostLevels / (ReplayMarket.MaxOpenOrders - 100)) + (int)(3 * market.Lots(survey.MostQuantity) / LotsOfAccount(market));

    /// <summary>Half of the largest position may rest; the other half is for orders that grow, and for the position.</summary>
    private static long LotsOfAccount(ReplayMarket market) => market.Parameters().MaxPositionQuantity.Lots / 2;

    public void Run(IEnumerable<CapturedMessage> messages, ReplayPace pace)
    {
        foreach (var message in messages)
        {
            venue.Now = message.Time;
            switch (message)
            {
                case CapturedSnapshot snapshot:
                    Book.Start(snapshot);
                    Set([.. Book.Levels()]);
                    pace.Start(message.Time);
                    break;
                case CapturedDepth depth when Book.Apply(depth):
                    pace.Wait(message.Time);
                    Figures.DepthUpdates++;
                    Set(depth.Levels);
                    Compare(ComparedLevels);
                    break;
                case CapturedTrade trade when Book.IsSynchronized:
                    pace.Wait(message.Time);
                    Take(trade);
                    break;
                case CapturedDepth or CapturedTrade:
                    Figures.BeforeSnapshot++;
                    break;
            }
        }

        Set([]);
        Compare(int.MaxValue);
    }

    /// <summary>Brings the orders to the captured book: where the update says, and where takers have been.</summary>
    private void Set(IReadOnlyList<CapturedLevel> levels)
    {
        _changes.Clear();
        _changes.AddRange(levels);
        foreach (var level in levels)
        {
            _taken.Remove((level.Side, level.Price));
        }

        Figures.Refills += _taken.Count;
        _changes.AddRange(_taken.Select(level => new CapturedLevel(level.Side, level.Price, Book.At(level.Side, level.Price))));
        _taken.Clear();

        // What goes, goes first, so that what comes does not meet it. Then account by account, for the sake of a replay over connections.
        foreach (var level in _changes.Where(level => level.Quantity == 0).OrderBy(AccountAt))
        {
            Cancel(level);
        }

        foreach (var level in _changes.Where(level => level.Quantity != 0).OrderBy(AccountAt))
        {
            Quote(level);
        }
    }

    /// <summary>Whose order stands at a level; for one that is to come, whose it would be now.</summary>
    private int AccountAt(CapturedLevel level) => _levels.TryGetValue((level.Side, level.Price), out var order) ? order.Account : AccountWithRoom(market.Lots(level.Quantity));

    private void Cancel(CapturedLevel level)
    {
        if (_levels.TryGetValue((level.Side, level.Price), out var order))
        {
            venue.Send(new CancelOrder { Account = ReplayVenue.Account(order.Account), ClientOrderId = order.ClientOrderId });
            Figures.Canceled++;
            Forget(order);
        }
    }

    private void Quote(CapturedLevel level)
    {
        var lots = market.Lots(level.Quantity);
        if (!_levels.TryGetValue((level.Side, level.Price), out var order))
        {
            Place(level, lots);
        }
        else if (order.Remaining != lots)
        {
            _lotsOf[order.Account] += lots - order.Remaining;
            order.Quantity = order.Filled + lots;
            venue.Send(new AmendOrder { Account = ReplayVenue.Account(order.Account), ClientOrderId = order.ClientOrderId, Quantity = new Quantity(order.Quantity) });
            Figures.Amended++;
        }
    }

    private void Place(CapturedLevel level, long lots)
    {
        var account = AccountWithRoom(lots);
        var name = ClientOrderId.Parse($"m{++_orders}");
        var outcome = venue.Send(new PlaceOrder
        {
            Account = ReplayVenue.Account(account),
            Market = ReplayVenue.Market,
            ClientOrderId = name,
            Side = level.Side,
            Type = OrderType.Limit,
            TimeInForce = TimeInForce.GoodTillCanceled,
            Flags = OrderFlags.PostOnly,
            SelfTradePrevention = SelfTradePrevention.ExpireTaker,
            LimitPrice = new Price(market.Ticks(level.Price)),
            Quantity = new Quantity(lots),
        });
        var order = new MakerOrder(account, level.Side, level.Price, name, outcome.OrderId) { Quantity = lots };
        _levels.Add((level.Side, level.Price), order);
        _byOrderId.Add(outcome.OrderId.Value, order);
        _ordersOf[account]++;
        _lotsOf[account] += lots;
        Figures.Placed++;
    }

    private int AccountWithRoom(long lots)
    {
        var account = Taker + 1;
        while (_ordersOf[account] == ReplayMarket.MaxOpenOrders || (_ordersOf[account] > 0 && _lotsOf[account] + lots > _lotsOfAccount))
        {
            account++;
        }

        return account;
    }

    private void Take(CapturedTrade trade)
    {
        var lots = market.Lots(trade.Quantity);
        var outcome = venue.Send(new PlaceOrder
        {
            Account = ReplayVenue.Account(Taker),
            Market = ReplayVenue.Market,
            ClientOrderId = ClientOrderId.Parse($"t{++_orders}"),
            Side = trade.TakerSide,
            Type = OrderType.Limit,
            TimeInForce = TimeInForce.ImmediateOrCancel,
            SelfTradePrevention = SelfTradePrevention.ExpireTaker,
            LimitPrice = new Price(market.Ticks(trade.Price)),
            Quantity = new Quantity(lots),
        });
        Figures.Note(lots, outcome.Filled.Lots);
        foreach (var frame in venue.LastEvents)
        {
            if (frame.Kind == EventKind.TradeExecuted)
            {
                var executed = frame.As<TradeExecuted>();
                Fill(_byOrderId[executed.Maker.OrderId.Value], executed.Quantity.Lots);
            }
        }
    }

    private void Fill(MakerOrder order, long lots)
    {
        order.Filled += lots;
        _lotsOf[order.Account] -= lots;
        _taken.Add((order.Side, order.Price));
        if (order.Remaining == 0)
        {
            Forget(order);
        }
    }

    private void Forget(MakerOrder order)
    {
        _levels.Remove((order.Side, order.Price));
        _byOrderId.Remove(order.OrderId.Value);
        _ordersOf[order.Account]--;
        _lotsOf[order.Account] -= order.Remaining;
    }

    private void Compare(int depth)
    {
        Book.ReadTo(_captured, market, depth);
        _own.ReadFrom(venue.Book, depth);
        if (_own.SameAs(_captured))
        {
            Figures.EqualBooks++;
            return;
        }

        Figures.UnequalBooks++;
        FirstDifference ??= $"after update {Figures.DepthUpdates}\nthe captured book:\n{_captured}the engine's book:\n{_own}";
    }

    private sealed record MakerOrder(int Account, Side Side, decimal Price, ClientOrderId ClientOrderId, OrderId OrderId)
    {
        /// <summary>What was ordered in all, what is filled included.</summary>
        public long Quantity { get; set; }

        public long Filled { get; set; }

        public long Remaining => Quantity - Filled;
    }
}
