using Xunit;
using static Exchange.Engine.Tests.CollateralVenue;

namespace Exchange.Engine.Tests;

/// <summary>What happened elsewhere to collateral and withdrawals, and does not here. docs/INCIDENTS.md.</summary>
public class CollateralIncidents
{
    /// <summary>Binance, October 2025: a collateral was valued in the venue's own thin book, which fell by a third while the world's price stood.</summary>
    [Fact]
    public void Binance_2025_a_fall_in_the_own_book_moves_no_collateral()
    {
        var venue = Listed();
        var alice = venue.Account(coin: Btc);
        var (bob, carol) = (venue.Account(usdt: 500_000 * Usd), venue.Account(usdt: 500_000 * Usd));
        var before = venue.State.Risk.Cross(alice);
        for (var ticks = 500_000L; ticks > 330_000; ticks -= 10_000)
        {
            venue.Mark(Linear, ticks);
            venue.Trade(bob, carol, Linear, 1, ticks);
            venue.Mark(Inverse, ticks);
            venue.Trade(bob, carol, Inverse, 1, ticks);
        }

        Assert.Equal(before, venue.State.Risk.Cross(alice));
    }

    /// <summary>The same: one source of three falls alone. Too few are left, so the value stands where it was, and nothing new is decided by it.</summary>
    [Fact]
    public void Binance_2025_one_source_alone_moves_no_collateral()
    {
        var venue = Listed();
        var alice = venue.Account(coin: Btc);
        venue.Venue.Now += 10_000_000;
        Check(venue.Report(0, 32_500));
        Assert.Equal(45_000 * Usd, venue.State.Risk.Cross(alice).Equity);
        Assert.Equal(RejectReason.AssetPriceUnsound, venue.Credit(alice, Coin, 1).Reject);
    }

    /// <summary>Mango, October 2022: a position was pumped, and its paper profit withdrawn.</summary>
    [Fact]
    public void Mango_2022_no_unrealized_profit_leaves()
    {
        var venue = Listed();
        var (pumper, other) = (venue.Account(usdt: 5_000 * Usd), venue.Account(usdt: 5_000 * Usd, coin: Btc));
        venue.Trade(pumper, other, Linear, 500, 500_000);
        for (var ticks = 550_000L; ticks <= 1_000_000; ticks += 50_000)
        {
            venue.Mark(Linear, ticks);
        }

        Assert.Equal(30_000 * Usd, venue.State.Risk.Cross(pumper).Equity);
        Check(venue.Credit(venue.Account(), Coin, Btc));
        Assert.Equal(RejectReason.InsufficientBalance, venue.Withdraw(pumper, Coin, 1).Reject);
        Assert.Equal(RejectReason.InsufficientBalance, venue.Withdraw(pumper, Usdt, (5_000 * Usd) + 1).Reject);
        Assert.Equal(RejectReason.InsufficientMargin, venue.Withdraw(pumper, Usdt, 1).Reject); // a tenth of 50,000 is all that it brought
    }

    /// <summary>Flexcoin and Poloniex, March 2014: withdrawals at the same time each saw the same balance.</summary>
    [Fact]
    public void Flexcoin_2014_a_thousand_withdrawals_at_once_take_the_balance_once()
    {
        var venue = new CollateralVenue();
        var alice = venue.Account(usdt: (7 * 13 * Usd) + 12);
        var done = 0;
        for (var i = 0; i < 1_000; i++)
        {
            done += venue.Withdraw(alice, Usdt, 13 * Usd).IsAccepted ? 1 : 0;
        }

        Assert.Equal((7, 12L), (done, venue.Balance(alice, Usdt)));
    }

