using Exchange.Engine;

namespace Exchange.Benchmarks;

/// <summary>
/// A random stream in which every rule of the market has its turn: all kinds of orders and commands, valid, invalid and repeated, by rich and
/// poor accounts in more markets and assets than an account holds inline. Not a measure of speed: it shows that an engine made faster still
/// does the same.
/// </summary>
internal sealed class EveryRuleWorkload
{
    private const int Markets = 7;
    private const int Assets = 6;
    private const int Accounts = 40;
    private const int MidTicks = 10_000;

    private readonly Random _random = new(7);
    private readonly StateMachine _machine = new();
    private readonly EventBuffer _events = new();
    private readonly (OrderId Id, AccountId Account)[] _recent = new (OrderId, AccountId)[256];
    private readonly int[] _marks = new int[Markets + 2];
    private PlaceOrder _last;
    private long _time = 1_700_000_000_000_000;
    private int _references;

    public EveryRuleWorkload(int commands)
    {
        SetUp();
        while (Frames.Count < commands)
        {
            Step();
        }
    }

    public FrameList Frames { get; } = new();

    private void SetUp()
    {
        Send(new InitializeVenue { HashKey = 0xD1B5_4A32_D192_ED03, Profile = VenueProfile.Trial });
        for (var asset = 1; asset <= Assets; asset++)
        {
            Send(new RegisterAsset { Code = Symbol.Parse($"A{asset}"), Decimals = 6 });
        }

        for (var market = 1; market <= Markets; market++)
        {
            _marks[market] = MidTicks;
            Send(new CreateMarket
            {
                Symbol = Symbol.Parse($"M{market}"),
                BaseAsset = Symbol.Parse("BASE"),
                SettlementAsset = AssetOf(market),
                TickSize = new DecimalStep(1, 1),
                LotSize = new DecimalStep(1, 3),
                Parameters = Parameters(),
            });
            Send(new SetMarkPrice { Market = new MarketId(market), MarkPrice = new Price(MidTicks) });
            Send(new SetMarketState { Market = new MarketId(market), State = MarketState.Active });
        }

        for (var i = 0; i < Accounts; i++)
        {
            var account = new AccountId(Send(new OpenAccount { SameOwnerAs = new AccountId(i % 5 == 4 ? AccountId.FirstCustomer + i - 1 : 0) }).Entity);
            foreach (var asset in (int[])[1, 5, 6])
            {
                Credit(account, new AssetId(asset), (1L << 28) << _random.Next(0, 9));
            }
        }
    }

    private void Step()
    {
        switch (_random.Next(1000))
        {
            case < 520:
                Place();
                break;
            case < 600:
                Cancel();
                break;
            case < 830:
                Amend();
                break;
            case < 845:
                Send(new CancelAllOrders
                {
                    Account = Account(),
                    Market = new MarketId(_random.Next(3) == 0 ? 0 : Market()),
                    Side = (Side)_random.Next(0, 4),
                    Reason = _random.Next(2) == 0 ? CancelReason.Requested : CancelReason.Operator,
                });
                break;
            case < 850:
                Send(new SetLeverage { Account = Account(), Market = new MarketId(Market()), Leverage = _random.Next(0, 110) });
                break;
            case < 940:
                MoveMark();
                break;
            case < 950:
                Send(new SetMarketState { Market = new MarketId(Market()), State = _random.Next(3) > 0 ? MarketState.Active : (MarketState)_random.Next(1, 7) });
                break;
            case < 955:
                Send(new SetMarketParameters { Market = new MarketId(Market()), Parameters = Parameters() });
                break;
            case < 975:
                Credit(Account(), new AssetId(_random.Next(1, Assets + 2)), 1L << _random.Next(20, 34));
                break;
            case < 992:
                Send(new DebitAccount
                {
                    Account = Account(),
                    Asset = new AssetId(_random.Next(1, Assets + 1)),
                    Amount = new Money(1L << _random.Next(20, 36)),
                    Reference = Text64.Parse($"r{_references++}"),
                });
                break;
            case < 999:
                _time += 20_000;
                Send(new AdvanceTime());
                break;
            default:
                Activate();
                break;
        }
    }

