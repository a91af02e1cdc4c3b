using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Exchange.Engine;

namespace Exchange.Benchmarks;

/// <summary>How large a venue the workload plays on.</summary>
/// <param name="Name">For the report.</param>
/// <param name="Markets">Markets.</param>
/// <param name="Accounts">Accounts, each active in up to four markets.</param>
/// <param name="Resting">Orders resting across the venue, held steady.</param>
/// <param name="ClientOrderIds">Whether every order carries a client order id, to be remembered.</param>
internal sealed record WorkloadShape(string Name, int Markets, int Accounts, int Resting, bool ClientOrderIds);

/// <summary>
/// A recorded stream of commands: half are new orders, a quarter cancels, the rest amendments and immediate-or-cancel orders that
/// trade. It is recorded against a state machine, so that cancels name real orders; being deterministic, it replays on a fresh one.
/// </summary>
internal sealed class EngineWorkload
{
    private const int MarkTicks = 100_000;
    private const long Deposit = 1L << 40;

    private readonly Random _random = new(20_26);
    private readonly StateMachine _machine = new();
    private readonly EventBuffer _events = new();
    private readonly WorkloadShape _shape;
    private readonly int[] _firstAccountOfMarket;
    private readonly List<(OrderId Id, int Account, int Market, Side Side, long Price)> _resting = [];
    private readonly int[] _mid;
    private FrameList _frames = new();
    private long _orders;
    private long _time = 1_700_000_000_000_000;

    public EngineWorkload(WorkloadShape shape, int commands)
    {
        _shape = shape;
        _mid = new int[shape.Markets + 1];
        _firstAccountOfMarket = new int[shape.Markets + 1];
        Array.Fill(_mid, MarkTicks);
        SetUp();
        Setup = _frames;
        _frames = new FrameList();
        while (_frames.Count < commands)
        {
            Step();
        }

        Measured = _frames;
    }

    /// <summary>Opens the venue and fills the books.</summary>
    public FrameList Setup { get; }

    /// <summary>What is timed.</summary>
    public FrameList Measured { get; }

    public int RestingOrders => _resting.Count;

    public long Trades => _machine.State.LastTrade;

    private void SetUp()
    {
        Send(new InitializeVenue { HashKey = 0x9E37_79B9_7F4A_7C15, Profile = VenueProfile.Trial });
        Send(new RegisterAsset { Code = Symbol.Parse("USDT"), Decimals = 6 });
        for (var market = 1; market <= _shape.Markets; market++)
        {
            Send(NewMarket(market));
            Send(new SetMarkPrice { Market = new MarketId(market), MarkPrice = new Price(MarkTicks) });
            Send(new SetMarketState { Market = new MarketId(market), State = MarketState.Active });
        }

        for (var i = 0; i < _shape.Accounts; i++)
        {
            var account = new AccountId(Send(new OpenAccount()).Entity);
            Send(new CreditAccount { Account = account, Asset = new AssetId(1), Amount = new Money(Deposit), Reference = Text64.Parse($"d{i}") });
        }

        OpenPositions();
        while (_resting.Count < _shape.Resting)
        {
            Add();
        }
    }

    private static CreateMarket NewMarket(int market)
    {
        var parameters = new MarketParameters
        {
            MakerFee = new Rate(200_000),
            TakerFee = new Rate(500_000),
            PriceBand = new Rate(100_000_000),
            SlippageCap = new Rate(50_000_000),
            MaxOrderQuantity = new Quantity(100_000),
            MaxPositionQuantity = new Quantity(10_000_000),
            MaxOpenInterest = new Quantity(1L << 36),
            MinOrderNotional = new Money(1_000_000),
            MaxOpenOrders = 200,
        };
        parameters.SetTiers(
        [
            new MarginTier(new Money(0), new Rate(5_000_000), 100),
            new MarginTier(new Money(600_000_000_000), new Rate(6_500_000), 75),
            new MarginTier(new Money(3_000_000_000_000), new Rate(10_000_000), 50),
            new MarginTier(new Money(12_000_000_000_000), new Rate(20_000_000), 25),
        ]);
        return new CreateMarket
        {
            Symbol = Symbol.Parse($"M{market}"),
            BaseAsset = Symbol.Parse("BASE"),
            SettlementAsset = new AssetId(1),
            TickSize = new DecimalStep(1, 1),
            LotSize = new DecimalStep(1, 3),
            Parameters = parameters,
        };
    }

    /// <summary>Gives every account positions in its (up to four) markets, so that margin has something to walk.</summary>
    private void OpenPositions()
    {
        var markets = Math.Min(4, _shape.Markets);
        for (var i = 0; i + 1 < _shape.Accounts; i += 2)
        {
            for (var k = 0; k < markets; k++)
            {
                var market = MarketOf(i, k);
                Send(Order(AccountAt(i), market, Side.Buy, MarkTicks, 10, TimeInForce.GoodTillCanceled));
                Send(Order(AccountAt(i + 1), market, Side.Sell, MarkTicks, 10, TimeInForce.ImmediateOrCancel));
            }
        }
    }

    private void Step()
    {
        var dice = _random.Next(100);
        if (_random.Next(1000) == 0)
        {
            MoveMark();
        }
        else if (dice < 50)
        {
            if (_resting.Count < _shape.Resting)
            {
                Add();
            }
            else
            {
                Cancel();
            }
        }
        else if (dice < 75)
        {
            Cancel();
        }
        else if (dice < 88)
        {
            Amend();
        }
        else
        {
            Take();
        }
    }

