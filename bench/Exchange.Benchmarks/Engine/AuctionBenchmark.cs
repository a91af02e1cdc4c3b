using System.Globalization;
using Exchange.Engine;

namespace Exchange.Benchmarks;

/// <summary>How long it takes to find the price of a call auction and to carry it out: every order crosses, and each match is settled like any other.</summary>
internal static class AuctionBenchmark
{
    private const int Rounds = 7;
    private const int OrdersPerAccount = 100;
    private const int MarkTicks = 100_000;

    private static readonly MarketId Market = new(1);

    /// <summary><c>[orders]</c></summary>
    public static int Run(string[] args)
    {
        var orders = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
        var times = new List<double>();
        var (trades, commands, longest) = (0L, 0, 0d);
        for (var round = 0; round < Rounds; round++)
        {
            var venue = new AuctionVenue(orders, OrdersPerAccount, MarkTicks);
            (var milliseconds, commands, longest) = venue.Uncross(Market);
            trades = venue.Trades;
            times.Add(milliseconds);
        }

        times.Sort();
        Console.WriteLine($"{orders:N0} orders, {trades:N0} trades in {commands} commands; {Rounds} rounds, thread CPU time");
        Console.WriteLine($"milliseconds to the end: best {times[0]:F1}, median {times[Rounds / 2]:F1}, worst {times[^1]:F1}; longest command of the last round {longest:F2}");
        return 0;
    }

    private sealed class AuctionVenue
    {
        private readonly StateMachine _machine = new();
        private readonly EventBuffer _events = new(1 << 24);
        private readonly Random _random = new(20_26);
        private long _sequence;
        private long _time = 1_700_000_000_000_000;

        public AuctionVenue(int orders, int perAccount, int mark)
        {
            Send(new InitializeVenue { HashKey = 1, Profile = VenueProfile.Trial });
            Send(new RegisterAsset { Code = Symbol.Parse("USDT"), Decimals = 6 });
            var parameters = new MarketParameters
            {
                TakerFee = new Rate(500_000), MakerFee = new Rate(200_000), PriceBand = new Rate(100_000_000), SlippageCap = new Rate(50_000_000),
                MaxOrderQuantity = new Quantity(1_000), MaxPositionQuantity = new Quantity(1_000_000), MaxOpenInterest = new Quantity(100_000_000), MaxOpenOrders = perAccount,
            };
            parameters.SetTiers([new MarginTier(new Money(0), new Rate(10_000_000), 20)]);
            Send(new CreateMarket
            {
                Symbol = Symbol.Parse("M"), BaseAsset = Symbol.Parse("M"), SettlementAsset = new AssetId(1), TickSize = new DecimalStep(1, 1),
                LotSize = new DecimalStep(1, 3), Parameters = parameters,
            });
            Send(new SetMarkPrice { Market = Market, MarkPrice = new Price(mark) });
            Send(new SetMarketState { Market = Market, State = MarketState.PreOpen });
            for (var order = 0; order < orders; order++)
            {
                Place(order, orders / perAccount, mark);
            }
        }

        public long Trades => _machine.State.LastTrade;

        /// <summary>Lets the auction's time run out, and carries it out.</summary>
        public (double Milliseconds, int Commands, double Longest) Uncross(MarketId market)
        {
            _time += 120_000_000;
            var (commands, longest) = (0, 0d);
            var started = ThreadClock.Now();
            do
            {
                var before = ThreadClock.Now();
                _ = commands++ == 0 ? Send(new AdvanceTime()) : Send(new Uncross { Market = market });
                longest = Math.Max(longest, (ThreadClock.Now() - before) / 1e6);
            }
            while (_machine.State.Markets[1].Auction.Phase != AuctionPhase.None);

            return ((ThreadClock.Now() - started) / 1e6, commands, longest);
        }

        /// <summary>Bids up to 1 % above the mark, asks down to 1 % below it.</summary>
        private void Place(int order, int accounts, int mark)
        {
            if (order < accounts)
            {
                var account = Send(new OpenAccount { Label = Text64.Parse("a") }).Entity;
                Send(new CreditAccount { Account = new AccountId(account), Asset = new AssetId(1), Amount = new Money(1L << 40), Reference = Text64.Parse($"c{account}") });
            }

            var side = order % accounts % 2 == 0 ? Side.Buy : Side.Sell;
            var away = _random.Next(mark / 100);
            var outcome = Send(new PlaceOrder
            {
                Account = new AccountId(AccountId.FirstCustomer + (order % accounts)),
                Market = Market,
                Side = side,
                Quantity = new Quantity(10),
                LimitPrice = new Price(side == Side.Buy ? mark + away : mark - away),
                Type = OrderType.Limit,
                TimeInForce = TimeInForce.GoodTillCanceled,
                SelfTradePrevention = SelfTradePrevention.ExpireTaker,
            });
            if (!outcome.IsAccepted)
            {
                throw new InvalidOperationException($"Order {order} was rejected: {outcome.Reject}.");
            }
        }

        private CommandOutcome Send<TCommand>(in TCommand command)
            where TCommand : unmanaged, ICommand
        {
            _events.Clear();
            return _machine.Apply(command, ++_sequence, new Timestamp(_time), _events);
        }
    }
}
