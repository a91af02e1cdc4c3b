using Exchange.Engine;
using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>The demo's traders in one market.</summary>
internal sealed class DemoMarket(IExchange exchange, MarketInfo market, Price start, DemoAccounts accounts, DemoSources sources, Random random)
{
    private const int Levels = 12;

    /// <summary>Every so many steps the makers quote anew.</summary>
    private const int StepsPerQuote = 3;

    private readonly CommandBatch _batch = new();
    private double _reference = start.Ticks;
    private int _step;

    /// <summary>A fifth of a second of the market's life.</summary>
    public async Task StepAsync(CancellationToken cancellationToken)
    {
        Walk();
        _batch.Clear();
        sources.Report(_batch, _reference);
        if (_step++ % StepsPerQuote == 0)
        {
            for (var i = 1; i <= DemoAccounts.Makers; i++)
            {
                Quote(accounts[$"demo:maker-{i}"]);
            }
        }

        if (random.Next(3) != 0)
        {
            Take(accounts[$"demo:taker-{random.Next(DemoAccounts.Takers) + 1}"]);
        }

        await exchange.SubmitAsync(_batch, cancellationToken);
    }

    /// <summary>A random walk of about 1 % a minute, pulled back to where it began.</summary>
    private void Walk()
    {
        var noise = (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 2;
        _reference += (_reference * 0.0006 * noise) + ((start.Ticks - _reference) * 0.0005);
    }

    /// <summary>Takes the old quotes out and puts new ones in, lower when the maker is long and higher when it is short, so that it comes back to flat.</summary>
    private void Quote(AccountId maker)
    {
        _batch.Add(new CancelAllOrders { Account = maker, Market = market.Id, Reason = CancelReason.Requested });
        var size = exchange.Views.Positions(maker).FirstOrDefault(position => position.Market == market.Id)?.Size.Lots ?? 0;
        var tick = Math.Max(1, _reference / 20_000);
        var center = _reference - (tick * size / (20.0 * TypicalLots));
        for (var level = 1; level <= Levels; level++)
        {
            var distance = tick * level * (0.8 + (0.4 * random.NextDouble()));
            Place(maker, Side.Buy, (long)(center - distance), TypicalLots * (1 + random.Next(level + 1)));
            Place(maker, Side.Sell, (long)Math.Ceiling(center + distance), TypicalLots * (1 + random.Next(level + 1)));
        }
    }

    /// <summary>About 1,000 settlement units' worth.</summary>
    private long TypicalLots => Math.Max(1, (long)(1_000_000_000 / (_reference * market.TickLotValue)));

    private void Place(AccountId maker, Side side, long ticks, long lots) => _batch.Add(new PlaceOrder
    {
        Account = maker,
        Market = market.Id,
        LimitPrice = new Price(Math.Max(1, ticks)),
        Quantity = new Quantity(lots),
        Side = side,
        Type = OrderType.Limit,
        TimeInForce = TimeInForce.GoodTillCanceled,
        Flags = OrderFlags.PostOnly,
        SelfTradePrevention = SelfTradePrevention.ExpireTaker,
    });

    private void Take(AccountId taker)
    {
        // Whoever has a position rather closes it, so that nobody drifts to a limit.
        var size = exchange.Views.Positions(taker).FirstOrDefault(position => position.Market == market.Id)?.Size.Lots ?? 0;
        var buys = random.Next(100) < 50 - Math.Clamp(size / TypicalLots, -40, 40);
        _batch.Add(new PlaceOrder
        {
            Account = taker,
            Market = market.Id,
            Quantity = new Quantity(TypicalLots * (1 + random.Next(5))),
            Side = buys ? Side.Buy : Side.Sell,
            Type = OrderType.Market,
            TimeInForce = TimeInForce.ImmediateOrCancel,
            SelfTradePrevention = SelfTradePrevention.ExpireTaker,
        });
    }
}
