using Exchange.Engine;

namespace Exchange.Benchmarks;

/// <summary>What is done to the first spot source in the worst minutes, from 21:00 to 22:00.</summary>
internal enum CrashVariant
{
    AsItWas,
    Silent,
    Frozen,
    Thousandfold,

    /// <summary>The derived legs stop at 20:00: the two real ones are below the quorum.</summary>
    TwoLegsAlone,
}

/// <summary>What came of a day.</summary>
internal sealed class CrashFigures
{
    public long Commands { get; set; }

    public SortedDictionary<RejectReason, int> Rejected { get; } = [];

    public SortedDictionary<EventKind, long> Events { get; } = [];

    public SortedDictionary<string, int> Transitions { get; } = [];

    /// <summary>Lowest and highest while fresh, after the positions were opened. In millionths of a tick.</summary>
    public PriceRange Index { get; } = new();

    public PriceRange Mark { get; } = new();

    public PriceRange Perpetual { get; } = new();

    /// <summary>Seconds of which the index was degraded at the end.</summary>
    public int DegradedSeconds { get; set; }

    public int Seconds { get; set; }

    /// <summary>Seconds with a fresh mark although the two real legs were alone. Must be none.</summary>
    public int SecondsFreshWhileAlone { get; set; }

    /// <summary>Whom the mark made liquidatable, at some fresh moment.</summary>
    public int LiquidatableAtMark { get; set; }

    /// <summary>Whom the index alone would have.</summary>
    public int LiquidatableAtIndex { get; set; }

    /// <summary>Whom the perpetual's own prints would have, were they the mark.</summary>
    public int LiquidatableAtPerpetual { get; set; }

    /// <summary>Whom the mark made liquidatable although not even the worst index, less or more the band, would have. Must be nobody.</summary>
    public int Wronged { get; set; }

    public int NegativeAccounts { get; set; }

    public int LargestMarkGapBillionths { get; set; }

    public string Hash { get; set; } = "";
}

/// <summary>The lowest and highest of some prices.</summary>
internal sealed class PriceRange
{
    public long Low { get; private set; } = long.MaxValue;

    public long High { get; private set; }

    public void Take(long price) => (Low, High) = (Math.Min(Low, price), Math.Max(High, price));
}

/// <summary>
/// Plays the day on the engine, by the data's own time: two spot markets as sources, with three derived from the first so that there is a quorum;
/// ten thousand leveraged accounts; and the perpetual's prints as the trading of the market itself.
/// </summary>
internal sealed class CrashDay(IReadOnlyList<CrashPrint> prints, CrashVariant variant)
{
    private const int Accounts = 10_000;
    private const int HighestLeverage = 50;
    private const int DerivedLegs = 3;
    private const long Second = 1_000_000;
    private const long Unit = 1_000_000;
    private const long Deposit = 1_000 * Unit;
    private const decimal TicksPerUnit = 1_000;
    private const decimal LotsPerCoin = 10;
    private static readonly MarketId Market = new(1);
    private static readonly AccountId Quoter = new(AccountId.FirstCustomer);
    private static readonly AccountId PrintMaker = new(AccountId.FirstCustomer + 1);
    private static readonly AccountId PrintTaker = new(AccountId.FirstCustomer + 2);
    private static readonly int FirstTrader = AccountId.FirstCustomer + 3;
    private static readonly long[] Delays = [300_000, 700_000, 1_500_000];

    private readonly StateMachine _machine = new();
    private readonly EventBuffer _events = new();
    private readonly FrameList _frames = new();
    private readonly CrashFigures _figures = new();
    private readonly Queue<(long Time, decimal Price)> _recent = new();
    private readonly decimal[] _derived = new decimal[DerivedLegs];
    private readonly (long Size, long Cost, long Balance)[] _opened = new (long, long, long)[Accounts];
    private readonly Random _random = new(2025_10_10);
    private long _now;
    private long _day;
    private decimal _spot;
    private decimal _frozen;
    private decimal _print;
    private bool _areOpen;

    private Market State => _machine.State.Markets[Market.Value];

