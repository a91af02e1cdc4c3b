using Microsoft.Extensions.Logging;

namespace Exchange.Runtime;

/// <summary>
/// Renews the lease. Whether it still holds is judged on this machine's monotonic clock from before the renewal was sent, and a little early:
/// so it has run out here before anybody else may think so.
/// </summary>
internal sealed class LeaseKeeper(ILeadership leadership, LeadershipTerm term, ExchangeOptions options, TimeProvider time, ILogger logger)
{
    private long _renewedAt;

    /// <summary>Whether the lease holds at this moment.</summary>
    public bool Holds => time.GetElapsedTime(Volatile.Read(ref _renewedAt)) < options.Lease - options.LeaseMargin;

    /// <summary>The lease was taken by a request sent at this time of the <see cref="TimeProvider"/>'s clock.</summary>
    public void Taken(long sentAt) => Volatile.Write(ref _renewedAt, sentAt);

    /// <summary>Renews until canceled; returns if another epoch has begun.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(options.LeaseRenewal, time, cancellationToken).ConfigureAwait(false);
            var sentAt = time.GetTimestamp();
            try
            {
                if (!await leadership.RenewAsync(term, options.Lease, cancellationToken).ConfigureAwait(false))
                {
                    return;
                }

                Volatile.Write(ref _renewedAt, sentAt);
            }
            catch (JournalUnreachableException error)
            {
                logger.LogWarning(error, "The lease could not be renewed");
            }
        }
    }
}
