using Exchange.Simulation;
using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>One market with four sources, a tick of 0.01 USDT and a lot of 1; and what its breakers said, in words.</summary>
internal sealed class WatchedVenue
{
    public const long Second = 1_000_000;

    public static readonly MarketId Id = new(1);

    private int _deposits;

    public WatchedVenue(BreakerRules? rules = null)
    {
        Venue.Now = 1_700_006_400 * Second; // a midnight
        Venue.Send(new InitializeVenue { HashKey = 7, Profile = VenueProfile.Trial });
        Venue.Send(new RegisterAsset { Code = Symbol.Parse("USDT"), Decimals = 6 });
        Venue.Send(new CreateMarket
        {
            Symbol = Symbol.Parse("X"), BaseAsset = Symbol.Parse("X"), SettlementAsset = new AssetId(1),
            TickSize = new DecimalStep(1, 2), LotSize = new DecimalStep(1, 0), Parameters = Scenario.DefaultParameters() with { MaxOpenOrders = 1_000 },
        });
        var prices = new PriceRules
        {
            SourceCount = 4, Quorum = 3, MaxDeviation = new Rate(100_000_000), MaxVelocity = new Rate(Rate.One), MarkBand = new Rate(20_000_000),
            BasisWindow = 10_000_000, TradeStaleAfter = 30_000_000, ImpactNotional = new Money(1L << 50),
        };
        for (var i = 0; i < 4; i++)
        {
            prices.Sources[i] = new PriceSource { Name = Symbol.Parse($"S{i}"), Weight = 1, StaleAfter = 600 * Second, MaxConfidence = new Rate(10_000_000) };
        }

        Venue.Send(new SetPriceRules { Market = Id, Rules = prices });
        Assert.Equal(RejectReason.None, Venue.Send(new SetBreakerRules { Market = Id, Rules = rules ?? Calm() }).Reject);
        Venue.Send(new SetMarketState { Market = Id, State = MarketState.Active });
    }

    public Venue Venue { get; } = new();

    public Market Market => Venue.Machine.State.Markets[1];

    /// <summary>Two keys change the market's rules; the venue takes no time for it.</summary>
    public RejectReason Change<TRules>(ParameterKind kind, in TRules rules)
        where TRules : unmanaged
    {
        var outcome = Venue.Send(new ProposeParameters
        {
            Rules = kind, Subject = Id.Value, Wanted = RulesPayload.Of(rules), Author = Text64.Parse("olga"), Reason = Text64.Parse("test"),
        });
        return outcome.IsAccepted && Venue.Machine.State.Proposals.Count != 0
            ? Venue.Send(new ApproveParameters { ProposalId = outcome.Entity, Approver = Text64.Parse("omar") }).Reject
            : outcome.Reject;
    }

    /// <summary>Rules whose limits on moves are as wide as can be.</summary>
    public static BreakerRules Calm()
    {
        var rules = BreakerRules.Default(1_000_000);
        for (var i = 0; i < MoveLimits.Count; i++)
        {
            rules.Moves[i] = new MoveLimit { Window = 14_400 * Second, MaxMove = new Rate(300_000_000) };
        }

        rules.Dwell = 20 * Second;
        return rules;
    }

    public static BreakerRules With(long window, long percent, long hold)
    {
        var rules = Calm();
        rules.Moves[1] = new MoveLimit { Window = window * Second, MaxMove = new Rate(percent * Rate.One / 100), Hold = hold * Second };
        return rules;
    }

    /// <summary>All sources report a price, in ticks; the last so many of them as far above it as is said.</summary>
    public void Report(long ticks, int sources = 4, long spread = 0)
    {
        Venue.Now += 1_000;
        for (var source = 0; source < sources; source++)
        {
            var price = ticks + (source == sources - 1 ? spread : 0);
            Assert.Equal(RejectReason.None, Venue.Send(new ReportPrice
            {
                Market = Id, Source = source, Price = new FinePrice(price * FinePrice.PerTick), SourceTime = new Timestamp(Venue.Now),
            }).Reject);
        }
    }

    /// <summary>Reports a price so often that the index, which moves only so fast, is there.</summary>
    public void Mark(long ticks)
    {
        for (var i = 0; i < 100 && Market.MarkTicks != ticks; i++)
        {
            Venue.Now += Second / 10;
            Report(ticks);
        }

        Assert.Equal(ticks, Market.MarkTicks);
    }

    public void Wait(double seconds)
    {
        Venue.Now += (long)(seconds * Second);
        Venue.Send(new AdvanceTime());
    }

    /// <summary>Lets time pass second by second.</summary>
    public void Pass(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            Wait(1);
        }
    }

    public AccountId Trader(long usdt = 1_000_000)
    {
        var account = new AccountId(Venue.Send(new OpenAccount { Label = Text64.Parse("t") }).Entity);
        Assert.Equal(RejectReason.None, Deposit(account, usdt));
        return account;
    }

    public RejectReason Deposit(AccountId account, long usdt) => Venue.Send(new CreditAccount
    {
        Account = account, Asset = new AssetId(1), Amount = new Money(usdt * Second), Reference = Text64.Parse($"d{++_deposits}"),
    }).Reject;

    public CommandOutcome Place(AccountId account, Side side, long lots, long ticks, OrderFlags flags = OrderFlags.None) => Venue.Send(new PlaceOrder
    {
        Account = account, Market = Id, Side = side, Quantity = new Quantity(lots), LimitPrice = new Price(ticks), Type = OrderType.Limit,
        TimeInForce = TimeInForce.GoodTillCanceled, Flags = flags, SelfTradePrevention = SelfTradePrevention.ExpireTaker,
    });

    public void SetState(MarketState state) => Venue.Send(new SetMarketState { Market = Id, State = state });

    /// <summary>Every change of state since the market was set up: <c>ReduceOnly IndexDegraded</c> when a cause came, <c>Active -IndexDegraded</c> when it went.</summary>
    public string History()
    {
        var history = new List<string>();
        for (var i = 0; i < Venue.Count; i++)
        {
            foreach (var frame in new EventReader(Venue.EventsAt(i).Span))
            {
                if (frame.Kind == EventKind.MarketStateChanged && frame.As<MarketStateChanged>() is { Cause: not StateCause.Operator } change)
                {
                    history.Add($"{change.To} {(change.IsActive == 1 ? "" : "-")}{change.Cause}");
                }
            }
        }

        return string.Join(", ", history);
    }

    /// <summary>What the last automatic change was measured at, and against.</summary>
    public (long Value, long Threshold) Evidence()
    {
        var evidence = (0L, 0L);
        for (var i = 0; i < Venue.Count; i++)
        {
            foreach (var frame in new EventReader(Venue.EventsAt(i).Span))
            {
                if (frame.Kind == EventKind.MarketStateChanged && frame.As<MarketStateChanged>() is { Cause: not StateCause.Operator, IsActive: 1 } change)
                {
                    evidence = (change.Value, change.Threshold);
                }
            }
        }

        return evidence;
    }
}