    public CrashFigures Run()
    {
        _now = prints[0].Time;
        _day = _now - (_now % (24 * 3600 * Second));
        SetUp();
        var nextSecond = _now;
        foreach (var print in prints)
        {
            while (nextSecond <= print.Time)
            {
                _now = Math.Max(_now, nextSecond);
                PassSecond();
                nextSecond += Second;
            }

            _now = print.Time;
            Take(print);
        }

        Conclude();
        return _figures;
    }

    private void SetUp()
    {
        Send(new InitializeVenue { HashKey = 0x9E37_79B9_7F4A_7C15 });
        Send(new RegisterAsset { Code = Symbol.Parse("USDT"), Decimals = 6 });
        Send(new CreateMarket
        {
            Symbol = Symbol.Parse("DOT-USDT-PERP"), BaseAsset = Symbol.Parse("DOT"), SettlementAsset = new AssetId(1),
            TickSize = new DecimalStep(1, 3), LotSize = new DecimalStep(1, 1), Parameters = Parameters(),
        });
        var rules = new PriceRules
        {
            SourceCount = 2 + DerivedLegs, Quorum = 3, MaxDeviation = new Rate(50_000_000), MaxVelocity = new Rate(20_000_000), MarkBand = new Rate(20_000_000),
            BasisWindow = 30 * Second, TradeStaleAfter = 60 * Second, ImpactNotional = new Money(5_000 * Unit),
        };
        for (var i = 0; i < rules.SourceCount; i++)
        {
            var name = i == 0 ? "COINBASE" : i == 1 ? "GEMINI" : $"SYNTHETIC-{i - 1}";
            rules.Sources[i] = new PriceSource { Name = Symbol.Parse(name), Weight = i < 2 ? 2 : 1, StaleAfter = (i == 1 ? 600 : 15) * Second, MaxConfidence = new Rate(10_000_000) };
        }

        Send(new SetPriceRules { Market = Market, Rules = rules });
        for (var i = 0; i < 3 + Accounts; i++)
        {
            Send(new OpenAccount());
            Send(new CreditAccount
            {
                Account = new AccountId(AccountId.FirstCustomer + i), Asset = new AssetId(1), Amount = new Money(i < 3 ? 1L << 52 : Deposit), Reference = Text64.Parse($"deposit-{i}"),
            });
        }

        Send(new SetMarketState { Market = Market, State = MarketState.Active });
    }

    private static MarketParameters Parameters()
    {
        var parameters = new MarketParameters
        {
            MakerFee = new Rate(0), TakerFee = new Rate(200_000), PriceBand = new Rate(Rate.One - 1), SlippageCap = new Rate(Rate.One / 2),
            MaxOrderQuantity = new Quantity(1_000_000_000), MaxPositionQuantity = new Quantity(2_000_000_000), MaxOpenInterest = new Quantity(1_000_000_000_000),
            MinOrderNotional = new Money(0), MaxOpenOrders = 1_000,
        };
        parameters.SetTiers([new MarginTier(new Money(0), new Rate(10_000_000), HighestLeverage)]);
        return parameters;
    }

    /// <summary>What happens once a second: derived legs report, time passes, quotes follow the last print, figures are taken.</summary>
    private void PassSecond()
    {
        if (_spot == 0)
        {
            return;
        }

        if (variant != CrashVariant.TwoLegsAlone || _now - _day < 20 * 3600 * Second)
        {
            ReportDerived();
        }

        Send(new AdvanceTime());
        if (_print == 0 || State.MarkTicks == 0)
        {
            return;
        }

        Requote();
        if (!_areOpen && State.HasFreshPrice)
        {
            OpenPositions();
        }

        TakeFigures();
    }

    private void ReportDerived()
    {
        while (_recent.Count > 0 && _now - _recent.Peek().Time > 10 * Second)
        {
            _recent.Dequeue();
        }

        for (var i = 0; i < DerivedLegs; i++)
        {
            foreach (var (time, price) in _recent)
            {
                if (_now - time >= Delays[i])
                {
                    _derived[i] = price;
                }
            }

            if (_derived[i] == 0)
            {
                _derived[i] = _spot;
            }

            var jitter = 1 + ((_random.Next(401) - 200) / 1_000_000m); // two hundredths of a percent, seeded
            Report(2 + i, _derived[i] * jitter);
        }
    }