    /// <summary>Robinhood, October 2019: what a position was opened with counted as buying power again.</summary>
    [Fact]
    public void Robinhood_2019_nothing_opened_raises_what_can_be_opened()
    {
        var venue = Listed();
        var (alice, bob) = (venue.Account(usdt: 1_000 * Usd, coin: Btc / 10), venue.Account(usdt: 100_000 * Usd));
        var free = venue.State.Risk.Cross(alice).FreeCollateral;
        MarketId[] markets = [Linear, Inverse];
        for (var i = 0; i < 8; i++)
        {
            venue.Trade(alice, bob, markets[i % 2], i % 2 == 0 ? 10 : 500, 500_000);
            var now = venue.State.Risk.Cross(alice);
            Assert.True(now.FreeCollateral < free);
            Assert.True(now.Equity <= (1_000 * Usd) + (4_500 * Usd));
            free = now.FreeCollateral;
        }
    }

    /// <summary>Coinbase, February 2022: the amount of one asset was taken for that of another.</summary>
    [Fact]
    public void Coinbase_2022_a_balance_in_one_asset_is_none_in_another()
    {
        var venue = Listed();
        Check(venue.Venue.Send(new RegisterAsset { Code = Symbol.Parse("SHIB"), Decimals = 0 }));
        var alice = venue.Account();
        Check(venue.Credit(alice, new AssetId(3), 1_000_000_000_000));
        Assert.Equal(RejectReason.InsufficientBalance, venue.Withdraw(alice, Coin, 100 * Btc).Reject);
        Assert.Equal(RejectReason.InsufficientMargin, venue.Place(alice, Inverse, Side.Sell, 1, 500_000).Reject);
        Assert.Equal(0, venue.State.Risk.Cross(alice).Equity);
    }

    /// <summary>Bithumb, February 2026: a unit was mistaken, and 620,000 coins were credited where there were 46,000.</summary>
    [Fact]
    public void Bithumb_2026_no_more_is_credited_than_the_venue_may_hold()
    {
        var venue = Listed();
        var alice = venue.Account();
        Assert.Equal(RejectReason.DepositCapExceeded, venue.Credit(alice, Coin, 2_000 * Btc).Reject);
        Assert.Equal(0, venue.Balance(alice, Coin));
    }

    /// <summary>The same by the rules' own way: one key lists nothing, two only after two days, and then it counts little by little under a low cap.</summary>
    [Fact]
    public void Seized_rights_2026_a_listing_takes_two_keys_two_days_and_a_ramp()
    {
        var venue = new CollateralVenue(VenueRules.Default);
        venue.Price(50_000);
        var thief = venue.Account();
        Check(venue.Credit(thief, Coin, 20 * Btc));
        Assert.Equal(RejectReason.NeedsProposal, venue.Venue.Send(new SetCollateralRules { Asset = Coin, Rules = Rules(capBtc: 20) }).Reject);
        Check(venue.Change(Coin, Rules(capBtc: 20)));
        Assert.Equal(20 * Btc, venue.State.Assets.Collateral(2).Rules.DepositCap.Units); // at once: it is a limit
        Assert.Equal(RejectReason.DepositCapExceeded, venue.Credit(thief, Coin, 1).Reject);

        venue.Venue.Now += (48L * 3_600_000_000) - 1;
        venue.Price(50_000);
        Assert.Equal(0, venue.State.Risk.Cross(thief).Equity);
        venue.Venue.Now += (3_600_000_000 / 4) + 1;
        venue.Price(50_000);

        // A ninety-sixth of 90 % of 100,000 and of 50 % of 900,000, each part rounded down.
        Assert.InRange(venue.State.Risk.Cross(thief).Equity, (937_500_000 + 4_687_500_000) - 2_000, 937_500_000 + 4_687_500_000);
    }

    /// <summary>2026: with seized rights a worthless asset was listed as collateral and its limits lifted.</summary>
    [Fact]
    public void Seized_rights_2026_a_made_up_collateral_opens_no_vault()
    {
        var venue = new CollateralVenue();
        var thief = venue.Account();
        Check(venue.Credit(thief, Coin, 1_000_000 * Btc));
        venue.Price(50_000);
        Assert.Equal(RejectReason.ParametersInvalid, venue.Change(Coin, Rules(capBtc: 1_000_000)).Reject);
        Assert.Equal(RejectReason.ParametersInvalid, venue.Change(Coin, Rules(capBtc: 20)).Reject);
        Assert.Equal(0, venue.State.Risk.Cross(thief).Equity);
    }
}
