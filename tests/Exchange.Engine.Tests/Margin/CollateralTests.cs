using Xunit;
using static Exchange.Engine.Tests.CollateralVenue;

namespace Exchange.Engine.Tests;

/// <summary>What balances in other assets count for, and when they are sold. FORMULAS §4.</summary>
public class CollateralTests
{
    // Aevo, AEVO-COLL-01: 1,000 USDC, 1,000 USDT at 99 % and 1 ETH of 3,000 at 90 % are 4,690. (No other asset counts more than 95 % here.)
    [Fact]
    public void A_balance_counts_at_its_index_less_the_haircut()
    {
        var ether = Terms(decimals: 8, usd: 3_000, (0, 900_000_000));
        var tether = Terms(decimals: 6, usd: 1, (0, 990_000_000));
        Assert.Equal(4_690 * Usd, (1_000 * Usd) + tether.Worth(1_000 * Usd) + ether.Worth(Btc));
    }

    /// <summary>Each side of a tier's edge by one unit: nothing jumps, and more never counts for less.</summary>
    [Fact]
    public void Nothing_jumps_at_the_edge_of_a_tier()
    {
        var terms = Terms(decimals: 8, usd: 50_000, (0, 900_000_000), (2 * Btc, 500_000_000), (3 * Btc, 0));
        Assert.Equal(90_000 * Usd, terms.Worth(2 * Btc));
        Assert.Equal(terms.Worth(2 * Btc) - 450, terms.Worth((2 * Btc) - 1));
        Assert.Equal(terms.Worth(2 * Btc) + 250, terms.Worth((2 * Btc) + 1));
        Assert.Equal(115_000 * Usd, terms.Worth(3 * Btc));
        Assert.Equal(115_000 * Usd, terms.Worth(1L << 60));
    }

    [Fact]
    public void Profits_round_down_and_what_is_owed_away_from_zero()
    {
        var terms = Terms(decimals: 8, usd: 1, (0, 900_000_000)); // 100 units of it are one of the valuation asset
        Assert.Equal((0L, 1L, -1L, 0L), (terms.ValueFloor(99), terms.ValueFloor(199), terms.ValueFloor(-1), terms.Worth(99)));
        Assert.Equal((1L, 1L, 0L), (terms.ValueCeiling(1), terms.ValueCeiling(100), terms.ValueCeiling(-1)));
        Assert.Equal(-1, terms.Worth(-1));
    }

    [Fact]
    public void Values_are_held_within_their_bound()
    {
        var terms = Terms(decimals: 0, usd: 1_000_000, (0, 950_000_000));
        Assert.Equal(Bounds.MaxValue, terms.ValueCeiling(long.MaxValue));
        Assert.Equal(-Bounds.MaxValue, terms.Worth(-long.MaxValue));
        Assert.InRange(terms.Worth(1L << 60), 0, Bounds.MaxValue);
    }

    [Fact]
    public void Collateral_bears_a_position_that_settles_in_another_asset()
    {
        var venue = Listed();
        var (alice, bob) = (venue.Account(coin: 3 * Btc), venue.Account(usdt: 100_000 * Usd));
        venue.Trade(alice, bob, Linear, 10_000, 500_000); // 10 BTC for 500,000

        var risk = venue.State.Risk.Cross(alice);
        Assert.Equal(115_000 * Usd, risk.Equity); // 2 at nine tenths, 1 at half
        Assert.Equal(25_000 * Usd, risk.InitialMargin);
        Assert.Equal(5_000 * Usd, risk.MaintenanceMargin);

        venue.Mark(Linear, 450_000);
        Assert.Equal(65_000 * Usd, venue.State.Risk.Cross(alice).Equity); // half of its 50,000 of loss is not in the asset that it holds
        venue.Price(40_000);
        Assert.Equal(92_000 * Usd - (50_000 * Usd), venue.State.Risk.Cross(alice).Equity);
    }