    private void Take(CrashPrint print)
    {
        switch (print.Leg)
        {
            case CrashLeg.Coinbase:
                _recent.Enqueue((print.Time, print.Price));
                _spot = print.Price;
                ReportFirst(print);
                break;
            case CrashLeg.Gemini:
                Report(1, print.Price);
                break;
            case CrashLeg.Perpetual:
                _print = print.Price;
                Trade(print);
                break;
        }
    }

    private void ReportFirst(CrashPrint print)
    {
        var isWorst = _now - _day is >= 21 * 3600 * Second and < 22 * 3600 * Second;
        if (!isWorst || _frozen == 0)
        {
            _frozen = print.Price;
        }

        if (isWorst && variant == CrashVariant.Silent)
        {
            return;
        }

        Report(0, isWorst && variant == CrashVariant.Frozen ? _frozen : isWorst && variant == CrashVariant.Thousandfold ? print.Price * 1000 : print.Price);
    }

    private void Report(int source, decimal price) => Send(new ReportPrice
    {
        Market = Market, Source = source, Price = new FinePrice((long)(price * TicksPerUnit * FinePrice.PerTick)), SourceTime = new Timestamp(_now),
    });

    /// <summary>A print of the perpetual: whoever made it rests, whoever took it takes.</summary>
    private void Trade(CrashPrint print)
    {
        if (State.MarkTicks == 0)
        {
            return;
        }

        var lots = (long)(print.Amount * 10 / print.Price * LotsPerCoin);
        var ticks = (long)(print.Price * TicksPerUnit);
        if (lots > 0)
        {
            Place(PrintMaker, print.IsBuy ? Side.Sell : Side.Buy, ticks, lots, TimeInForce.GoodTillCanceled);
            Place(PrintTaker, print.IsBuy ? Side.Buy : Side.Sell, ticks, lots, TimeInForce.ImmediateOrCancel);
        }
    }

    private void Requote()
    {
        var ticks = (long)(_print * TicksPerUnit);
        var lots = 2 * 5_000 * Unit / (ticks * State.TickLotValue);
        Send(new CancelAllOrders { Account = Quoter, Market = Market, Reason = CancelReason.Requested });
        Send(new CancelAllOrders { Account = PrintMaker, Market = Market, Reason = CancelReason.Requested });
        Place(Quoter, Side.Buy, ticks - 1, lots, TimeInForce.GoodTillCanceled);
        Place(Quoter, Side.Sell, ticks + 1, lots, TimeInForce.GoodTillCanceled);
    }

    /// <summary>Half of the accounts buy from the other half at the mark, at 1 to 50 times their deposit.</summary>
    private void OpenPositions()
    {
        _areOpen = true;
        Send(new CancelAllOrders { Account = Quoter, Market = Market, Reason = CancelReason.Requested });
        var mark = State.MarkTicks;
        for (var i = 0; i < Accounts; i += 2)
        {
            var leverage = 1 + (i / 2 % HighestLeverage);
            var lots = Deposit * leverage * 98 / 100 / (mark * State.TickLotValue);
            Place(Trader(i), Side.Sell, mark, lots, TimeInForce.GoodTillCanceled);
            Place(Trader(i + 1), Side.Buy, mark, lots, TimeInForce.ImmediateOrCancel);
        }

        for (var i = 0; i < Accounts; i++)
        {
            ref var position = ref _machine.State.Accounts.FindPosition(ref _machine.State.Accounts[Trader(i).Value], Market.Value);
            _opened[i] = (position.Size, position.Cost, _machine.State.Accounts.Balance(Trader(i).Value, 1));
        }
    }

    private static AccountId Trader(int index) => new(FirstTrader + index);

    private void TakeFigures()
    {
        _figures.Seconds++;
        if (State.Prices.State.IsDegraded == 1)
        {
            _figures.DegradedSeconds++;
        }

        _figures.Perpetual.Take((long)(_print * TicksPerUnit) * FinePrice.PerTick);
        if (!State.HasFreshPrice)
        {
            return;
        }

        _figures.SecondsFreshWhileAlone += variant == CrashVariant.TwoLegsAlone && _now - _day > ((20 * 3600) + 60) * Second ? 1 : 0;
        var index = State.Prices.State.Index;
        var mark = State.MarkTicks * FinePrice.PerTick;
        _figures.Index.Take(index);
        _figures.Mark.Take(mark);
        _figures.LargestMarkGapBillionths = Math.Max(_figures.LargestMarkGapBillionths, (int)(Int128.Abs(mark - index) * Rate.One / index));
    }

