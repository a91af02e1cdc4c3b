using Exchange.Simulation;
using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>FORMULAS §14, from the command that opens a case to the last unit of its debt. A tick is 1 USDT, a lot 1.</summary>
public class LiquidationTests
{
    private const long Usd = 1_000_000;

    private static readonly MarketId Market = new(1);
    private static readonly AssetId Usdt = new(1);

    private readonly Venue _venue = new();
    private int _references;

    public LiquidationTests()
    {
        _venue.Send(new InitializeVenue { HashKey = 7, Profile = VenueProfile.Trial });
        _venue.Send(new RegisterAsset { Code = Symbol.Parse("USDT"), Decimals = 6 });
        _venue.Send(new CreateMarket
        {
            Symbol = Symbol.Parse("X"), BaseAsset = Symbol.Parse("X"), SettlementAsset = Usdt,
            TickSize = new DecimalStep(1, 0), LotSize = new DecimalStep(1, 0), Parameters = Scenario.DefaultParameters(),
        });
        Mark(1_000);
        _venue.Send(new SetMarketState { Market = Market, State = MarketState.Active });
    }

    private State State => _venue.Machine.State;

    [Fact]
    public void Equality_is_safe_and_one_tick_less_is_not()
    {
        var (alice, _) = Pair(alice: 109);
        _venue.Send(new CreditAccount { Account = alice, Asset = Usdt, Amount = new Money(Usd / 5), Reference = Text64.Parse("fee") }); // what the fill cost
        Mark(900);
        Assert.Equal((9 * Usd, 9 * Usd), (State.Risk.Cross(alice).Equity, State.Risk.Cross(alice).MaintenanceMargin));
        Assert.Equal(0, State.Liquidations.OpenCount);
        Mark(899);
        Assert.True(State.Liquidations.Has(new MarginUnit(alice.Value, Market: 0)));
    }

    [Fact]
    public void An_account_in_liquidation_may_cancel_and_reduce_and_add_margin_and_nothing_else()
    {
        var (alice, _) = Pair(alice: 110);
        Mark(890);
        Assert.Equal(RejectReason.AccountInLiquidation, Place(alice, Side.Buy, 890, 1).Reject);
        Assert.Equal(RejectReason.AccountInLiquidation, _venue.Send(new DebitAccount { Account = alice, Asset = Usdt, Amount = new Money(1), Reference = Text64.Parse("w") }).Reject);
        Assert.Equal(RejectReason.AccountInLiquidation, _venue.Send(new SetLeverage { Account = alice, Market = Market, Leverage = 20 }).Reject);
        Assert.True(Place(alice, Side.Sell, 900, 1).IsAccepted);
        Credit(alice, 100);
        StepAll();
        Assert.Equal(0, State.Liquidations.OpenCount); // it left when equity covered margin again
        Assert.Equal(1, Size(alice));
    }

    [Fact]
    public void The_book_takes_it_and_the_fee_goes_to_the_fund()
    {
        var (alice, _) = Pair(alice: 110);
        var carol = Open(10_000);
        Assert.True(Place(carol, Side.Buy, 899, 5).IsAccepted);
        Mark(899);
        StepAll();
        Assert.Equal(0, Size(alice));
        Assert.True(State.Ledger.Balance(AccountId.InsuranceFund, Usdt) > 0);
        Assert.True(State.Ledger.Balance(alice, Usdt) >= 0);
        Assert.Equal(1_000, State.Markets[1].LastTicks); // what is forced is no price
    }

    [Fact]
    public void The_backstop_takes_over_within_its_capital_and_the_fund_makes_up_for_what_is_lost()
    {
        var (alice, bob) = Pair(alice: 110);
        Rules(rules => rules with { BackstopShare = new Rate(200_000_000) });
        Fund(AccountId.Backstop, 10_000);
        Fund(AccountId.InsuranceFund, 1_000);
        Pair(alice: 100_000, lots: 20); // open interest of which one lot is less than a fifth
        Mark(850); // forty below what alice has
        StepAll();
        Assert.Equal(0, Size(alice));
        Assert.Equal(1, Size(AccountId.Backstop));
        Assert.Equal(-1, Size(bob));
        Assert.Equal(0, State.Ledger.Balance(alice, Usdt));
        Assert.InRange(State.Ledger.Balance(AccountId.InsuranceFund, Usdt), 959 * Usd, 960 * Usd);
    }

