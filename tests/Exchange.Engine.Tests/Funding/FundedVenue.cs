using Exchange.Simulation;
using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>A market with three sources and a funding interval of ten seconds, at a moment on which an interval begins.</summary>
internal sealed class FundedVenue
{
    public const long Second = 1_000_000;

    public static readonly MarketId Market = new(1);

    public FundedVenue(bool isOpen = true)
    {
        Venue.Send(new InitializeVenue { HashKey = 7, Profile = VenueProfile.Trial });
        Venue.Send(new RegisterAsset { Code = Symbol.Parse("USDT"), Decimals = 6 });
        Assert.True(Venue.Send(new CreateMarket
        {
            Symbol = Symbol.Parse("X"), BaseAsset = Symbol.Parse("X"), SettlementAsset = new AssetId(1), 
            TickSize = new DecimalStep(1, 0), LotSize = new DecimalStep(1, 0), Parameters = Scenario.DefaultParameters(),
        }).IsAccepted);
        Assert.Equal(RejectReason.None, Use(Rules));
        var rules = new PriceRules
        {
            SourceCount = 3, Quorum = 3, MaxDeviation = new Rate(50_000_000), MaxVelocity = new Rate(Rate.One), MarkBand = new Rate(20_000_000),
            BasisWindow = 10 * Second, TradeStaleAfter = 30 * Second, ImpactNotional = new Money(1_000_000_000),
        };
        for (var i = 0; i < 3; i++)
        {
            rules.Sources[i] = new PriceSource { Name = Symbol.Parse($"S{i}"), Weight = 1, StaleAfter = 5 * Second, MaxConfidence = new Rate(10_000_000) };
        }

        Venue.Now = ((Venue.Now / (60 * Second)) + 1) * 60 * Second;
        Start = Venue.Now;
        Venue.Send(new SetPriceRules { Market = Market, Rules = rules });
        if (isOpen)
        {
            Venue.Send(new SetMarketState { Market = Market, State = MarketState.Active });
        }
    }

    public Venue Venue { get; } = new();

    /// <summary>When the first interval began; the first funding time is ten seconds later.</summary>
    public long Start { get; }

    public static FundingRules Rules => new()
    {
        Interval = 10 * Second, SampleMaxAge = 5 * Second, Interest = new Rate(100_000), Clamp = new Rate(500_000), CapFactor = new Rate(Rate.One),
        ImpactNotional = new Money(1_000_000_000), MinSamples = 3,
    };

    public MarketFunding Funding => Venue.Machine.State.Markets[1].Funding;

    public RejectReason Use(FundingRules rules) => Venue.Send(new SetFundingRules { Market = Market, Rules = rules }).Reject;

    /// <summary>Each second up to a moment all sources report a price.</summary>
    public void RunTo(long time, int index)
    {
        while (Venue.Now < time)
        {
            Venue.Now = Math.Min(time, Venue.Now + Second);
            Report(index);
        }
    }

    public void Report(int index)
    {
        for (var source = 0; source < 3; source++)
        {
            Venue.Send(new ReportPrice { Market = Market, Source = source, Price = new FinePrice(index * FinePrice.PerTick), SourceTime = new Timestamp(Venue.Now) });
        }
    }

    public RejectReason Charge(long time) => Venue.Send(new ApplyFunding { Market = Market, FundingTime = new Timestamp(time) }).Reject;

    /// <summary>Settles all, some accounts at a time.</summary>
    public void Sweep(int accounts = 1_000)
    {
        while (Funding.IsSweeping)
        {
            Assert.True(Venue.Send(new SweepFunding { Market = Market, FundingTime = new Timestamp(Funding.State.SweepTime), Accounts = accounts }).IsAccepted);
        }
    }

    public AccountId Open()
    {
        var account = new AccountId(Venue.Send(new OpenAccount()).Entity);
        Venue.Send(new CreditAccount { Account = account, Asset = new AssetId(1), Amount = new Money(1_000_000_000_000), Reference = Text64.Parse($"r{account}") });
        return account;
    }

    public void Place(AccountId account, Side side, int ticks, int lots) => Assert.True(Venue.Send(new PlaceOrder
    {
        Account = account, Market = Market, Side = side, Type = OrderType.Limit, TimeInForce = TimeInForce.GoodTillCanceled,
        SelfTradePrevention = SelfTradePrevention.ExpireTaker, LimitPrice = new Price(ticks), Quantity = new Quantity(lots),
    }).IsAccepted);

    /// <summary>One buys of the other.</summary>
    public void Trade(AccountId buyer, AccountId seller, int ticks, int lots)
    {
        Place(seller, Side.Sell, ticks, lots);
        Place(buyer, Side.Buy, ticks, lots);
    }

    public long Balance(AccountId account) => Venue.Machine.State.Accounts.Balance(account.Value, 1);

    public List<TEvent> Events<TEvent>()
        where TEvent : unmanaged, IEvent
    {
        var found = new List<TEvent>();
        for (var i = 0; i < Venue.Count; i++)
        {
            foreach (var frame in new EventReader(Venue.EventsAt(i).Span))
            {
                if (frame.Kind == TEvent.Kind)
                {
                    found.Add(frame.As<TEvent>());
                }
            }
        }

        return found;
    }
}
