using Exchange.Engine;

namespace Exchange.Benchmarks;

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
        Send(Setup, new InitializeVenue { HashKey = 0x9E37_79B9_7F4A_7C15, Profile = VenueProfile.Trial });
        Send(Setup, new RegisterAsset { Code = Symbol.Parse(market.Asset), Decimals = market.AssetDecimals });
        Send(Setup, new CreateMarket
        {
            Symbol = Symbol.Parse(market.Symbol),
            BaseAsset = Symbol.Parse("BASE"),
            SettlementAsset = new AssetId(1),
            TickSize = market.TickSize,
            LotSize = market.LotSize,
            Parameters = market.Parameters(),
        });
        Send(Setup, new SetMarkPrice { Market = Market, MarkPrice = new Price(market.MarkTicks) });
        Send(Setup, new SetMarketState { Market = Market, State = MarketState.Active });
        for (var i = 0; i < accounts; i++)
        {
            var account = Account(i);
            Send(Setup, new OpenAccount());
            Send(Setup, new CreditAccount { Account = account, Asset = new AssetId(1), Amount = new Money(market.Deposit), Reference = Text64.Parse($"deposit-{i}") });
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
