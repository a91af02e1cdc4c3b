using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;

namespace Exchange.Api;

/// <summary>Where the stream meets the web server.</summary>
public static class StreamEndpoint
{
    public const string Path = "/v1/stream";

    /// <summary>Adds what the stream needs; an <see cref="IStreamAccess"/> comes from elsewhere.</summary>
    public static IServiceCollection AddStream(this IServiceCollection services, StreamOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(new StreamMetrics(Prometheus.Metrics.DefaultRegistry));
        services.AddSingleton<StreamHub>();
        services.AddHostedService(provider => provider.GetRequiredService<StreamHub>());
        services.AddSingleton<StreamConnections>();
        services.AddHostedService(provider => provider.GetRequiredService<StreamConnections>());
        services.AddSingleton<StreamServices>();
        return services;
    }

    /// <summary>Serves the stream at <see cref="Path"/>, and nothing below it.</summary>
    public static void UseStream(this WebApplication app)
    {
        app.MapWhen(context => context.Request.Path == Path, branch =>
        {
            branch.Use(GatherWrites);
            branch.UseWebSockets();
            branch.Run(context => ServeAsync(context, branch.ApplicationServices.GetRequiredService<StreamServices>()));
        });
    }

    /// <summary>Puts a <see cref="CoalescingStream"/> between the WebSocket and the connection.</summary>
    private static Task GatherWrites(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is { } upgrade)
        {
            context.Features.Set<IHttpUpgradeFeature>(new GatheringUpgrade(upgrade));
        }

        return next(context);
    }

    private static async Task ServeAsync(HttpContext context, StreamServices services)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Headers.Upgrade = "websocket";
            throw new ApiProblemException(StatusCodes.Status426UpgradeRequired, "websocket_required", "This address speaks WebSocket only.");
        }

        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (!services.Connections.TryEnter(address))
        {
            throw new ApiProblemException(StatusCodes.Status503ServiceUnavailable, "too_many_connections", "There are as many connections as there may be.")
            {
                RetryAfter = TimeSpan.FromSeconds(10),
            };
        }

        try
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
            {
                KeepAliveInterval = services.Options.PingInterval,
                KeepAliveTimeout = services.Options.PongTimeout,
            });
            await ServeAsync(context, socket, address, services);
        }
        finally
        {
            services.Connections.Exit(address);
        }
    }

    private static async Task ServeAsync(HttpContext context, WebSocket socket, IPAddress address, StreamServices services)
    {
        var stream = (context.Features.Get<IHttpUpgradeFeature>() as GatheringUpgrade)?.Stream;
        using var connection = new StreamConnection(socket, stream, address, services, context.Abort);
        services.Connections.Add(connection, address);
        try
        {
            await connection.RunAsync();
        }
        finally
        {
            services.Connections.Remove(connection);
        }
    }

    private sealed class GatheringUpgrade(IHttpUpgradeFeature inner) : IHttpUpgradeFeature
    {
        public CoalescingStream? Stream { get; private set; }

        public bool IsUpgradableRequest => inner.IsUpgradableRequest;

        public async Task<Stream> UpgradeAsync() => Stream = new CoalescingStream(await inner.UpgradeAsync());
    }
}
