using Xunit;

namespace Exchange.Runtime.Tests;

/// <summary>Random orders, previewed and then placed.</summary>
public sealed class OrderPreviewTests
{
    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void An_order_does_what_its_preview_said(int seed)
    {
        var random = new RandomVenue(seed);
        var venue = random.Venue;
        var (filled, refused) = (0, 0);
        for (var batch = 0; batch < 400; batch++)
        {
            random.NextBatch();
            venue.Commit();
            var order = random.RandomOrder() with { ClientOrderId = default };
            var sequence = venue.Machine.LastSequence;
            var preview = venue.Views.Preview(order)!;
            Assert.Equal(sequence, venue.Machine.LastSequence);
            Assert.Equal(venue.Machine.State.Risk.Cross(order.Account).Equity, preview.Before.Equity.Units);

            var outcome = venue.Apply(order);
            Assert.Equal(outcome.Reject, preview.Reject);
            refused += outcome.IsAccepted ? 0 : 1;
            if (outcome.IsAccepted && outcome.FilledTickLots == preview.Outcome.FilledTickLots && outcome.CancelReason == preview.Outcome.CancelReason)
            {
                // Own orders and makers that are canceled when touched are all that a preview does not know of.
                filled += outcome.Filled.IsZero ? 0 : 1;
                var risk = venue.Machine.State.Risk.Cross(order.Account);
                Assert.Equal((risk.Equity, risk.MaintenanceMargin), (preview.After.Equity.Units, preview.After.MaintenanceMargin.Units));
            }

            venue.Commit();
        }

        Assert.True(filled > 10 && refused > 10, $"{filled} filled, {refused} refused");
    }
}
