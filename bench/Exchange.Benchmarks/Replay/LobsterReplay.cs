using Exchange.Engine;

namespace Exchange.Benchmarks;

/// <summary>
/// Plays a day of a LOBSTER file on the engine. Submissions are limit orders, cancels are amendments and cancels, an execution is an
/// immediate-or-cancel order of the other side that must meet the order that the file names. After each message the engine's book must
/// be the file's.
/// </summary>
/// <remarks>
/// The file shows a few levels a side and nothing behind them. What goes out of view is canceled, and what comes into view is seeded:
/// one order for all that rests at the price, older than whatever arrives there afterwards. A price that was in view is never seeded,
/// so that a fault of matching cannot be mistaken for a view.
/// </remarks>
internal sealed class LobsterReplay(LobsterDay day, ReplayVenue venue)
{
    /// <summary>Holds every resting order.</summary>
    public const int Maker = 0;

    /// <summary>Sends every incoming one.</summary>
    public const int Taker = 1;

    private readonly RestingOrders _resting = new();
    private readonly BookLevels _published = new();
    private readonly BookLevels _before = new();
    private readonly BookLevels _own = new();
    private int _seeds;
    private int _takers;

    public LobsterFigures Figures { get; } = new();

    /// <summary>What differed, if a row did.</summary>
    public string? FirstDifference { get; private set; }

    /// <summary>Plays the day.</summary>
    /// <param name="first">The first message, already read: its row is where the book starts.</param>
    /// <param name="start">The book after it.</param>
    /// <param name="keepsGoing">Whether to go on after a row that differs.</param>
    public void Run(in LobsterMessage first, BookLevels start, bool keepsGoing)
    {
        LobsterFigures.Count(Figures.Messages, first.Event);
        _published.CopyFrom(start);
        Figures.SeededAtStart = SeedWhatEntered();
        for (var row = 2; (keepsGoing || Figures.UnequalRows == 0) && Next(out var message); row++)
        {
            LobsterFigures.Count(Figures.Messages, message.Event);
            if (message.IsApplicable)
            {
                venue.Now = message.Time;
                Apply(message);
                CancelWhatLeft(Side.Buy);
                CancelWhatLeft(Side.Sell);
                Figures.SeededOnEntry += SeedWhatEntered();
                Figures.MostResting = Math.Max(Figures.MostResting, _resting.Count);
                Compare(row, message);
            }
        }
    }

    /// <summary>Reads on, and keeps the book that was published before; a row of a message that changes nothing says nothing new.</summary>
    private bool Next(out LobsterMessage message)
    {
        _own.CopyFrom(_published);
        if (!day.Read(out message, _published))
        {
            return false;
        }

        _before.CopyFrom(_own);
        if (!message.IsApplicable)
        {
            _published.CopyFrom(_before);
        }

        return true;
    }

    private void Apply(in LobsterMessage message)
    {
        switch (message.Event)
        {
            case LobsterEvent.Submission:
                Place(message.OrderId, ClientOrderId.Parse($"{message.OrderId}"), message.Side, message.Ticks, message.Shares);
                break;
            case LobsterEvent.VisibleExecution:
                Execute(message);
                break;
            case LobsterEvent.PartialCancel or LobsterEvent.Deletion when Find(message) is { } order:
                Figures.CancelsOfSeeds += order.FileId == 0 ? 1 : 0;
                Reduce(order, message.Shares);
                break;
        }
    }

