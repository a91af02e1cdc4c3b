using System.Globalization;
using System.Text;
using Exchange.Simulation;
using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>
/// A text table: one line is one command and, behind <c>-></c>, what comes of it. One market, in which a tick is 1 USDT and a lot 1, so that prices
/// and quantities read as they are; mark 100, band 50 %, maker fee 0.02 %, taker fee 0.05 %, up to 20× leverage. All invariants are checked after
/// each line, and at the end the whole is replayed, and a snapshot of it restored.
/// <code>
/// deposit alice 1000            -> ok
/// place alice buy 10 @ 100 id=a -> open 0/10            status filled/remaining [reason]
/// market bob sell 4             -> filled 4/0
/// amend alice a qty=8 price=99  -> open ..
/// cancel alice a                -> canceled 4/0 requested
/// book                          -> 6x100 | -            bids | asks, from the best
/// position alice                -> 4 cost 400
/// balance alice                 -> 999.92
/// </code>
/// </summary>
internal sealed class Scenario
{
    private static readonly MarketId Market = new(1);
    private static readonly AssetId Usdt = new(1);

    private readonly Venue _venue = new();
    private readonly Dictionary<string, AccountId> _accounts = [];
    private readonly Dictionary<string, OrderId> _orders = [];
    private int _deposits;

    private Scenario()
    {
        _venue.Send(new InitializeVenue { HashKey = 7, Profile = VenueProfile.Trial });
        _venue.Send(new RegisterAsset { Code = Symbol.Parse("USDT"), Decimals = 6 });
        _venue.Send(new CreateMarket
        {
            Symbol = Symbol.Parse("X-USDT-PERP"),
            BaseAsset = Symbol.Parse("X"),
            SettlementAsset = Usdt,
            TickSize = new DecimalStep(1, 0),
            LotSize = new DecimalStep(1, 0),
            Parameters = DefaultParameters(),
        });
        _venue.Send(new SetMarkPrice { Market = Market, MarkPrice = new Price(100) });
        _venue.Send(new SetMarketState { Market = Market, State = MarketState.Active });
    }

    /// <summary>Runs the lines; the first whose outcome is another fails the test.</summary>
    public static void Run(string lines)
    {
        var scenario = new Scenario();
        foreach (var line in lines.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith('#')))
        {
            scenario.RunLine(line);
        }