    [Fact]
    public void Without_reserves_the_winner_gives_up_profit_and_never_more() // Hyperliquid JELLY: the backstop has capital of its own, beyond which profits are closed
    {
        var (alice, bob) = Pair(alice: 110);
        Mark(850);
        StepAll();
        Assert.Equal(0, Size(alice));
        Assert.Equal(0, Size(bob));
        Assert.Equal(0, State.Ledger.Balance(alice, Usdt));
        Assert.InRange(State.Ledger.Balance(bob, Usdt), 10_109 * Usd, 10_110 * Usd); // all that alice had, and nothing that nobody paid
        Assert.Equal(0, State.UncoveredBadDebt);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    public void A_fund_at_the_edge_of_the_debt_never_goes_below_zero(int units)
    {
        var (alice, _) = Pair(alice: 110);
        var debt = Owed(alice, 850);
        _venue.Send(new FundReserve { Reserve = AccountId.InsuranceFund, Asset = Usdt, Amount = new Money(debt + units), Reference = Text64.Parse("edge") });
        Fund(AccountId.Backstop, 10_000);
        Rules(rules => rules with { BackstopShare = new Rate(200_000_000) });
        Mark(850);
        StepAll();
        Assert.Equal(0, Size(alice));
        Assert.True(State.Ledger.Balance(AccountId.InsuranceFund, Usdt) >= 0);
        Assert.Equal(0, State.Ledger.Balance(alice, Usdt));
    }

    [Fact]
    public void A_loss_that_nobody_covers_is_borne_by_open_interest_and_withdrawals_wait() // OKEx 2018; dYdX: the last position of a market
    {
        // Bob's profit is gone before alice falls: he closed against carol, who came in late and has none.
        var (alice, bob) = Pair(alice: 110);
        var (carol, dan) = (Open(100_000), Open(100_000));
        Mark(910);
        Place(carol, Side.Sell, 910, 1);
        Place(bob, Side.Buy, 910, 1);
        Mark(700);
        Assert.Equal(0, Size(bob));
        StepAll();
        Assert.Equal(0, Size(alice));
        Assert.True(State.Ledger.Balance(alice, Usdt) >= 0 || State.UncoveredBadDebt > 0);
        _ = dan;
    }

    [Fact]
    public void A_restart_in_the_middle_goes_on_as_if_nothing_had_happened()
    {
        for (var i = 0; i < 6; i++)
        {
            Pair(alice: 105 + i);
        }

        Fund(AccountId.Backstop, 1_000);
        Mark(880);
        for (var step = 0; step < 60 && State.Liquidations.OpenCount > 0; step++)
        {
            _venue.Restart();
            StepOnce();
            _venue.Now += 500_000;
        }

        Assert.Equal(0, State.Liquidations.OpenCount);
        Assert.Equal(_venue.Machine.Hash(), _venue.Replay().Hash()); // the replay never stopped, and compared every event
    }

    [Fact]
    public void Nobody_is_exempt() => // FTX: a flag in the account
        Assert.DoesNotContain(typeof(AccountRecord).GetFields(), field => field.Name.Contains("Negative", StringComparison.Ordinal) || field.Name.Contains("Exempt", StringComparison.Ordinal));

    [Fact]
    public void The_worst_comes_first() // dYdX 2023: failures and a cap must not starve the worst account
    {
        var (better, _) = Pair(alice: 108);
        var (worse, _) = Pair(alice: 104);
        Mark(880);
        Assert.Equal(worse.Value, State.Liquidations.At(0).Account);
        Assert.Equal(better.Value, State.Liquidations.At(1).Account);
    }

    private long Owed(AccountId account, int mark) => ((1_000 - mark) * Usd) - State.Ledger.Balance(account, Usdt);

    private (AccountId Long, AccountId Short) Pair(int alice, int lots = 1)
    {
        var (buyer, seller) = (Open(alice), Open(10_000));
        Assert.True(Place(buyer, Side.Buy, 1_000, lots).IsAccepted);
        Assert.True(Place(seller, Side.Sell, 1_000, lots).IsAccepted);
        Assert.Equal(lots, Size(buyer));
        return (buyer, seller);
    }

    private AccountId Open(int usd)
    {
        var account = new AccountId(_venue.Send(new OpenAccount()).Entity);
        Credit(account, usd);
        return account;
    }

    private void Credit(AccountId account, int usd) =>
        _venue.Send(new CreditAccount { Account = account, Asset = Usdt, Amount = new Money(usd * Usd), Reference = Text64.Parse($"c{++_references}") });

    private void Fund(AccountId reserve, int usd) =>
        Assert.True(_venue.Send(new FundReserve { Reserve = reserve, Asset = Usdt, Amount = new Money(usd * Usd), Reference = Text64.Parse($"f{++_references}") }).IsAccepted);

    private void Rules(Func<LiquidationRules, LiquidationRules> change) =>
        Assert.True(_venue.Send(new SetLiquidationRules { Market = Market, Rules = change(State.Markets[1].LiquidationRules) }).IsAccepted);

    private void Mark(int ticks) => Assert.True(_venue.Send(new SetMarkPrice { Market = Market, MarkPrice = new Price(ticks) }).IsAccepted);

    private CommandOutcome Place(AccountId account, Side side, int ticks, int lots) => _venue.Send(new PlaceOrder
    {
        Account = account, Market = Market, Side = side, Type = OrderType.Limit, TimeInForce = TimeInForce.GoodTillCanceled,
        SelfTradePrevention = SelfTradePrevention.ExpireTaker, LimitPrice = new Price(ticks), Quantity = new Quantity(lots),
    });

    private long Size(AccountId account)
    {
        ref var position = ref State.Accounts.FindPosition(ref State.Accounts[account.Value], Market.Value);
        return System.Runtime.CompilerServices.Unsafe.IsNullRef(ref position) ? 0 : position.Size;
    }

    private void StepOnce()
    {
        for (var i = 0; i < State.Liquidations.Count; i++)
        {
            if (State.Liquidations.At(i).Account != 0)
            {
                _venue.Send(new StepLiquidation { Liquidation = new LiquidationId(State.Liquidations.At(i).Id) });
                return;
            }
        }
    }

    /// <summary>Until all are done, or none goes on.</summary>
    private void StepAll()
    {
        for (var step = 0; step < 50 && State.Liquidations.OpenCount > 0; step++)
        {
            StepOnce();
            _venue.Now += 1_000_000;
        }
    }
}