    [Fact]
    public void An_inverse_market_is_margined_in_its_coin_and_measured_like_everything()
    {
        var venue = Listed();
        var (alice, bob) = (venue.Account(usdt: 10_000 * Usd), venue.Account(usdt: 10_000 * Usd));
        venue.Trade(alice, bob, Inverse, 50_000, 500_000); // a coin's worth

        var risk = venue.State.Risk.Cross(alice);
        Assert.Equal((10_000 * Usd, 2_500 * Usd, 500 * Usd, 50_000 * Usd), (risk.Equity, risk.InitialMargin, risk.MaintenanceMargin, risk.Notional));

        // At 40,000 the long has lost a quarter of a coin, worth 40,000 now, and the short has made it.
        venue.Mark(Inverse, 400_000);
        venue.Price(40_000);
        Assert.Equal(0, venue.State.Risk.Cross(alice).Equity);
        Assert.Equal(20_000 * Usd, venue.State.Risk.Cross(bob).Equity);
        Assert.Equal(RejectReason.AccountInLiquidation, venue.Place(alice, Linear, Side.Buy, 1, 500_000).Reject);
    }

    [Fact]
    public void Without_a_sound_price_nothing_new_is_decided_by_it()
    {
        var venue = Listed();
        var (alice, bob) = (venue.Account(usdt: 10_000 * Usd, coin: Btc), venue.Account(usdt: 10_000 * Usd));
        venue.Trade(alice, bob, Inverse, 10_000, 500_000);
        venue.FallSilent();

        Assert.Equal(55_000 * Usd, venue.State.Risk.Cross(alice).Equity); // still at the last sound index
        Assert.Equal(RejectReason.AssetPriceUnsound, venue.Credit(alice, Coin, 1).Reject);
        Assert.Equal(RejectReason.AssetPriceUnsound, venue.Withdraw(alice, Coin, 1).Reject);
        Assert.Equal(RejectReason.AssetPriceUnsound, venue.Place(alice, Inverse, Side.Buy, 1, 500_000).Reject);
        Check(venue.Place(alice, Inverse, Side.Sell, 10_000, 500_000)); // out is always open
        Check(venue.Withdraw(alice, Usdt, Usd));

        var idle = venue.Account(usdt: Usd);
        Assert.Equal(RejectReason.InsufficientBalance, venue.Withdraw(idle, Coin, 1).Reject); // nothing of it is at stake
    }

    [Fact]
    public void A_restart_forgets_what_sources_said()
    {
        var venue = Listed();
        venue.Venue.Send(new NoteRestart());
        Assert.False(venue.State.Assets.Collateral(2).HasSoundPrice);
        Assert.Equal(RejectReason.AssetPriceUnsound, venue.Credit(venue.Account(), Coin, 1).Reject);
        venue.Price(50_000);
        Check(venue.Credit(venue.Account(), Coin, 1));
    }

    [Theory]
    [InlineData(-1, RejectReason.None)]
    [InlineData(0, RejectReason.None)]
    [InlineData(1, RejectReason.DepositCapExceeded)]
    public void A_cap_is_what_the_venue_holds_at_most(long beyond, RejectReason expected)
    {
        var venue = Listed();
        Check(venue.Credit(venue.Account(), Coin, 9 * Btc));
        Assert.Equal(expected, venue.Credit(venue.Account(), Coin, Btc + beyond).Reject);
    }

    [Fact]
    public void A_listing_begins_on_a_sound_price_with_a_low_cap_and_grows_in_steps()
    {
        var venue = new CollateralVenue();
        RejectReason Set(in CollateralRules rules, AssetId? asset = null) => venue.Change(asset ?? Coin, rules).Reject;
        Assert.Equal(RejectReason.ParametersInvalid, Set(Rules()));
        venue.Price(50_000);
        Check(venue.Credit(venue.Account(), Coin, 5 * Btc));
        Assert.Equal(RejectReason.ParametersInvalid, Set(Rules(capBtc: 21))); // more than a million's worth
        Assert.Equal(RejectReason.ParametersInvalid, Set(Rules(capBtc: 4))); // less than what is here already
        Assert.Equal(RejectReason.None, Set(Rules(capBtc: 20)));
        Assert.Equal(RejectReason.ParametersInvalid, Set(Rules(capBtc: 21)));
        venue.Venue.Now += 24L * 3_600 * 1_000_000;
        Assert.Equal(RejectReason.ParametersInvalid, Set(Rules(capBtc: 41)));
        Assert.Equal(RejectReason.None, Set(Rules(capBtc: 40)));
        Assert.Equal(RejectReason.ParametersInvalid, Set(Rules(capBtc: 41)));
        Assert.Equal(RejectReason.None, Set(Rules(capBtc: 1)));
        Assert.Equal(RejectReason.AssetUnknown, Set(Rules(), new AssetId(3)));
        Assert.Equal(RejectReason.ParametersInvalid, Set(Rules(), Usdt)); // it is the measure, and counts whole
    }

