using Exchange.Engine;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Exchange.Runtime;

/// <summary>
/// Charges funding when its time has come, and settles the positions in steps so small that orders need not wait for them. It keeps nothing: what is
/// to be done is read off the views, so that whoever leads next goes on where another stopped, and the engine judges each command again.
/// </summary>
internal sealed class FundingWorker(IExchange exchange, ExchangeOptions options, TimeProvider time, ILogger<FundingWorker> logger) : BackgroundService
{
    /// <summary>How long a market is left alone after the engine refused to charge it: it has no fresh mark price.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly Dictionary<MarketId, DateTimeOffset> _notBefore = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.ClockInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                if (exchange.Status.State == ExchangeState.Serving)
                {
                    await LookAsync(stoppingToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Funding stops with the host; whoever leads next goes on.
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var market in exchange.Views.Markets)
            {
                var now = time.GetUtcNow();
                if (market.Funding.SweepTime != default)
                {
                    await SweepAsync(market.Id, market.Funding.SweepTime, cancellationToken).ConfigureAwait(false);
                }
                else if (IsDue(market.Funding.NextTime, now) && now >= _notBefore.GetValueOrDefault(market.Id))
                {
                    await ChargeAsync(market, now, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (Exception error) when (error is ExchangeUnavailableException or OutcomeUnknownException)
        {
            // The exchange says itself what is wrong; the next look shows what is still to be done.
            logger.LogDebug(error, "Funding was not carried on");
        }
    }

    private async Task ChargeAsync(MarketInfo market, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var fundingTime = market.Funding.NextTime;
        var outcome = await exchange.SubmitAsync(new ApplyFunding { Market = market.Id, FundingTime = fundingTime }, cancellationToken).ConfigureAwait(false);
        if (!outcome.IsAccepted)
        {
            _notBefore[market.Id] = now + RetryAfter;
            logger.LogWarning("Funding of {Symbol} is not charged yet: {Reason}", market.Symbol, outcome.Reject);
            return;
        }

        if (exchange.Views.FindMarket(market.Id)?.Funding.SweepTime == fundingTime)
        {
            await SweepAsync(market.Id, fundingTime, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SweepAsync(MarketId market, Timestamp fundingTime, CancellationToken cancellationToken)
    {
        CommandOutcome outcome;
        do
        {
            var command = new SweepFunding { Market = market, FundingTime = fundingTime, Accounts = options.FundingAccountsPerStep };
            outcome = await exchange.SubmitAsync(command, cancellationToken).ConfigureAwait(false);
        }
        while (outcome.IsAccepted && outcome.Entity > 0);
    }

    private static bool IsDue(Timestamp fundingTime, DateTimeOffset now) =>
        fundingTime != default && fundingTime.Microseconds <= (now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
