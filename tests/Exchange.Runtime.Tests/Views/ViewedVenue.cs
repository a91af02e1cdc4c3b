using Exchange.Engine;

namespace Exchange.Runtime.Tests;

/// <summary>A state machine whose events go to views, batch by batch, as they do behind the journal.</summary>
internal sealed class ViewedVenue
{
    private readonly EventBuffer _events = new();
    private long _time = 1_700_000_000_000_000;
    private int _references;

    public StateMachine Machine { get; } = new();

    public VenueViews Views { get; } = new();

    public Timestamp Now => new(_time);

    /// <summary>The events of the commands since the last <see cref="Commit"/>.</summary>
    public ReadOnlySpan<byte> Uncommitted => _events.Bytes;

    /// <summary>Applies a command to the engine. The views do not know of it before <see cref="Commit"/>.</summary>
    public CommandOutcome Apply<TCommand>(in TCommand command)
        where TCommand : unmanaged, ICommand
    {
        _time += 10;
        return Machine.Apply(command, Machine.LastSequence + 1, new Timestamp(_time), _events);
    }

    /// <summary>Hands everything applied so far to the views, as one batch.</summary>
    public void Commit()
    {
        Views.Apply(_events.Bytes);
        _events.Clear();
    }

    /// <summary>Applies a command as a batch of its own; it must be accepted.</summary>
    public CommandOutcome Do<TCommand>(in TCommand command)
        where TCommand : unmanaged, ICommand
    {
        var outcome = Apply(command);
        Commit();
        return outcome.IsAccepted ? outcome : throw new InvalidOperationException($"{TCommand.Kind} was rejected: {outcome.Reject}.");
    }

    /// <summary>Lets time pass without a command.</summary>
    public void Wait(long microseconds) => _time += microseconds;

    /// <summary>Sets the venue up with USDT and one active market at mark 1,000.</summary>
    public MarketId Open()
    {
        Do(new InitializeVenue { HashKey = 42, Profile = VenueProfile.Trial, Rules = new VenueRules { LooseningDelay = 500, RampDuration = 10_000 } });
        Do(new RegisterAsset { Code = Symbol.Parse("USDT"), Decimals = 6 });
        return OpenMarket("BTC-PERP", new AssetId(1));
    }

    /// <summary>Creates an active market at mark 1,000.</summary>
    public MarketId OpenMarket(string symbol, AssetId settlement)
    {
        var market = new MarketId(Do(NewMarket(symbol, settlement)).Entity);
        Do(new SetMarkPrice { Market = market, MarkPrice = new Price(1_000) });
        Do(new SetMarketState { Market = market, State = MarketState.Active });
        return market;
    }

    public AccountId OpenAccount(long deposit, AccountId sameOwnerAs = default)
    {
        var account = new AccountId(Do(new OpenAccount { Label = Text64.Parse($"account {_references}"), SameOwnerAs = sameOwnerAs }).Entity);
        Do(Credit(account, deposit));
        return account;
    }

    public CreditAccount Credit(AccountId account, long amount, int asset = 1) =>
        new() { Account = account, Asset = new AssetId(asset), Amount = new Money(amount), Reference = Text64.Parse($"r{_references++}") };

    public static PlaceOrder Limit(AccountId account, MarketId market, Side side, long lots, long ticks, string? clientOrderId = null) => new()
    {
        Account = account,
        Market = market,
        Side = side,
        Quantity = new Quantity(lots),
        LimitPrice = new Price(ticks),
        ClientOrderId = clientOrderId is null ? default : ClientOrderId.Parse(clientOrderId),
        Type = OrderType.Limit,
        TimeInForce = TimeInForce.GoodTillCanceled,
        SelfTradePrevention = SelfTradePrevention.ExpireTaker,
    };

    /// <summary>A market with three margin tiers, so small that random positions reach all of them. One lot is worth a settlement unit × 1,000,000 at mark 1,000.</summary>
    public static CreateMarket NewMarket(string symbol, AssetId settlement) => new()
    {
        Symbol = Symbol.Parse(symbol),
        BaseAsset = Symbol.Parse("BASE"),
        SettlementAsset = settlement,
        TickSize = new DecimalStep(1, 1),
        LotSize = new DecimalStep(1, 2),
        Parameters = Parameters(),
    };

    public static MarketParameters Parameters(long takerFee = 500_000, int maxLeverage = 50)
    {
        var parameters = new MarketParameters
        {
            MakerFee = new Rate(-100_000),
            TakerFee = new Rate(takerFee),
            PriceBand = new Rate(200_000_000),
            SlippageCap = new Rate(50_000_000),
            MaxOrderQuantity = new Quantity(1_000),
            MaxPositionQuantity = new Quantity(10_000),
            MaxOpenInterest = new Quantity(1_000_000),
            MinOrderNotional = new Money(1),
            MaxOpenOrders = 200,
        };
        parameters.SetTiers(
        [
            new MarginTier(Money.Zero, new Rate(10_000_000), maxLeverage),
            new MarginTier(new Money(20_000_000), new Rate(20_000_000), 20),
            new MarginTier(new Money(60_000_000), new Rate(50_000_000), 5),
        ]);
        return parameters;
    }
}
