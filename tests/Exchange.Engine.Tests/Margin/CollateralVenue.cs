using Exchange.Simulation;

namespace Exchange.Engine.Tests;

/// <summary>A venue that measures in USDT (6 decimals), with BTC (8) as collateral, and a linear market in USDT and an inverse one in BTC.</summary>
internal sealed class CollateralVenue
{
    public const long Usd = 1_000_000;
    public const long Btc = 100_000_000;

    public static readonly AssetId Usdt = new(1);
    public static readonly AssetId Coin = new(2);
    public static readonly MarketId Linear = new(1);
    public static readonly MarketId Inverse = new(2);

    private int _references;

    public CollateralVenue(VenueRules rules = default)
    {
        Venue.Send(new InitializeVenue { HashKey = 1, Profile = VenueProfile.Trial, Rules = rules });
        Venue.Send(new RegisterAsset { Code = Symbol.Parse("USDT"), Decimals = 6 });
        Venue.Send(new RegisterAsset { Code = Symbol.Parse("BTC"), Decimals = 8 });
        OpenMarket("BTC-USDT", Usdt, ContractKind.Linear, new DecimalStep(1, 1), new DecimalStep(1, 3));
        OpenMarket("BTC-USD", Coin, ContractKind.Inverse, new DecimalStep(1, 1), new DecimalStep(1, 0));
        Venue.Send(new SetAssetPriceRules { Asset = Coin, Rules = Sources() });
    }

    public Venue Venue { get; } = new();

    public State State => Venue.Machine.State;

    /// <summary>A venue in which BTC is worth 50,000, counts nine tenths up to 2 and half beyond, and at most 10 of it are taken.</summary>
    public static CollateralVenue Listed()
    {
        var venue = new CollateralVenue();
        venue.Price(50_000);
        Check(venue.Change(Coin, Rules()));
        return venue;
    }

    /// <summary>Two keys change an asset's rules; the venue takes no time for it.</summary>
    public CommandOutcome Change(AssetId asset, in CollateralRules rules)
    {
        var outcome = Venue.Send(new ProposeParameters
        {
            Rules = ParameterKind.Collateral, Subject = asset.Value, Wanted = RulesPayload.Of(rules), Author = Text64.Parse("olga"), Reason = Text64.Parse("test"),
        });
        return outcome.IsAccepted && State.Proposals.Count != 0
            ? Venue.Send(new ApproveParameters { ProposalId = outcome.Entity, Approver = Text64.Parse("omar") })
            : outcome;
    }

    public static CollateralRules Rules(long capBtc = 10, long penalty = 20_000_000, long debtLimitUsd = 100)
    {
        var rules = new CollateralRules
        {
            TierCount = 2, DepositCap = new Money(capBtc * Btc), ConversionPenalty = new Rate(penalty), DebtLimit = new Money(debtLimitUsd * Usd),
        };
        rules.Tiers[0] = new CollateralTier(new Money(0), new Rate(900_000_000));
        rules.Tiers[1] = new CollateralTier(new Money(2 * Btc), new Rate(500_000_000));
        return rules;
    }

    public static AssetPriceRules Sources(int count = 3)
    {
        var rules = new AssetPriceRules { SourceCount = count, Quorum = 3, MaxDeviation = new Rate(50_000_000), MaxVelocity = new Rate(1_000_000_000) };
        for (var i = 0; i < count; i++)
        {
            rules.Sources[i] = new PriceSource { Name = Symbol.Parse($"S{i}"), Weight = 1, StaleAfter = 60_000_000, MaxConfidence = new Rate(10_000_000) };
        }

        return rules;
    }

    /// <summary>All sources report a price of the coin, a minute after whatever was before, so that no velocity limit bites.</summary>
    public void Price(long usd)
    {
        Venue.Now += 60_000_001;
        for (var source = 0; source < 3; source++)
        {
            Report(source, usd);
        }
    }

    public CommandOutcome Report(int source, long usd) => Venue.Send(new ReportAssetPrice
    {
        Asset = Coin, Source = source, Price = new AssetPrice(usd * Usd * AssetPrice.PerUnit), SourceTime = new Timestamp(Venue.Now),
    });

    /// <summary>Time passes until every report is stale.</summary>
    public void FallSilent()
    {
        Venue.Now += 61_000_000;
        Venue.Send(new AdvanceTime());
    }

    public AccountId Account(long usdt = 0, long coin = 0)
    {
        var account = new AccountId(Venue.Send(new OpenAccount()).Entity);
        if (usdt > 0)
        {
            Check(Credit(account, Usdt, usdt));
        }

        if (coin > 0)
        {
            Check(Credit(account, Coin, coin));
        }

        return account;
    }

    public CommandOutcome Credit(AccountId account, AssetId asset, long amount) =>
        Venue.Send(new CreditAccount { Account = account, Asset = asset, Amount = new Money(amount), Reference = Text64.Parse($"c{++_references}") });

    public CommandOutcome Withdraw(AccountId account, AssetId asset, long amount, string? reference = null, string destination = "somewhere") =>
        Venue.Send(new RequestWithdrawal
        {
            Account = account, Asset = asset, Amount = new Money(amount), Destination = Text64.Parse(destination), Reference = Text64.Parse(reference ?? $"w{++_references}"),
        });

    public CommandOutcome Decide(int withdrawal, WithdrawalStatus decision) =>
        Venue.Send(new DecideWithdrawal { Withdrawal = new WithdrawalId(withdrawal), Decision = decision });

    public CommandOutcome Place(AccountId account, MarketId market, Side side, long lots, long ticks) => Venue.Send(new PlaceOrder
    {
        Account = account, Market = market, Side = side, Type = OrderType.Limit, LimitPrice = new Price(ticks), Quantity = new Quantity(lots),
        TimeInForce = TimeInForce.GoodTillCanceled, SelfTradePrevention = SelfTradePrevention.ExpireTaker,
    });

    /// <summary>The first buys of the second.</summary>
    public void Trade(AccountId buyer, AccountId seller, MarketId market, long lots, long ticks)
    {
        Check(Place(seller, market, Side.Sell, lots, ticks));
        var bought = Place(buyer, market, Side.Buy, lots, ticks);
        Invariant.That(bought.Filled.Lots == lots);
    }

    public void Mark(MarketId market, long ticks) => Check(Venue.Send(new SetMarkPrice { Market = market, MarkPrice = new Price(ticks) }));

    public long Balance(AccountId account, AssetId asset) => State.Ledger.Balance(account, asset);

    public static void Check(in CommandOutcome outcome) => Xunit.Assert.Equal(RejectReason.None, outcome.Reject);

    private void OpenMarket(string symbol, AssetId asset, ContractKind kind, DecimalStep tick, DecimalStep lot)
    {
        var parameters = new MarketParameters
        {
            PriceBand = new Rate(200_000_000), SlippageCap = new Rate(20_000_000), MaxOrderQuantity = new Quantity(1_000_000),
            MaxPositionQuantity = new Quantity(1_000_000), MaxOpenInterest = new Quantity(10_000_000), MaxOpenOrders = 10,
        };
        parameters.SetTiers([new MarginTier(new Money(0), new Rate(10_000_000), 20)]);
        var market = new MarketId(Venue.Send(new CreateMarket
        {
            Symbol = Symbol.Parse(symbol), BaseAsset = Symbol.Parse("BTC"), SettlementAsset = asset, ContractKind = kind, TickSize = tick, LotSize = lot, Parameters = parameters,
        }).Entity);
        Mark(market, 500_000);
        Venue.Send(new SetMarketState { Market = market, State = MarketState.Active });
    }
}
