using System.Net;
using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>Runs the configured feeds while this process leads.</summary>
internal sealed class Feeds : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly IExchange _exchange;
    private readonly TimeProvider _time;
    private readonly List<(FeedSettings Settings, FeedOutlet Outlet, IPriceFeed Feed)> _feeds = [];

    public Feeds(IReadOnlyList<FeedSettings> settings, IExchange exchange, IHttpClientFactory clients, TimeProvider time, ILogger<Feeds> logger)
    {
        (_exchange, _time) = (exchange, time);
        foreach (var feed in settings)
        {
            var outlet = new FeedOutlet(exchange, feed, time, logger);
            _feeds.Add((feed, outlet, feed.Kind switch
            {
                FeedKind.HttpJson => new HttpJsonFeed(feed, outlet, clients, time),
                FeedKind.WebSocketJson => new WebSocketJsonFeed(feed, outlet, time),
                FeedKind.Replay => new ReplayFeed(feed, outlet, time),
            }));
        }
    }

    /// <summary>How each does.</summary>
    public IEnumerable<(FeedSettings Settings, FeedState State)> States => _feeds.Select(feed => (feed.Settings, feed.Outlet.State));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Serving.WaitAsync(_exchange, stoppingToken);
            await Task.WhenAll(_feeds.Select(feed => KeepAsync(feed.Feed, feed.Outlet, stoppingToken)));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task KeepAsync(IPriceFeed feed, FeedOutlet outlet, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await feed.RunAsync(cancellationToken);
                return;
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                outlet.Note(FeedFault.Failed, error);
                await Task.Delay(Pause, _time, cancellationToken);
            }
        }
    }
}

internal static class FeedServices
{
    /// <summary>The feeds that the section <c>Exchange:Feeds</c> names.</summary>
    public static IServiceCollection AddFeeds(this IServiceCollection services, IReadOnlyList<FeedSettings> feeds)
    {
        services.AddHttpClient(HttpJsonFeed.Client)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.All,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                MaxResponseHeadersLength = 16,
            })
            .RemoveAllLoggers();
        services.AddSingleton(feeds);
        services.AddSingleton<Feeds>();
        services.AddHostedService(provider => provider.GetRequiredService<Feeds>());
        return services;
    }
}