    [Fact]
    public void Rules_beyond_a_bound_are_refused()
    {
        static bool IsValid(Func<CollateralRules, CollateralRules> change) => CollateralRulesCheck.AreValid(change(Rules()), isValuation: false);
        static CollateralRules With(CollateralRules rules, int index, long floor, long weight)
        {
            rules.Tiers[index] = new CollateralTier(new Money(floor), new Rate(weight));
            return rules;
        }

        Assert.True(IsValid(rules => rules));
        Assert.True(IsValid(rules => With(rules, 0, 0, 950_000_000)));
        Assert.False(IsValid(rules => With(rules, 0, 0, 950_000_001)));
        Assert.False(IsValid(rules => With(rules, 0, 1, 900_000_000)));
        Assert.False(IsValid(rules => With(rules, 1, 0, 500_000_000)));
        Assert.False(IsValid(rules => With(rules, 1, 2 * Btc, 900_000_001)));
        Assert.False(IsValid(rules => With(rules, 1, 2 * Btc, -1)));
        Assert.False(IsValid(rules => With(rules, 2, 3 * Btc, 1)));
        Assert.False(IsValid(rules => rules with { ConversionPenalty = new Rate(100_000_001) }));
        Assert.False(IsValid(rules => With(rules with { ConversionPenalty = new Rate(60_000_000) }, 0, 0, 940_000_001))); // what counts must be what a sale brings
        Assert.False(IsValid(rules => rules with { DepositCap = new Money(0) }));
        Assert.False(IsValid(rules => rules with { DebtLimit = new Money(-1) }));
        Assert.False(IsValid(rules => rules with { TierCount = 9 }));
    }

    [Fact]
    public void A_debt_beyond_the_limit_is_paid_from_collateral_at_a_penalty()
    {
        var venue = Listed();
        Check(venue.Change(Usdt, new CollateralRules { DepositCap = new Money(Bounds.MaxSupply), DebtLimit = new Money(100 * Usd) }));
        Check(venue.Credit(AccountId.InsuranceFund, Usdt, 1_000_000 * Usd));
        var alice = Indebted(venue, dollars: 100);
        Assert.Equal(-100 * Usd, venue.Balance(alice, Usdt));
        Assert.Equal(RejectReason.ConversionNotDue, venue.Venue.Send(new ConvertCollateral { Account = alice }).Reject);

        alice = Indebted(venue, dollars: 9_800);
        var before = venue.State.Risk.Cross(alice).Equity;
        Check(venue.Venue.Send(new ConvertCollateral { Account = alice }));

        // 9,800 at 98 % of 50,000 are a fifth of a coin.
        Assert.Equal((0L, Btc - (Btc / 5)), (venue.Balance(alice, Usdt), venue.Balance(alice, Coin)));
        Assert.Equal((990_200 * Usd, Btc / 5), (venue.Balance(AccountId.InsuranceFund, Usdt), venue.Balance(AccountId.InsuranceFund, Coin)));
        Assert.True(venue.State.Risk.Cross(alice).Equity >= before);
        Assert.Equal(RejectReason.ConversionNotDue, venue.Venue.Send(new ConvertCollateral { Account = alice }).Reject);
        Assert.Equal(venue.Venue.Machine.Hash(), venue.Venue.Replay().Hash());
    }

