using Exchange.Engine;
using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>
/// A simulated market, so that there is something to look at: a reference price on a random walk, makers that quote around it, takers that hit
/// them. It goes through the same door as everybody and has no other privilege than to report for the simulated price sources.
/// </summary>
internal sealed class DemoVenue(IExchange exchange, KeyRing keys, HostSettings settings, IHostApplicationLifetime lifetime, ILogger<DemoVenue> logger) : BackgroundService
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Serving.WaitAsync(exchange, stoppingToken);
            if (exchange.Views.Rules.Profile != VenueProfile.Trial)
            {
                logger.LogCritical("This exchange was begun as a live one: no simulated source may report for it. Start it without --demo, or with another DATA_DIR and database");
                Environment.ExitCode = ExitCodes.Failed;
                lifetime.StopApplication();
                return;
            }

            var accounts = new DemoAccounts(exchange, keys, settings);
            var markets = await PrepareAsync(accounts, stoppingToken);
            logger.LogInformation("The demo's traders are at work; the visitors' keys are in {Path}", settings.DemoKeysPath);
            using var timer = new PeriodicTimer(Step);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await StepAsync(markets, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task<List<DemoMarket>> PrepareAsync(DemoAccounts accounts, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Serving.WaitAsync(exchange, cancellationToken);
            if (InitialMarkets.All.All(initial => exchange.Views.FindMarket(initial.Terms.Symbol) is not null))
            {
                await accounts.PrepareAsync(cancellationToken);
                return await OpenAsync(accounts, cancellationToken);
            }

            await Task.Delay(Step, cancellationToken);
        }
    }

    private async Task<List<DemoMarket>> OpenAsync(DemoAccounts accounts, CancellationToken cancellationToken)
    {
        var opened = new List<DemoMarket>();
        foreach (var initial in InitialMarkets.All)
        {
            var market = exchange.Views.FindMarket(initial.Terms.Symbol)!;
            var random = new Random(market.Id.Value);
            var sources = new DemoSources(exchange, market, random);
            await sources.PrepareAsync(cancellationToken);
            if (market.MarkPrice.IsNone)
            {
                await sources.BeginAsync(initial.Reference, cancellationToken);
            }

            opened.Add(new DemoMarket(exchange, market, market.MarkPrice.IsNone ? initial.Reference : market.MarkPrice, accounts, sources, random));
        }

        return opened;
    }

    private async Task StepAsync(List<DemoMarket> markets, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var market in markets)
            {
                await market.StepAsync(cancellationToken);
            }
        }
        catch (Exception error) when (error is ExchangeUnavailableException or OutcomeUnknownException)
        {
            logger.LogDebug(error, "The demo missed a step");
        }
    }
}
