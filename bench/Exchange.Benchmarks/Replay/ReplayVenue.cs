using Exchange.Engine;

namespace Exchange.Benchmarks;

/// <summary>The market that a replay plays on.</summary>
/// <param name="Symbol">Its symbol.</param>
/// <param name="TickSize">One tick, in the settlement asset.</param>
/// <param name="LotSize">One lot, in units of what is traded.</param>
/// <param name="MarkTicks">The mark price, somewhere among the prices of the replay.</param>
internal sealed record ReplayMarket(string Symbol, DecimalStep TickSize, DecimalStep LotSize, int MarkTicks)
{
    /// <summary>What is credited to each account, in whole units of the settlement asset.</summary>
    public const long Deposit = 5_000_000_000;

    /// <summary>Decimals of the settlement asset.</summary>
    public const int AssetDecimals = 6;

    /// <summary>
    /// Parameters under which nothing but matching acts on a replay: bands, limits and margins are all wider than any file. Real venues
    /// have accounts by the thousand; a file does not say whose an order is, so here a few accounts hold everything.
    /// </summary>
    public static MarketParameters Parameters()
    {
        var parameters = new MarketParameters
        {
            MakerFee = new Rate(0),
            TakerFee = new Rate(100_000),
            PriceBand = new Rate(900_000_000),
            SlippageCap = new Rate(500_000_000),
            MaxOrderQuantity = new Quantity(5_000_000),
            MaxPositionQuantity = new Quantity(10_000_000),
            MaxOpenInterest = new Quantity(100_000_000),
            MinOrderNotional = new Money(0),
            MaxOpenOrders = 1_000,
        };
        parameters.SetTiers([new MarginTier(new Money(0), new Rate(5_000_000), 100)]);
        return parameters;
    }
}

/// <summary>
/// A state machine with one market and a few accounts, that keeps every command it is sent: the same can be applied again for the clock,
/// or sent to an exchange that runs. No command of a replay may be rejected.
/// </summary>
internal sealed class ReplayVenue
{
    /// <summary>The only market.</summary>
    public static readonly MarketId Market = new(1);

    private readonly EventBuffer _events = new();

    public ReplayVenue(ReplayMarket market, int accounts, Timestamp opensAt)
    {
        Now = opensAt;
        Accounts = accounts;
        Send(Setup, new InitializeVenue { HashKey = 0x9E37_79B9_7F4A_7C15 });
        Send(Setup, new RegisterAsset { Code = Symbol.Parse("USDT"), Decimals = ReplayMarket.AssetDecimals });
        Send(Setup, new CreateMarket
        {
            Symbol = Symbol.Parse(market.Symbol),
            BaseAsset = Symbol.Parse("BASE"),
            SettlementAsset = new AssetId(1),
            TickSize = market.TickSize,
            LotSize = market.LotSize,
            Parameters = ReplayMarket.Parameters(),
        });
        Send(Setup, new SetMarkPrice { Market = Market, MarkPrice = new Price(market.MarkTicks) });
        Send(Setup, new SetMarketState { Market = Market, State = MarketState.Active });
        for (var i = 0; i < accounts; i++)
        {
            var account = Account(i);
            Send(Setup, new OpenAccount());
            Send(Setup, new CreditAccount { Account = account, Asset = new AssetId(1), Amount = new Money(ReplayMarket.Deposit * 1_000_000), Reference = Text64.Parse($"deposit-{i}") });
        }
    }

    public StateMachine Machine { get; } = new();

    /// <summary>How many accounts there are.</summary>
    public int Accounts { get; }

    /// <summary>What opens the venue.</summary>
    public FrameList Setup { get; } = new();

    /// <summary>What was sent since.</summary>
    public FrameList Commands { get; } = new();

    /// <summary>What each command left: the order's filled and remaining lots.</summary>
    public List<(long Filled, long Remaining)> Outcomes { get; } = [];

    /// <summary>Σ lots of all trades.</summary>
    public long TradedLots { get; private set; }

    /// <summary>The time of the next command.</summary>
    public Timestamp Now { get; set; }

    /// <summary>The events of the last command.</summary>
    public EventReader LastEvents => new(_events.Bytes);

    public OrderBook Book => Machine.State.Markets[Market.Value].Book;

    /// <summary>The accounts, numbered from 0.</summary>
    public static AccountId Account(int index) => new(AccountId.FirstCustomer + index);

    /// <exception cref="InvalidOperationException">It was rejected.</exception>
    public CommandOutcome Send<TCommand>(in TCommand command)
        where TCommand : unmanaged, ICommand
    {
        var outcome = Send(Commands, command);
        Outcomes.Add((outcome.Filled.Lots, outcome.Remaining.Lots));
        foreach (var frame in LastEvents)
        {
            TradedLots += frame.Kind == EventKind.TradeExecuted ? frame.As<TradeExecuted>().Quantity.Lots : 0;
        }

        return outcome;
    }

    private CommandOutcome Send<TCommand>(FrameList frames, in TCommand command)
        where TCommand : unmanaged, ICommand
    {
        frames.Add(command, Now);
        _events.Clear();
        var outcome = Machine.Apply(command, Machine.LastSequence + 1, Now, _events);
        return outcome.IsAccepted ? outcome : throw new InvalidOperationException($"The engine rejected {TCommand.Kind}: {outcome.Reject}.");
    }
}