    [Fact]
    public void The_house_buys_no_more_than_it_can_pay_and_than_it_may()
    {
        var venue = Listed();
        var alice = Indebted(venue, dollars: 20_000);
        Check(venue.Change(Usdt, new CollateralRules { DepositCap = new Money(Bounds.MaxSupply), DebtLimit = new Money(0) }));
        Assert.Equal(RejectReason.ConversionImpossible, venue.Venue.Send(new ConvertCollateral { Account = alice }).Reject);

        Check(venue.Credit(AccountId.InsuranceFund, Usdt, 49 * Usd));
        Check(venue.Venue.Send(new ConvertCollateral { Account = alice }));
        Assert.Equal((0L, Btc / 1_000), (venue.Balance(AccountId.InsuranceFund, Usdt), venue.Balance(AccountId.InsuranceFund, Coin)));

        // The cap of a caller holds to the unit.
        Check(venue.Credit(AccountId.InsuranceFund, Usdt, 1_000 * Usd));
        var events = new EventBuffer();
        venue.State.Events.Begin(events, venue.Venue.Count, new Timestamp(venue.Venue.Now));
        Assert.Equal(7 * Usd, venue.Venue.Machine.Conversion.SellForDebts(alice, maxValue: 7 * Usd, onlyBeyondLimit: false));
        Assert.Equal(993 * Usd, venue.Balance(AccountId.InsuranceFund, Usdt));
    }

    [Fact]
    public void A_coin_that_is_owed_is_bought_with_what_there_is()
    {
        var venue = Listed();
        Check(venue.Credit(AccountId.InsuranceFund, Coin, Btc));
        var (alice, bob) = (venue.Account(usdt: 20_000 * Usd), venue.Account(usdt: 20_000 * Usd));
        venue.Trade(alice, bob, Inverse, 50_000, 500_000);
        venue.Mark(Inverse, 450_000);
        venue.Price(45_000);
        venue.Trade(bob, alice, Inverse, 50_000, 450_000);
        var owed = -venue.Balance(alice, Coin);
        Assert.InRange(owed, 11_111_111, 11_111_112); // 1 ÷ 0.9 − 1

        Check(venue.Venue.Send(new ConvertCollateral { Account = alice }));
        Assert.Equal(0, venue.Balance(alice, Coin));
        Assert.Equal(Btc - owed, venue.Balance(AccountId.InsuranceFund, Coin));
        Assert.InRange(venue.Balance(alice, Usdt), (15_000 * Usd) - 2_000, (15_000 * Usd) + 2_000);
    }

    [Fact]
    public void A_snapshot_keeps_rules_prices_and_withdrawals()
    {
        var venue = Listed();
        var alice = venue.Account(coin: Btc);
        Check(venue.Withdraw(alice, Coin, 1_000, reference: "once"));
        var hash = venue.Venue.Machine.Hash();
        venue.Venue.Restart();
        Assert.Equal(hash, venue.Venue.Machine.Hash());
        Assert.True(venue.Withdraw(alice, Coin, 1_000, reference: "once").IsRepeat);
        venue.Report(0, 50_001);
        Assert.Equal(0, venue.State.Assets.Collateral(2).State.Index.IsDegraded);
    }

    /// <summary>An account with one coin that has lost some dollars on ten coins' worth, a tick each, and owes them.</summary>
    private static AccountId Indebted(CollateralVenue venue, int dollars)
    {
        var (alice, bob) = (venue.Account(coin: Btc), venue.Account(usdt: 100_000 * Usd));
        venue.Trade(alice, bob, Linear, 10_000, 500_000);
        venue.Mark(Linear, 500_000 - dollars);
        venue.Trade(bob, alice, Linear, 10_000, 500_000 - dollars);
        venue.Mark(Linear, 500_000);
        return alice;
    }

    private static CollateralTerms Terms(int decimals, long usd, params ReadOnlySpan<(long Floor, long Weight)> tiers)
    {
        var table = new CollateralTier[tiers.Length];
        for (var i = 0; i < tiers.Length; i++)
        {
            table[i] = new CollateralTier(new Money(tiers[i].Floor), new Rate(tiers[i].Weight));
        }

        return new CollateralTerms(isValuation: false, decimals) { Haircuts = new HaircutTable(table), Price = usd * Usd * AssetPrice.PerUnit };
    }
}
