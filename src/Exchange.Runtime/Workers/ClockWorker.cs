using Exchange.Engine;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Exchange.Runtime;

/// <summary>Lets time pass when no command does: so that what is due ends on time in a quiet market.</summary>
internal sealed class ClockWorker(IExchange exchange, ExchangeOptions options, TimeProvider time, ILogger<ClockWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.ClockInterval, time);
        var lastSequence = 0L;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                var status = exchange.Status;
                if (status.State == ExchangeState.Serving && status.CommittedSequence == lastSequence)
                {
                    await AdvanceAsync(stoppingToken).ConfigureAwait(false);
                }

                lastSequence = exchange.Status.CommittedSequence;
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
        }
        catch (Exception error) when (error is ExchangeUnavailableException or OutcomeUnknownException)
        {
            // The exchange says itself what is wrong; the next tick makes up for this one.
            logger.LogDebug(error, "Time was not advanced");
        }
    }
}