    /// <summary>The order that a message names, or the seed that it is a part of.</summary>
    private ReplayedOrder? Find(in LobsterMessage message)
    {
        if (_resting.FindByFileId(message.OrderId) is { } order)
        {
            return order;
        }

        ref var level = ref venue.Book.Ladder(message.Side).Find(message.Ticks);
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref level))
        {
            return null;
        }

        var oldest = Order(level.Oldest);
        return oldest.FileId == 0 ? oldest : null;
    }

    private ReplayedOrder Order(int slot) => _resting.In(ref venue.Machine.State.Orders[slot]);

    private void Place(long fileId, ClientOrderId clientOrderId, Side side, int ticks, long shares)
    {
        var outcome = venue.Send(Order(Maker, clientOrderId, side, ticks, shares, TimeInForce.GoodTillCanceled));
        if (outcome.Remaining.Lots > 0)
        {
            _resting.Add(new ReplayedOrder { FileId = fileId, ClientOrderId = clientOrderId, OrderId = outcome.OrderId, Side = side, Ticks = ticks, Quantity = shares });
        }
    }

    private static PlaceOrder Order(int account, ClientOrderId clientOrderId, Side side, int ticks, long shares, TimeInForce timeInForce) => new()
    {
        Account = ReplayVenue.Account(account),
        Market = ReplayVenue.Market,
        ClientOrderId = clientOrderId,
        Side = side,
        Type = OrderType.Limit,
        TimeInForce = timeInForce,
        SelfTradePrevention = SelfTradePrevention.ExpireTaker,
        LimitPrice = new Price(ticks),
        Quantity = new Quantity(shares),
    };

    /// <summary>Takes shares out of an order where it stands; all that are left cancel it.</summary>
    private void Reduce(ReplayedOrder order, long shares)
    {
        if (shares < order.Remaining)
        {
            order.Quantity -= shares;
            venue.Send(new AmendOrder { Account = ReplayVenue.Account(Maker), ClientOrderId = order.ClientOrderId, Quantity = new Quantity(order.Quantity) });
        }
        else
        {
            venue.Send(new CancelOrder { Account = ReplayVenue.Account(Maker), ClientOrderId = order.ClientOrderId });
            _resting.Remove(order);
        }
    }

    private void Execute(in LobsterMessage message)
    {
        var order = Find(message);
        if (WhyMissed(order, message) is { } miss)
        {
            LobsterFigures.Count(Figures.Missed, miss);
            if (order is not null)
            {
                Reduce(order, message.Shares); // the book goes on as the file's
            }

            return;
        }

        var side = message.Side == Side.Buy ? Side.Sell : Side.Buy;
        venue.Send(Order(Taker, ClientOrderId.Parse($"t{++_takers}"), side, message.Ticks, message.Shares, TimeInForce.ImmediateOrCancel));
        CheckHit(order!, message);
        Fill(order!, message.Shares);
    }

    /// <summary>Why an incoming order would not meet this one, or nothing.</summary>
    private ExecutionMiss? WhyMissed(ReplayedOrder? order, in LobsterMessage message)
    {
        if (order is null)
        {
            return ExecutionMiss.NotInBook;
        }

        if (order.Ticks != message.Ticks)
        {
            return ExecutionMiss.OtherPrice;
        }

        if (order.Remaining < message.Shares)
        {
            return ExecutionMiss.MoreThanIsLeft;
        }

        var best = venue.Book.Best(order.Side);
        if (best != order.Ticks)
        {
            return ExecutionMiss.BehindBetterPrice;
        }

        var oldest = Order(venue.Book.OldestAt(order.Side, best));
        return oldest == order ? null : oldest.FileId == 0 ? ExecutionMiss.BehindSeed : ExecutionMiss.BehindEarlierOrder;
    }

    /// <summary>The events of the incoming order must tell of one trade, with the named order and of the named size.</summary>
    private void CheckHit(ReplayedOrder order, in LobsterMessage message)
    {
        var trades = 0;
        var isRight = true;
        foreach (var frame in venue.LastEvents)
        {
            if (frame.Kind == EventKind.TradeExecuted)
            {
                var trade = frame.As<TradeExecuted>();
                trades++;
                isRight &= trade.Maker.OrderId == order.OrderId && trade.Quantity.Lots == message.Shares && trade.Price.Ticks == message.Ticks;
            }
        }

        if (trades != 1 || !isRight)
        {
            throw new InvalidOperationException($"The engine did not match {message.Shares} of order {message.OrderId}, which stood first at the best price.");
        }
    }

    private void Fill(ReplayedOrder order, long shares)
    {
        Figures.HitsOfSeeds += order.FileId == 0 ? 1 : 0;
        Figures.HitsOfOrders += order.FileId == 0 ? 0 : 1;
        Figures.SharesExecuted += shares;
        order.Filled += shares;
        if (order.Remaining == 0)
        {
            _resting.Remove(order);
        }
    }

    private void CancelWhatLeft(Side side)
    {
        var book = venue.Book;
        if (_published.Of(side) is not { Count: > 0 } levels || levels.Count < day.Depth)
        {
            return;
        }

        while (book.NextBehind(side, levels[^1].Ticks) is var ticks and not 0)
        {
            Figures.WindowCancels++;
            var order = Order(book.OldestAt(side, ticks));
            Reduce(order, order.Remaining);
        }
    }

    private int SeedWhatEntered()
    {
        var seeded = 0;
        foreach (var side in (ReadOnlySpan<Side>)[Side.Buy, Side.Sell])
        {
            foreach (var level in _published.Of(side))
            {
                if (_before.Of(side).Count == 0 || _before.IsOutside(side, level.Ticks, day.Depth))
                {
                    seeded += SeedIfAbsent(side, level);
                }
            }
        }

        return seeded;
    }

    private int SeedIfAbsent(Side side, BookLevel level)
    {
        if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref venue.Book.Ladder(side).Find(level.Ticks)))
        {
            return 0;
        }

        Place(fileId: 0, ClientOrderId.Parse($"s{++_seeds}"), side, level.Ticks, level.Lots);
        return 1;
    }

    private void Compare(int row, in LobsterMessage message)
    {
        _own.ReadFrom(venue.Book, day.Depth);
        if (_own.SameAs(_published))
        {
            Figures.EqualRows++;
            return;
        }

        Figures.UnequalRows++;
        FirstDifference ??= $"row {row}, after {message}\nthe file's book:\n{_published}the engine's book:\n{_own}";
    }
}
