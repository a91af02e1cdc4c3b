using Xunit;
using static Exchange.Engine.Tests.CollateralVenue;

namespace Exchange.Engine.Tests;

/// <summary>What may leave, and the two steps in which it does. FORMULAS §4.7, §4.10.</summary>
public class WithdrawalTests
{
    [Fact]
    public void It_leaves_the_account_at_once_and_the_venue_when_approved()
    {
        var venue = new CollateralVenue();
        var alice = venue.Account(usdt: 100 * Usd);
        var id = venue.Withdraw(alice, Usdt, 60 * Usd).Entity;
        Assert.Equal((40 * Usd, 60 * Usd, -100 * Usd), (venue.Balance(alice, Usdt), venue.Balance(AccountId.PendingWithdrawals, Usdt), venue.Balance(AccountId.External, Usdt)));
        Assert.Equal(RejectReason.InsufficientBalance, venue.Withdraw(alice, Usdt, (40 * Usd) + 1).Reject);

        Check(venue.Decide(id, WithdrawalStatus.Approved));
        Assert.Equal((0L, -40 * Usd), (venue.Balance(AccountId.PendingWithdrawals, Usdt), venue.Balance(AccountId.External, Usdt)));
        Assert.True(venue.Decide(id, WithdrawalStatus.Approved).IsRepeat);
        Assert.Equal(RejectReason.WithdrawalDecided, venue.Decide(id, WithdrawalStatus.Rejected).Reject);
        Assert.Equal(-40 * Usd, venue.Balance(AccountId.External, Usdt));
    }

    [Fact]
    public void Rejected_it_goes_back()
    {
        var venue = new CollateralVenue();
        var alice = venue.Account(usdt: 100 * Usd);
        var id = venue.Withdraw(alice, Usdt, 60 * Usd).Entity;
        Check(venue.Decide(id, WithdrawalStatus.Rejected));
        Assert.Equal((100 * Usd, 0L), (venue.Balance(alice, Usdt), venue.Balance(AccountId.PendingWithdrawals, Usdt)));
        Assert.Equal(RejectReason.WithdrawalUnknown, venue.Decide(id + 1, WithdrawalStatus.Rejected).Reject);
        Assert.Equal(RejectReason.MalformedCommand, venue.Decide(id, WithdrawalStatus.Pending).Reject);
    }

    [Fact]
    public void The_same_reference_is_done_once_and_means_one_thing()
    {
        var venue = new CollateralVenue();
        var (alice, bob) = (venue.Account(usdt: 100 * Usd), venue.Account(usdt: 100 * Usd));
        var first = venue.Withdraw(alice, Usdt, 10 * Usd, "r");
        var again = venue.Withdraw(alice, Usdt, 10 * Usd, "r");
        Assert.Equal((first.Entity, true), (again.Entity, again.IsRepeat));
        Assert.Equal(90 * Usd, venue.Balance(alice, Usdt));
        Assert.Equal(RejectReason.ReferenceReused, venue.Withdraw(alice, Usdt, 11 * Usd, "r").Reject);
        Assert.Equal(RejectReason.ReferenceReused, venue.Withdraw(alice, Coin, 10 * Usd, "r").Reject);
        Assert.Equal(RejectReason.ReferenceReused, venue.Withdraw(alice, Usdt, 10 * Usd, "r", destination: "elsewhere").Reject);
        Assert.Equal(2, venue.Withdraw(bob, Usdt, 10 * Usd, "r").Entity); // another's reference is another
        Check(venue.Decide(first.Entity, WithdrawalStatus.Rejected));
        Assert.True(venue.Withdraw(alice, Usdt, 10 * Usd, "r").IsRepeat); // also when it has gone back
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(Bounds.MaxTransfer + 1)]
    [InlineData(long.MinValue)]
    public void An_amount_is_positive_and_in_range(long amount)
    {
        var venue = new CollateralVenue();
        Assert.Equal(RejectReason.AmountInvalid, venue.Withdraw(venue.Account(usdt: Usd), Usdt, amount).Reject);
    }

    /// <summary>Collateral leaves as far as what it counts for is not needed: to the unit.</summary>
    [Fact]
    public void What_margin_needs_of_a_collateral_stays()
    {
        var venue = Listed();
        var (alice, bob) = (venue.Account(coin: 3 * Btc), venue.Account(usdt: 100_000 * Usd));
        venue.Trade(alice, bob, Linear, 10_000, 500_000); // a tenth of 500,000 stays
        var most = venue.State.Risk.MostThatCanLeave(alice, Coin);

        // 115,000 − 50,000 may go: the third coin, which counts for 25,000, and 40,000 ÷ 45,000 of the others.
        Assert.Equal(Btc + (Btc * 40 / 45), most);
        Assert.Equal(RejectReason.InsufficientMargin, venue.Withdraw(alice, Coin, most + 1).Reject);
        Check(venue.Withdraw(alice, Coin, most));
        Assert.InRange(venue.State.Risk.Cross(alice).Equity, 50_000 * Usd, (50_000 * Usd) + 450);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void All_wait_while_losses_that_nobody_covers_exceed_the_fund(long beyond, bool leaves)
    {
        var venue = Listed();
        var alice = venue.Account(usdt: 100 * Usd);
        Check(venue.Credit(AccountId.InsuranceFund, Usdt, 500 * Usd));
        var id = venue.Withdraw(alice, Usdt, 10 * Usd).Entity;
        venue.State.UncoveredBadDebt = (1_500 * Usd) + beyond;
        Assert.Equal(leaves ? RejectReason.None : RejectReason.WithdrawalsPaused, venue.Withdraw(alice, Usdt, 10 * Usd).Reject);
        Assert.Equal(leaves ? RejectReason.None : RejectReason.WithdrawalsPaused, venue.Decide(id, WithdrawalStatus.Approved).Reject);
        if (!leaves)
        {
            Check(venue.Decide(id, WithdrawalStatus.Rejected)); // back is always open
        }
    }
}