        var replayed = scenario._venue.Replay();
        Assert.Equal(scenario._venue.Machine.Hash(), replayed.Hash());
        Assert.Equal(replayed.Hash(), Venue.Copy(replayed).Hash());
    }

    public static MarketParameters DefaultParameters()
    {
        var parameters = new MarketParameters
        {
            MakerFee = new Rate(200_000),
            TakerFee = new Rate(500_000),
            PriceBand = new Rate(500_000_000),
            SlippageCap = new Rate(100_000_000),
            MaxOrderQuantity = new Quantity(10_000),
            MaxPositionQuantity = new Quantity(10_000),
            MaxOpenInterest = new Quantity(100_000),
            MinOrderNotional = new Money(5_000_000),
            MaxOpenOrders = 5,
        };
        parameters.SetTiers([new MarginTier(new Money(0), new Rate(10_000_000), 20), new MarginTier(new Money(100_000_000_000), new Rate(25_000_000), 10)]);
        return parameters;
    }

    private void RunLine(string line)
    {
        var arrow = line.IndexOf("->", StringComparison.Ordinal);
        var words = (arrow < 0 ? line : line[..arrow]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var actual = Do(words);
        if (arrow >= 0)
        {
            var expected = string.Join(' ', line[(arrow + 2)..].Split(' ', StringSplitOptions.RemoveEmptyEntries));
            Assert.True(expected == actual, $"{line}\n   but was  {actual}");
        }
    }

    private string Do(string[] words) => words[0] switch
    {
        "deposit" => Deposit(words[1], words[2]),
        "withdraw" => Show(_venue.Send(new DebitAccount { Account = Account(words[1]), Asset = Usdt, Amount = Usd(words[2]), Reference = Text64.Parse(Option(words, "ref") ?? $"w{++_deposits}") })),
        "credit" => Show(_venue.Send(new CreditAccount { Account = Account(words[1]), Asset = Usdt, Amount = Usd(words[2]), Reference = Text64.Parse(Option(words, "ref")!) })),
        "sibling" => Sibling(words[1], words[2]),
        "place" or "market" => Place(words),
        "amend" => Amend(words),
        "cancel" => ShowOrder(_venue.Send(new CancelOrder { Account = Account(words[1]), OrderId = Order(words[2]), ClientOrderId = Client(words[2]) })),
        "cancel-all" => CancelAll(words),
        "leverage" => Show(_venue.Send(new SetLeverage { Account = Account(words[1]), Market = Market, Leverage = Number(words[2]) })),
        "mode" => Show(_venue.Send(new SetMarginMode { Account = Account(words[1]), Market = Market, Mode = Enum.Parse<MarginMode>(words[2]) })),
        "adjust" => Show(_venue.Send(new AdjustIsolatedMargin { Account = Account(words[1]), Market = Market, Change = Usd(words[2]) })),
        "open-interest" => Show(_venue.Send(new SetRiskRules { Market = Market, Rules = new RiskRules { OpenInterestLower = Usd(words[1]), OpenInterestUpper = Usd(words[2]) } })),
        "isolated" => Isolated(words[1]),
        "mark" => Show(_venue.Send(new SetMarkPrice { Market = Market, MarkPrice = new Price(Number(words[1])) })),
        "state" => Show(_venue.Send(new SetMarketState { Market = Market, State = Enum.Parse<MarketState>(words[1]) })),
        "parameters" => Change(words),
        "wait" => Wait(Microseconds(words[1])),
        "wait-ms" => Wait(Number(words[1]) * 1_000L),
        "book" => Book(),
        "uncross" => Show(_venue.Send(new Uncross { Market = Market })),
        "auction" => Auction(),
        "last" => Number(_venue.Machine.State.Markets[1].LastTicks),
        "in-force" => _venue.Machine.State.Markets[1].State.ToString(),
        "position" => Position(words[1]),
        "balance" => Usd(_venue.Machine.State.Ledger.Balance(words[1] == "fees" ? AccountId.Fees : Account(words[1]), Usdt)),
        "margin" => Margin(words[1]),
        "order" => OrderState(words[2]),
        _ => throw new ArgumentException($"No such line: {string.Join(' ', words)}"),
    };

    private string Deposit(string name, string amount) => Show(_venue.Send(new CreditAccount
    {
        Account = Account(name), Asset = Usdt, Amount = Usd(amount), Reference = Text64.Parse($"d{++_deposits}"),
    }));

    private string Sibling(string name, string of)
    {
        _accounts.Add(name, new AccountId(_venue.Send(new OpenAccount { SameOwnerAs = Account(of), Label = Text64.Parse(name) }).Entity));
        return "ok";
    }

    /// <summary><c>place alice buy 10 @ 100 [IOC|FOK|GTD=5s] [post] [reduce] [stp=maker|both] [id=a]</c>, <c>market alice buy 10 [FOK] [slippage=0.05]</c>.</summary>
    private string Place(string[] words)
    {
        var isMarket = words[0] == "market";
        var gtd = Option(words, "GTD");
        var name = Option(words, "id");
        var command = new PlaceOrder
        {
            Account = Account(words[1]),
            Market = Market,
            Side = words[2] == "buy" ? Side.Buy : Side.Sell,
            Quantity = new Quantity(Number(words[3])),
            LimitPrice = isMarket ? Price.None : new Price(Number(words[5])),
            Type = isMarket ? OrderType.Market : OrderType.Limit,
            TimeInForce = words.Contains("FOK") ? TimeInForce.FillOrKill
                : isMarket || words.Contains("IOC") ? TimeInForce.ImmediateOrCancel
                : gtd is not null ? TimeInForce.GoodTillDate
                : TimeInForce.GoodTillCanceled,
            ExpiresAt = new Timestamp(gtd is null ? 0 : _venue.Now + Microseconds(gtd)),
            Flags = (words.Contains("post") ? OrderFlags.PostOnly : 0) | (words.Contains("reduce") ? OrderFlags.ReduceOnly : 0),
            MaxSlippage = new Rate(Option(words, "slippage") is { } slippage ? (long)(decimal.Parse(slippage, CultureInfo.InvariantCulture) * Rate.One) : 0),
            SelfTradePrevention = Option(words, "stp") switch { "maker" => SelfTradePrevention.ExpireMaker, "both" => SelfTradePrevention.ExpireBoth, _ => SelfTradePrevention.ExpireTaker },
            ClientOrderId = name is null ? default : ClientOrderId.Parse(name),
        };
        var outcome = _venue.Send(command);
        if (outcome.IsAccepted && name is not null)
        {
            _orders[name] = outcome.OrderId;
        }

        return ShowOrder(outcome);
    }

    private string Amend(string[] words) => ShowOrder(_venue.Send(new AmendOrder
    {
        Account = Account(words[1]),
        OrderId = Order(words[2]),
        ClientOrderId = Client(words[2]),
        Quantity = new Quantity(Option(words, "qty") is { } quantity ? Number(quantity) : 0),
        LimitPrice = new Price(Option(words, "price") is { } price ? Number(price) : 0),
    }));

    private string CancelAll(string[] words)
    {
        var outcome = _venue.Send(new CancelAllOrders
        {
            Account = Account(words[1]),
            Side = words.Contains("buy") ? Side.Buy : words.Contains("sell") ? Side.Sell : default,
            Reason = CancelReason.Requested,
        });
        return outcome.IsAccepted ? outcome.Entity.ToString(CultureInfo.InvariantCulture) : Show(outcome);
    }

    private string Change(string[] words)
    {
        var parameters = _venue.Machine.State.Markets[1].Parameters;
        parameters.MakerFee = Option(words, "maker") is { } maker ? new Rate(long.Parse(maker, CultureInfo.InvariantCulture)) : parameters.MakerFee;
        parameters.SlippageCap = Option(words, "cap") is { } cap ? new Rate(long.Parse(cap, CultureInfo.InvariantCulture)) : parameters.SlippageCap;
        parameters.PriceBand = Option(words, "band") is { } band ? new Rate(long.Parse(band, CultureInfo.InvariantCulture)) : parameters.PriceBand;
        parameters.MaxPositionQuantity = Option(words, "position") is { } position ? new Quantity(Number(position)) : parameters.MaxPositionQuantity;
        parameters.MaxOrderQuantity = Option(words, "order") is { } order ? new Quantity(Number(order)) : parameters.MaxOrderQuantity;
        parameters.MaxOpenInterest = Option(words, "oi") is { } interest ? new Quantity(Number(interest)) : parameters.MaxOpenInterest;
        return Show(Propose(parameters));
    }

    /// <summary>Two keys change the parameters; the venue takes no time for it.</summary>
    private CommandOutcome Propose(in MarketParameters parameters)
    {
        var outcome = _venue.Send(new ProposeParameters
        {
            Rules = ParameterKind.Market, Subject = Market.Value, Wanted = RulesPayload.Of(parameters), Author = Text64.Parse("olga"), Reason = Text64.Parse("test"),
        });
        return outcome.IsAccepted && _venue.Machine.State.Proposals.Find(outcome.Entity) >= 0
            ? _venue.Send(new ApproveParameters { ProposalId = outcome.Entity, Approver = Text64.Parse("omar") })
            : outcome;
    }

    private string Wait(long microseconds)
    {
        _venue.Now += microseconds;
        return Show(_venue.Send(new AdvanceTime()));
    }

    private string Book()
    {
        var text = new StringBuilder();
        foreach (var side in (Side[])[Side.Buy, Side.Sell])
        {
            var book = _venue.Machine.State.Markets[1].Book;
            var levels = new List<string>();
            for (var ticks = book.Best(side); ticks != 0; ticks = book.NextBehind(side, ticks))
            {
                levels.Add(string.Create(CultureInfo.InvariantCulture, $"{book.Ladder(side).At(ticks).Lots}x{ticks}"));
            }

            text.Append(levels.Count == 0 ? "-" : string.Join(' ', levels)).Append(side == Side.Buy ? " | " : "");
        }

        return text.ToString();
    }

    /// <summary>Phase, quantity and price, what is left over (more to buy is positive), extensions.</summary>
    private string Auction()
    {
        var auction = _venue.Machine.State.Markets[1].Auction;
        return string.Create(CultureInfo.InvariantCulture, $"{Lower(auction.Phase.ToString())} {auction.Lots}x{auction.PriceTicks} left {auction.Imbalance} extended {auction.Extensions}");
    }

    private string Position(string name)
    {
        var accounts = _venue.Machine.State.Accounts;
        ref var position = ref accounts.PositionOf(ref accounts[Account(name).Value], Market.Value);
        return string.Create(CultureInfo.InvariantCulture, $"{position.Size} cost {Usd(new Money(position.Cost).Units)}");
    }

    private string Margin(string name)
    {
        var risk = _venue.Machine.State.Risk.Cross(Account(name));
        return $"equity {Usd(risk.Equity)} initial {Usd(risk.InitialMargin)} maintenance {Usd(risk.MaintenanceMargin)}";
    }

    private string Isolated(string name)
    {
        var risk = _venue.Machine.State.Risk.Isolated(Account(name), Market);
        return $"margin {Usd(risk.Collateral)} equity {Usd(risk.Equity)} initial {Usd(risk.InitialMargin)} maintenance {Usd(risk.MaintenanceMargin)}";
    }

    private string OrderState(string name)
    {
        var slot = _venue.Machine.State.Orders.Find(_orders[name]);
        return slot == 0 ? "gone" : string.Create(CultureInfo.InvariantCulture, $"{_venue.Machine.State.Orders[slot].Remaining}x{_venue.Machine.State.Orders[slot].PriceTicks}");
    }

    private AccountId Account(string name)
    {
        if (!_accounts.TryGetValue(name, out var account))
        {
            account = new AccountId(_venue.Send(new OpenAccount { Label = Text64.Parse(name) }).Entity);
            _accounts.Add(name, account);
        }

        return account;
    }

    /// <summary>Orders are named by their client order id; <c>#a</c> means the id that the exchange gave to <c>a</c>.</summary>
    private OrderId Order(string name) => name.StartsWith('#') ? _orders[name[1..]] : default;

    private static ClientOrderId Client(string name) => name.StartsWith('#') ? default : ClientOrderId.Parse(name);

    private static string Show(in CommandOutcome outcome) =>
        outcome.IsAccepted ? outcome.IsRepeat ? "repeat" : "ok" : $"rejected {outcome.Reject}";

    private static string ShowOrder(in CommandOutcome outcome)
    {
        if (!outcome.IsAccepted)
        {
            return Show(outcome);
        }

        var text = string.Create(CultureInfo.InvariantCulture, $"{Lower(outcome.Status.ToString())} {outcome.Filled.Lots}/{outcome.Remaining.Lots}");
        return $"{(outcome.IsRepeat ? "repeat " : "")}{text}{(outcome.CancelReason == default ? "" : $" {Lower(outcome.CancelReason.ToString())}")}";
    }

    private static string Lower(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static string? Option(string[] words, string name) =>
        words.FirstOrDefault(word => word.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static Money Usd(string text) => new((long)(decimal.Parse(text, CultureInfo.InvariantCulture) * 1_000_000));

    private static string Usd(long units) => (units / 1_000_000m).ToString("0.######", CultureInfo.InvariantCulture);

    private static long Microseconds(string text) => long.Parse(text.TrimEnd('s'), CultureInfo.InvariantCulture) * 1_000_000;
}
