using Exchange.Simulation;

namespace Exchange.Engine.Tests;

/// <summary>A venue as slow to loosen as a live one, but whose marks a command may set, with one open market, and the keys of two operators.</summary>
internal sealed class GovernanceVenue
{
    public const long Hour = 3_600_000_000;

    public static readonly Text64 Olga = Text64.Parse("key:olga");
    public static readonly Text64 Omar = Text64.Parse("key:omar");
    public static readonly Text64 Reason = Text64.Parse("because");
    public static readonly MarketId Market = new(1);

    public GovernanceVenue(VenueRules? rules = null, bool isOpen = true, VenueProfile profile = VenueProfile.Trial)
    {
        Venue.Send(new InitializeVenue { HashKey = 7, Profile = profile, Rules = rules ?? VenueRules.Default });
        Venue.Send(new RegisterAsset { Code = Symbol.Parse("USDT"), Decimals = 6 });
        Venue.Send(new CreateMarket
        {
            Symbol = Symbol.Parse("X"), BaseAsset = Symbol.Parse("X"), SettlementAsset = new AssetId(1),
            TickSize = new DecimalStep(1, 0), LotSize = new DecimalStep(1, 0), Parameters = Scenario.DefaultParameters(),
        });
        Venue.Send(new SetMarkPrice { Market = Market, MarkPrice = new Price(100) });
        if (isOpen)
        {
            Venue.Send(new SetMarketState { Market = Market, State = MarketState.Active });
        }
    }

    public Venue Venue { get; } = new();

    public MarketParameters Present => Venue.Machine.State.Markets[1].Parameters;

    public CommandOutcome Propose(in MarketParameters wanted, Text64? author = null, ulong fields = 0) => Venue.Send(new ProposeParameters
    {
        Rules = ParameterKind.Market, Subject = 1, Wanted = RulesPayload.Of(wanted), Fields = fields, Author = author ?? Olga, Reason = Reason,
    });

    public CommandOutcome Propose(in VenueRules wanted) => Venue.Send(new ProposeParameters
    {
        Rules = ParameterKind.Venue, Wanted = RulesPayload.Of(wanted), Author = Olga, Reason = Reason,
    });

    public RejectReason Approve(int proposal, Text64? approver = null) =>
        Venue.Send(new ApproveParameters { ProposalId = proposal, Approver = approver ?? Omar }).Reject;

    public RejectReason Withdraw(int proposal, Text64? author = null) =>
        Venue.Send(new WithdrawProposal { ProposalId = proposal, Author = author ?? Olga, Reason = Reason }).Reject;

    public RejectReason Set(in MarketParameters parameters) =>
        Venue.Send(new SetMarketParameters { Market = Market, Parameters = parameters, Author = Olga, Reason = Reason }).Reject;

    public void Wait(long microseconds)
    {
        Venue.Now += microseconds;
        Venue.Send(new AdvanceTime());
    }

    /// <summary>An account with so many USDT.</summary>
    public AccountId Open(long usdt)
    {
        var account = new AccountId(Venue.Send(new OpenAccount()).Entity);
        Venue.Send(new CreditAccount { Account = account, Asset = new AssetId(1), Amount = new Money(usdt * 1_000_000), Reference = Text64.Parse($"d{account.Value}") });
        return account;
    }

    /// <summary>One account buys from another at 100.</summary>
    public void Trade(AccountId buyer, AccountId seller, long lots)
    {
        Place(seller, Side.Sell, lots);
        Place(buyer, Side.Buy, lots);
    }

    public CommandOutcome Place(AccountId account, Side side, long lots) => Venue.Send(new PlaceOrder
    {
        Account = account, Market = Market, LimitPrice = new Price(100), Quantity = new Quantity(lots), Side = side, Type = OrderType.Limit,
        TimeInForce = TimeInForce.GoodTillCanceled, SelfTradePrevention = SelfTradePrevention.ExpireTaker,
    });

    /// <summary>The events of a kind that the last command caused.</summary>
    public List<TEvent> Last<TEvent>()
        where TEvent : unmanaged, IEvent
    {
        var found = new List<TEvent>();
        foreach (var frame in new EventReader(Venue.LastEvents))
        {
            if (frame.Kind == TEvent.Kind)
            {
                found.Add(frame.As<TEvent>());
            }
        }

        return found;
    }
}
