using CsCheck;
using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>What holds of funding in any stream of trades, prices and sweeps. FORMULAS §13.5.</summary>
public class FundingProperties
{
    private const long Second = FundedVenue.Second;

    [Fact]
    public void It_is_of_no_matter_when_a_position_is_settled() => Gen.Int.Sample(
        seed =>
        {
            var (eager, lazy) = (new Stream(seed), new Stream(seed));
            for (var interval = 0; interval < 6; interval++)
            {
                eager.Charge();
                eager.Venue.Sweep();
                lazy.Charge();
                eager.Trade(trades: 8);
                lazy.Trade(trades: 8);
                lazy.Venue.Sweep(accounts: 3);
            }

            Assert.Equal(eager.Balances(), lazy.Balances());
        },
        iter: 40,
        threads: 2);

    [Fact]
    public void Each_position_is_settled_once_per_charge_and_all_sums_to_the_dust() => Gen.Int.Sample(
        seed =>
        {
            var stream = new Stream(seed);
            for (var interval = 0; interval < 6; interval++)
            {
                stream.Charge();
                stream.Trade(trades: 4);
                stream.Venue.Sweep(accounts: 2);
                stream.Trade(trades: 4);
            }

            var paid = stream.Venue.Events<FundingPaid>();
            Assert.NotEmpty(paid);
            Assert.Equal(paid.Count, paid.Select(payment => (payment.Account, payment.FundingTime)).Distinct().Count());
            foreach (var swept in stream.Venue.Events<FundingSwept>())
            {
                var payments = paid.Where(payment => payment.FundingTime == swept.FundingTime).ToList();
                Assert.Equal(swept.Dust.Units, payments.Sum(payment => payment.Amount.Units));
                Assert.InRange(swept.Dust.Units, 0, payments.Count - 1);
            }

            foreach (var payment in paid)
            {
                var applied = stream.Venue.Events<FundingRateApplied>().Single(applied => applied.FundingTime == payment.FundingTime);
                Assert.Equal(payment.Amount.Units, FundingFormula.Payment(payment.Size, applied.IndexDelta));
                Assert.Equal(applied.FundingRate, FundingFormula.Of(applied.AveragePremium, applied.Rules, applied.Interval, applied.MaintenanceRate));
            }
        },
        iter: 40,
        threads: 2);

    /// <summary>Six accounts that trade at the mark; the same for the same seed.</summary>
    private sealed class Stream
    {
        private readonly Random _random;
        private readonly List<AccountId> _accounts;
        private int _index = 1_000;

        public Stream(int seed)
        {
            _random = new Random(seed);
            _accounts = [.. Enumerable.Range(0, 6).Select(_ => Venue.Open())];
            Venue.Report(_index);
            Trade(trades: 8);
        }

        public FundedVenue Venue { get; } = new();

        /// <summary>Runs to the next funding time and charges.</summary>
        public void Charge()
        {
            _index += _random.Next(-7, 8);
            var time = Venue.Funding.Next.EndsAt;
            Venue.RunTo(time, _index);
            Assert.Equal(RejectReason.None, Venue.Charge(time));
        }

        public void Trade(int trades)
        {
            for (var i = 0; i < trades; i++)
            {
                var buyer = _random.Next(_accounts.Count);
                var seller = (buyer + _random.Next(1, _accounts.Count)) % _accounts.Count;
                Venue.Trade(_accounts[buyer], _accounts[seller], _index, _random.Next(1, 40));
                Venue.Venue.Now += 1_000;
            }
        }

        public List<long> Balances() => [.. _accounts.Select(Venue.Balance)];
    }
}