    private void Place(AccountId account, Side side, long ticks, long lots, TimeInForce timeInForce) => Send(new PlaceOrder
    {
        Account = account, Market = Market, Side = side, Type = OrderType.Limit, TimeInForce = timeInForce, SelfTradePrevention = SelfTradePrevention.ExpireMaker,
        LimitPrice = new Price(Math.Max(1, ticks)), Quantity = new Quantity(lots),
    });

    private void Send<TCommand>(in TCommand command)
        where TCommand : unmanaged, ICommand
    {
        var time = new Timestamp(_now);
        _frames.Add(command, time);
        _events.Clear();
        var outcome = _machine.Apply(command, _machine.LastSequence + 1, time, _events);
        if (!outcome.IsAccepted)
        {
            _figures.Rejected[outcome.Reject] = _figures.Rejected.GetValueOrDefault(outcome.Reject) + 1;
        }

        foreach (var frame in new EventReader(_events.Bytes))
        {
            _figures.Events[frame.Kind] = _figures.Events.GetValueOrDefault(frame.Kind) + 1;
            if (frame.Kind == EventKind.MarketStateChanged)
            {
                ref readonly var changed = ref frame.As<MarketStateChanged>();
                var name = $"{changed.From} to {changed.To}";
                _figures.Transitions[name] = _figures.Transitions.GetValueOrDefault(name) + 1;
            }
        }
    }

    private void Conclude()
    {
        _machine.CheckInvariants();
        _figures.Commands = _frames.Count;
        _figures.Hash = Convert.ToHexStringLower(_machine.Hash());
        Scan();
        Replay();
    }

    /// <summary>Looks at every account as it was opened, at the worst that each price was.</summary>
    private void Scan()
    {
        var halfRate = State.Prices.Rules.MarkBandWithin(State.Parameters).Billionths;
        foreach (var account in _opened)
        {
            var atMark = IsBelow(account, _figures.Mark, band: 0);
            _figures.LiquidatableAtMark += atMark ? 1 : 0;
            _figures.LiquidatableAtIndex += IsBelow(account, _figures.Index, band: 0) ? 1 : 0;
            _figures.LiquidatableAtPerpetual += IsBelow(account, _figures.Perpetual, band: 0) ? 1 : 0;
            _figures.Wronged += atMark && !IsBelow(account, _figures.Index, halfRate) ? 1 : 0;
        }

        for (var i = 0; i < 3 + Accounts; i++)
        {
            _figures.NegativeAccounts += _machine.State.Accounts.Balance(AccountId.FirstCustomer + i, 1) < 0 ? 1 : 0;
        }
    }

    /// <summary>Whether maintenance margin was not covered at the worst price of a range, widened by a band; exact, in millionths of a tick.</summary>
    private bool IsBelow((long Size, long Cost, long Balance) account, PriceRange range, long band)
    {
        if (account.Size == 0 || range.High == 0)
        {
            return false;
        }

        var price = account.Size > 0 ? (Int128)range.Low * (Rate.One - band) : (Int128)range.High * (Rate.One + band);
        var value = price * account.Size * State.TickLotValue; // in 10⁻¹⁵ units
        var scale = (Int128)Rate.One * FinePrice.PerTick;
        var equity = ((Int128)account.Balance - account.Cost) * scale + value;
        return equity * Rate.One < Int128.Abs(value) * State.Parameters.Tiers[0].MaintenanceRate.Billionths;
    }

    /// <summary>The same commands must lead to the same state.</summary>
    private void Replay()
    {
        var machine = new StateMachine();
        for (var i = 0; i < _frames.Count; i++)
        {
            _events.Clear();
            machine.Apply(_frames[i], i + 1, _events);
        }

        if (Convert.ToHexStringLower(machine.Hash()) != _figures.Hash)
        {
            throw new InvalidOperationException("The same commands led to another state.");
        }
    }
}
