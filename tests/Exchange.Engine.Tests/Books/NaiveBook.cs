using System.Globalization;

namespace Exchange.Engine.Tests;

/// <summary>Price-time priority written for the eye: one list, sorted anew whenever somebody looks. What the engine's book must be equal to.</summary>
internal sealed class NaiveBook : IBook
{
    private readonly List<Resting> _orders = [];
    private int _lastNumber;
    private int _arrivals;

    public string Queues => $"{Side(Engine.Side.Buy)} | {Side(Engine.Side.Sell)}";

    public string Place(BookOrder order)
    {
        if (order.PostOnly && Crossing(order).Length > 0)
        {
            return $"rejected {RejectReason.PostOnlyWouldMatch}";
        }

        return Enter(new Resting(++_lastNumber, order, order.Lots, Filled: 0, Arrival: 0));
    }

    public string Cancel(int trader, int number)
    {
        if (Find(trader, number) is not { } order)
        {
            return $"rejected {RejectReason.OrderUnknown}";
        }

        _orders.Remove(order);
        return $"canceled {order.Remaining} {CancelReason.Requested}";
    }

    public string Amend(int trader, int number, int price, int lots)
    {
        if (Find(trader, number) is not { } order)
        {
            return $"rejected {RejectReason.OrderUnknown}";
        }

        var total = order.Filled + order.Remaining;
        var (newPrice, newTotal) = (price == 0 ? order.Order.Price : price, lots == 0 ? total : lots);
        if (newTotal <= order.Filled || (newPrice == order.Order.Price && newTotal == total))
        {
            return $"rejected {RejectReason.AmendInvalid}";
        }

        var amended = order with { Order = order.Order with { Price = newPrice }, Remaining = newTotal - order.Filled };
        if (newPrice == order.Order.Price && newTotal < total)
        {
            _orders[_orders.IndexOf(order)] = amended;
            return $"rests {amended.Remaining}";
        }

        if (order.Order.PostOnly && Crossing(amended.Order).Length > 0)
        {
            return $"rejected {RejectReason.PostOnlyWouldMatch}";
        }

        _orders.Remove(order);
        return Enter(amended);
    }

    private string Enter(Resting incoming)
    {
        var order = incoming.Order;
        if (order.TimeInForce == TimeInForce.FillOrKill && Available(order) < incoming.Remaining)
        {
            return $"canceled {incoming.Remaining} {CancelReason.FillOrKill}";
        }

        var happened = new List<string>();
        foreach (var maker in Crossing(order))
        {
            if (incoming.Remaining == 0)
            {
                break;
            }

            if (maker.Order.Trader == order.Trader)
            {
                if (order.SelfTradePrevention != SelfTradePrevention.ExpireTaker)
                {
                    _orders.Remove(maker);
                    happened.Add($"x#{maker.Number} {CancelReason.SelfTrade}");
                }

                if (order.SelfTradePrevention != SelfTradePrevention.ExpireMaker)
                {
                    happened.Add($"canceled {incoming.Remaining} {CancelReason.SelfTrade}");
                    return string.Join(", ", happened);
                }

                continue;
            }

            var lots = Math.Min(incoming.Remaining, maker.Remaining);
            happened.Add($"{lots}@{maker.Order.Price} #{maker.Number}");
            incoming = incoming.Fill(lots);
            var left = maker.Fill(lots);
            var place = _orders.IndexOf(maker);
            if (left.Remaining == 0)
            {
                _orders.RemoveAt(place);
            }
            else
            {
                _orders[place] = left;
            }
        }

        if (incoming.Remaining == 0)
        {
            happened.Add("filled");
        }
        else if (order.TimeInForce is TimeInForce.ImmediateOrCancel or TimeInForce.FillOrKill)
        {
            happened.Add($"canceled {incoming.Remaining} {CancelReason.ImmediateOrCancel}");
        }
        else
        {
            _orders.Add(incoming with { Arrival = ++_arrivals });
            happened.Add($"rests {incoming.Remaining}");
        }

        return string.Join(", ", happened);
    }

    private int Available(BookOrder order) => Crossing(order)
        .TakeWhile(maker => maker.Order.Trader != order.Trader || order.SelfTradePrevention == SelfTradePrevention.ExpireMaker)
        .Where(maker => maker.Order.Trader != order.Trader)
        .Sum(maker => maker.Remaining);

    private Resting[] Crossing(BookOrder order) =>
        [.. Sorted(order.Side == Engine.Side.Buy ? Engine.Side.Sell : Engine.Side.Buy)
            .Where(maker => order.Side == Engine.Side.Buy ? maker.Order.Price <= order.Price : maker.Order.Price >= order.Price)];

    private IEnumerable<Resting> Sorted(Side side) => _orders
        .Where(order => order.Order.Side == side)
        .OrderBy(order => side == Engine.Side.Buy ? -order.Order.Price : order.Order.Price)
        .ThenBy(order => order.Arrival);

    private Resting? Find(int trader, int number) => _orders.SingleOrDefault(order => order.Number == number && order.Order.Trader == trader);

    private string Side(Side side) => string.Join(' ', Sorted(side)
        .GroupBy(order => order.Order.Price)
        .Select(level => string.Create(
            CultureInfo.InvariantCulture, $"{level.Key}[{string.Join(' ', level.Select(order => $"#{order.Number}:{order.Remaining}"))}]")));

    private sealed record Resting(int Number, BookOrder Order, int Remaining, int Filled, int Arrival)
    {
        public Resting Fill(int lots) => this with { Remaining = Remaining - lots, Filled = Filled + lots };
    }
}
