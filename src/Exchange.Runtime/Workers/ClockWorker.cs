using Exchange.Engine;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Exchange.Runtime;

/// <summary>Lets time pass: so that what is due ends on time. Auctions whose price is found are carried out without waiting for the next tick.</summary>
internal sealed class ClockWorker(IExchange exchange, ExchangeOptions options, TimeProvider time, ILogger<ClockWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.ClockInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                if (exchange.Status.State == ExchangeState.Serving)
                {
                    await AdvanceAsync(stoppingToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The clock stops with the host.
        }
    }

    private async Task AdvanceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await exchange.SubmitAsync(new AdvanceTime(), cancellationToken).ConfigureAwait(false);
            foreach (var market in exchange.Views.Markets)
            {
                await UncrossAsync(market, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is ExchangeUnavailableException or OutcomeUnknownException)
        {
            // The exchange says itself what is wrong; the next tick makes up for this one.
            logger.LogDebug(error, "Time was not advanced");
        }
    }

    private async Task UncrossAsync(MarketInfo market, CancellationToken cancellationToken)
    {
        while (market is { State: MarketState.PreOpen, Status.Auction.Phase: AuctionPhase.Uncrossing })
        {
            var before = market.LastSequence;
            await exchange.SubmitAsync(new Uncross { Market = market.Id }, cancellationToken).ConfigureAwait(false);
            market = exchange.Views.FindMarket(market.Id)!;
            if (market.LastSequence == before)
            {
                return;
            }
        }
    }
}