    private void Add()
    {
        var (account, market) = Pick();
        var side = _random.Next(2) == 0 ? Side.Buy : Side.Sell;
        var away = 1 + (int)(-Math.Log(1 - _random.NextDouble()) * 40);
        var price = side == Side.Buy ? _mid[market] - away : _mid[market] + away;
        Keep(Send(Order(account, market, side, price, _random.Next(1, 50), TimeInForce.GoodTillCanceled)), account, market, side, price);
    }

    private void Take()
    {
        var (account, market) = Pick();
        var side = _random.Next(2) == 0 ? Side.Buy : Side.Sell;
        var price = side == Side.Buy ? _mid[market] + 100 : _mid[market] - 100;
        Send(Order(account, market, side, price, _random.Next(1, 30), TimeInForce.ImmediateOrCancel));
    }

    private void Cancel()
    {
        if (Draw() is { } order)
        {
            Send(new CancelOrder { Account = new AccountId(order.Account), OrderId = order.Id });
        }
    }

    private void Amend()
    {
        if (Draw() is { } order)
        {
            var price = order.Price + _random.Next(-3, 4);
            var amend = new AmendOrder { Account = new AccountId(order.Account), OrderId = order.Id, LimitPrice = new Price(price), Quantity = new Quantity(_random.Next(60, 90)) };
            Keep(Send(amend), order.Account, order.Market, order.Side, price);
        }
    }

    private void MoveMark()
    {
        var market = _random.Next(1, _shape.Markets + 1);
        _mid[market] = Math.Clamp(_mid[market] + _random.Next(-5, 6), MarkTicks - 500, MarkTicks + 500);
        Send(new SetMarkPrice { Market = new MarketId(market), MarkPrice = new Price(_mid[market]) });
    }

    /// <summary>Takes a random order out of the list of those that rest; some have been filled meanwhile and are passed over.</summary>
    private (OrderId Id, int Account, int Market, Side Side, long Price)? Draw()
    {
        while (_resting.Count > 0)
        {
            var index = _random.Next(_resting.Count);
            var order = _resting[index];
            _resting[index] = _resting[^1];
            _resting.RemoveAt(_resting.Count - 1);
            if (_machine.State.Orders.Find(order.Id) != 0)
            {
                return order;
            }
        }

        return null;
    }

    private void Keep(CommandOutcome outcome, int account, int market, Side side, long price)
    {
        if (outcome.Remaining.Lots > 0)
        {
            _resting.Add((outcome.OrderId, account, market, side, price));
        }
    }

    private (int Account, int Market) Pick()
    {
        var index = _random.Next(_shape.Accounts);
        return (AccountAt(index), MarketOf(index, _random.Next(Math.Min(4, _shape.Markets))));
    }

    private static int AccountAt(int index) => AccountId.FirstCustomer + index;

    /// <summary>Neighbours share their markets, so that they can trade with each other.</summary>
    private int MarketOf(int accountIndex, int k) => 1 + ((((accountIndex / 2) * 7) + (k * 13)) % _shape.Markets);

    private PlaceOrder Order(int account, int market, Side side, long price, long lots, TimeInForce timeInForce) => new()
    {
        Account = new AccountId(account),
        Market = new MarketId(market),
        Side = side,
        Type = OrderType.Limit,
        TimeInForce = timeInForce,
        SelfTradePrevention = SelfTradePrevention.ExpireTaker,
        LimitPrice = new Price(price),
        Quantity = new Quantity(lots),
        ClientOrderId = _shape.ClientOrderIds ? ClientOrderId.Parse($"x-bot7-{++_orders:D16}") : default,
    };

    private CommandOutcome Send<TCommand>(in TCommand command)
        where TCommand : unmanaged, ICommand
    {
        _time += 5;
        _frames.Add(command, new Timestamp(_time));
        _events.Clear();
        return _machine.Apply(command, _machine.LastSequence + 1, new Timestamp(_time), _events);
    }
}

/// <summary>Framed commands, as the engine loop gets them.</summary>
internal sealed class FrameList
{
    private byte[] _bytes = new byte[1 << 20];
    private readonly List<int> _offsets = [0];

    public int Count => _offsets.Count - 1;

    public void Add<TCommand>(in TCommand command, Timestamp time)
        where TCommand : unmanaged, ICommand
    {
        var start = _offsets[^1];
        var length = CommandHeader.Size + Unsafe.SizeOf<TCommand>();
        if (start + length > _bytes.Length)
        {
            Array.Resize(ref _bytes, _bytes.Length * 2);
        }

        MemoryMarshal.Write(_bytes.AsSpan(start), new CommandHeader(length, (ushort)TCommand.Kind, Reserved: 0, time));
        MemoryMarshal.Write(_bytes.AsSpan(start + CommandHeader.Size), command);
        _offsets.Add(start + length);
    }

    public ReadOnlySpan<byte> Bytes(int index) => _bytes.AsSpan(_offsets[index].._offsets[index + 1]);

    public CommandFrame this[int index]
    {
        get
        {
            var bytes = Bytes(index);
            return new CommandFrame(MemoryMarshal.Read<CommandHeader>(bytes), bytes[CommandHeader.Size..]);
        }
    }
}