    private void Place()
    {
        if (_random.Next(20) == 0)
        {
            Remember(Send(_last), _last.Account);
            return;
        }

        var market = Market();
        var isMarket = _random.Next(8) == 0;
        var timeInForce = (TimeInForce)_random.Next(isMarket ? 3 : 1, _random.Next(100) == 0 ? 6 : 5);
        _last = new PlaceOrder
        {
            Account = Account(),
            Market = new MarketId(market),
            Side = (Side)_random.Next(1, 3),
            Type = isMarket ? OrderType.Market : OrderType.Limit,
            TimeInForce = timeInForce,
            Flags = (OrderFlags)(_random.Next(4) == 0 ? _random.Next(0, 4) : 0),
            SelfTradePrevention = (SelfTradePrevention)_random.Next(1, 4),
            LimitPrice = new Price(isMarket ? 0 : _marks[market] + _random.Next(-40, 41) + (_random.Next(30) == 0 ? _random.Next(-3000, 3000) : 0)),
            Quantity = new Quantity(_random.Next(50) == 0 ? _random.Next(-1, 120_000) : 1L << _random.Next(0, 12)),
            ExpiresAt = new Timestamp(timeInForce == TimeInForce.GoodTillDate ? _time + _random.Next(-10, 5_000) : 0),
            MaxSlippage = new Rate(isMarket && _random.Next(2) == 0 ? _random.Next(0, 60_000_000) : 0),
            ClientOrderId = ClientId(),
        };
        Remember(Send(_last), _last.Account);
    }

    private void Cancel()
    {
        var (id, account) = _recent[_random.Next(_recent.Length)];
        Send(new CancelOrder { Account = _random.Next(50) == 0 ? Account() : account, OrderId = _random.Next(5) == 0 ? default : id, ClientOrderId = ClientId() });
    }

    private void Amend()
    {
        var (id, account) = _recent[_random.Next(_recent.Length)];
        Send(new AmendOrder
        {
            Account = account,
            OrderId = _random.Next(20) == 0 ? default : id,
            ClientOrderId = _random.Next(2) == 0 ? default : ClientId(),
            LimitPrice = new Price(_random.Next(3) == 0 ? 0 : _marks[Market()] + _random.Next(-40, 41)),
            Quantity = new Quantity(_random.Next(3) == 0 ? 0 : 1L << _random.Next(0, 12)),
        });
    }

    private void MoveMark()
    {
        var market = Market();
        var mark = Math.Clamp(_marks[market] + _random.Next(-120, 121), MidTicks / 2, MidTicks * 2);
        if (Send(new SetMarkPrice { Market = new MarketId(market), MarkPrice = new Price(mark) }).IsAccepted)
        {
            _marks[market] = mark;
        }
    }

    private void Activate()
    {
        for (var market = 1; market <= Markets; market++)
        {
            Send(new SetMarketState { Market = new MarketId(market), State = MarketState.Active });
        }
    }

    private void Credit(AccountId account, AssetId asset, long amount) =>
        Send(new CreditAccount { Account = account, Asset = asset, Amount = new Money(amount), Reference = Text64.Parse($"r{_references++}") });

    private MarketParameters Parameters()
    {
        var parameters = new MarketParameters
        {
            MakerFee = new Rate(_random.Next(-200_000, 400_000)),
            TakerFee = new Rate(_random.Next(200_000, 700_000)),
            PriceBand = new Rate(_random.Next(20_000_000, 120_000_000)),
            SlippageCap = new Rate(_random.Next(1_000_000, 20_000_000)),
            MaxOrderQuantity = new Quantity(100_000),
            MaxPositionQuantity = new Quantity(_random.Next(100_000, 200_000)),
            MaxOpenInterest = new Quantity(_random.Next(200_000, 2_000_000)),
            MinOrderNotional = new Money(_random.Next(0, 3) * 5_000_000),
            MaxOpenOrders = _random.Next(3, 30),
        };
        parameters.SetTiers(
        [
            new MarginTier(new Money(0), new Rate(5_000_000), 100),
            new MarginTier(new Money(200_000_000 * (long)_random.Next(1, 9)), new Rate(6_500_000), 75),
            new MarginTier(new Money(3_000_000_000), new Rate(10_000_000), 50),
            new MarginTier(new Money(12_000_000_000), new Rate(20_000_000), 25),
        ]);
        return parameters;
    }

    private void Remember(CommandOutcome outcome, AccountId account)
    {
        if (outcome.Remaining.Lots > 0)
        {
            _recent[_random.Next(_recent.Length)] = (outcome.OrderId, account);
        }
    }

    private ClientOrderId ClientId() => _random.Next(3) == 0
        ? default
        : ClientOrderId.Parse(_random.Next(2) == 0 ? $"c{_random.Next(20_000)}" : $"a-longer-client-order-id-{_random.Next(20_000):D8}");

    private AccountId Account() => new(AccountId.FirstCustomer + _random.Next(Accounts + (_random.Next(200) == 0 ? 1 : 0)));

    private int Market() => _random.Next(1, Markets + (_random.Next(500) == 0 ? 2 : 1));

    private static AssetId AssetOf(int market) => new(market < 4 ? 1 : market < 6 ? 5 : 6);

    private CommandOutcome Send<TCommand>(in TCommand command)
        where TCommand : unmanaged, ICommand
    {
        _time += 5;
        Frames.Add(command, new Timestamp(_time));
        _events.Clear();
        return _machine.Apply(command, _machine.LastSequence + 1, new Timestamp(_time), _events);
    }
}
