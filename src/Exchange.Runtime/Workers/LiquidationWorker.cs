using Exchange.Engine;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Exchange.Runtime;

/// <summary>
/// Drives open liquidations, the worst first, a bounded number at a time, and works off what the backstop holds. It only says "one step further":
/// what a step does, and whether there is one to do, the engine decides.
/// </summary>
internal sealed class LiquidationWorker(IExchange exchange, TimeProvider time, ILogger<LiquidationWorker> logger) : BackgroundService
{
    /// <summary>Steps under way at once: so few that orders and cancels always find their place in the queue.</summary>
    private const int InFlight = 256;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>How long a liquidation is left alone whose step could do nothing.</summary>
    private static readonly TimeSpan Backoff = TimeSpan.FromSeconds(1);

    private readonly Dictionary<LiquidationId, long> _later = [];
    private long _unwindAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            do
            {
                if (exchange.Status.State == ExchangeState.Serving)
                {
                    await WorkAsync(stoppingToken).ConfigureAwait(false);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // It stops with the host.
        }
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        try
        {
            // While steps do something there is no need to wait for the next tick.
            while (await StepAsync(cancellationToken).ConfigureAwait(false) && !cancellationToken.IsCancellationRequested)
            {
            }

            if (time.GetTimestamp() >= _unwindAt)
            {
                _unwindAt = After(Backoff);
                await UnwindAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is ExchangeUnavailableException or OutcomeUnknownException)
        {
            // The exchange says itself what is wrong; the next tick looks again.
            logger.LogDebug(error, "Liquidations were not driven");
        }
    }

    /// <summary>One step of each of the worst liquidations.</summary>
    /// <returns>Whether any did something.</returns>
    private async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        var steps = new List<(LiquidationId Id, Task<CommandOutcome> Step)>();
        foreach (var id in exchange.Views.OpenLiquidations())
        {
            if (steps.Count == InFlight)
            {
                break;
            }

            if (_later.GetValueOrDefault(id) <= now)
            {
                steps.Add((id, exchange.SubmitAsync(new StepLiquidation { Liquidation = id }, cancellationToken).AsTask()));
            }
        }

        var hasMoved = false;
        foreach (var (id, step) in steps)
        {
            var outcome = await step.ConfigureAwait(false);
            if (outcome.IsAccepted)
            {
                _later.Remove(id);
                hasMoved = true;
            }
            else if (outcome.Reject == RejectReason.LiquidationUnknown)
            {
                _later.Remove(id);
            }
            else
            {
                _later[id] = After(Backoff);
            }
        }

        return hasMoved;
    }

    private async Task UnwindAsync(CancellationToken cancellationToken)
    {
        foreach (var position in exchange.Views.Positions(AccountId.Backstop))
        {
            if (!position.Size.IsFlat)
            {
                await exchange.SubmitAsync(new UnwindBackstop { Market = position.Market }, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private long After(TimeSpan span) => time.GetTimestamp() + (long)(span.TotalSeconds * time.TimestampFrequency);
}
