using Exchange.Engine;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Exchange.Runtime;

/// <summary>Has the collateral of accounts sold that owe more of an asset than they may. The engine looks again before it does.</summary>
internal sealed class CollateralWorker(IExchange exchange, VenueViews views, TimeProvider time, ILogger<CollateralWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>How long an account is left alone after the engine has found nothing to sell.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Dictionary<AccountId, long> _tried = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                if (exchange.Status.State == ExchangeState.Serving)
                {
                    await SellAsync(stoppingToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // It stops with the host.
        }
    }

    private async Task SellAsync(CancellationToken cancellationToken)
    {
        foreach (var account in views.OwingBeyondLimit())
        {
            if (_tried.TryGetValue(account, out var since) && time.GetElapsedTime(since) < Patience)
            {
                continue;
            }

            try
            {
                var outcome = await exchange.SubmitAsync(new ConvertCollateral { Account = account }, cancellationToken).ConfigureAwait(false);
                _tried[account] = time.GetTimestamp();
                if (outcome.IsAccepted)
                {
                    _tried.Remove(account);
                    logger.LogInformation("Collateral of account {Account} was sold for what it owes", account);
                }
            }
            catch (Exception error) when (error is ExchangeUnavailableException or OutcomeUnknownException)
            {
                // The exchange says itself what is wrong; the next tick makes up for this one.
                logger.LogDebug(error, "Collateral was not sold");
                return;
            }
        }
    }
}
