using System.Globalization;
using Exchange.Simulation;
using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>The engine behind the book's contract: rich traders, wide limits, so that only the book decides.</summary>
internal sealed class EngineBook : IBook
{
    private const int Traders = 4;
    private static readonly MarketId Market = new(1);

    private readonly Venue _venue = new();
    private readonly AccountId[] _traders = new AccountId[Traders];
    private readonly Dictionary<OrderId, int> _numbers = [];
    private readonly List<OrderId> _ids = [default];

    public EngineBook()
    {
        var parameters = Scenario.DefaultParameters();
        parameters.MinOrderNotional = new Money(1);
        parameters.MaxOpenOrders = 1_000;
        parameters.MaxPositionQuantity = parameters.MaxOpenInterest = new Quantity(1_000_000);
        _venue.Send(new InitializeVenue { HashKey = 7, Profile = VenueProfile.Trial });
        _venue.Send(new RegisterAsset { Code = Symbol.Parse("USDT"), Decimals = 6 });
        _venue.Send(new CreateMarket
        {
            Symbol = Symbol.Parse("X"), BaseAsset = Symbol.Parse("X"), SettlementAsset = new AssetId(1),
            TickSize = new DecimalStep(1, 0), LotSize = new DecimalStep(1, 0), Parameters = parameters,
        });
        _venue.Send(new SetMarkPrice { Market = Market, MarkPrice = new Price(100) });
        _venue.Send(new SetMarketState { Market = Market, State = MarketState.Active });
        for (var i = 0; i < Traders; i++)
        {
            _traders[i] = new AccountId(_venue.Send(new OpenAccount()).Entity);
            _venue.Send(new CreditAccount { Account = _traders[i], Asset = new AssetId(1), Amount = new Money(1L << 52), Reference = Text64.Parse($"r{i}") });
        }
    }

    public string Queues => $"{QueuesOf(Side.Buy)} | {QueuesOf(Side.Sell)}";

    public string Place(BookOrder order) => Tell(_venue.Send(new PlaceOrder
    {
        Account = _traders[order.Trader],
        Market = Market,
        LimitPrice = new Price(order.Price),
        Quantity = new Quantity(order.Lots),
        Side = order.Side,
        Type = OrderType.Limit,
        TimeInForce = order.TimeInForce,
        Flags = order.PostOnly ? OrderFlags.PostOnly : OrderFlags.None,
        SelfTradePrevention = order.SelfTradePrevention,
    }));

    public string Cancel(int trader, int number) => Tell(_venue.Send(new CancelOrder { Account = _traders[trader], OrderId = Id(number) }));

    public string Amend(int trader, int number, int price, int lots) => Tell(_venue.Send(new AmendOrder
    {
        Account = _traders[trader], OrderId = Id(number), LimitPrice = new Price(price), Quantity = new Quantity(lots),
    }));

    private OrderId Id(int number) => number < _ids.Count ? _ids[number] : new OrderId(long.MaxValue);

    /// <summary>The last command's events, and at the end its outcome; the two must not contradict each other.</summary>
    private string Tell(in CommandOutcome outcome)
    {
        if (!outcome.IsAccepted)
        {
            return $"rejected {outcome.Reject}";
        }

        var happened = new List<string>();
        string? end = null;
        foreach (var frame in new EventReader(_venue.LastEvents))
        {
            switch (frame.Kind)
            {
                case EventKind.OrderAccepted:
                    _numbers.Add(frame.As<OrderAccepted>().OrderId, _ids.Count);
                    _ids.Add(frame.As<OrderAccepted>().OrderId);
                    break;
                case EventKind.TradeExecuted:
                    ref readonly var trade = ref frame.As<TradeExecuted>();
                    happened.Add($"{trade.Quantity.Lots}@{trade.Price.Ticks} #{_numbers[trade.Maker.OrderId]}");
                    break;
                case EventKind.OrderCanceled when frame.As<OrderCanceled>().OrderId == outcome.OrderId:
                    ref readonly var canceled = ref frame.As<OrderCanceled>();
                    Assert.Equal(canceled.Reason, outcome.CancelReason);
                    end = $"canceled {canceled.CanceledQuantity.Lots} {canceled.Reason}";
                    break;
                case EventKind.OrderCanceled:
                    happened.Add($"x#{_numbers[frame.As<OrderCanceled>().OrderId]} {frame.As<OrderCanceled>().Reason}");
                    break;
            }
        }

        happened.Add(end ?? (outcome.Status == OrderStatus.Filled ? "filled" : $"rests {outcome.Remaining.Lots}"));
        return string.Join(", ", happened);
    }

    private string QueuesOf(Side side)
    {
        var book = _venue.Machine.State.Markets[Market.Value].Book;
        var levels = new List<string>();
        for (var ticks = book.Best(side); ticks != 0; ticks = book.NextBehind(side, ticks))
        {
            var queue = new List<string>();
            for (var slot = book.OldestAt(side, ticks); slot != 0; slot = _venue.Machine.State.Orders[slot].Next)
            {
                ref var order = ref _venue.Machine.State.Orders[slot];
                queue.Add($"#{_numbers[new OrderId(order.Id)]}:{order.Remaining}");
            }

            levels.Add(string.Create(CultureInfo.InvariantCulture, $"{ticks}[{string.Join(' ', queue)}]"));
        }

        return string.Join(' ', levels);
    }
}
