using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Exchange.Integration.Tests;

/// <summary>Price sources on the loopback, good ones and bad ones.</summary>
internal sealed class SourceServer : IAsyncDisposable
{
    private static readonly TimeSpan Forever = TimeSpan.FromMinutes(10);

    private readonly WebApplication _app;
    private readonly long _startedAt = Milliseconds();
    private int _connections;

    private SourceServer(WebApplication app) => _app = app;

    /// <summary>What the good ones say.</summary>
    public const decimal Price = 6_000.5m;

    public string Http => _app.Urls.Single();

    public string WebSocket => Http.Replace("http", "ws", StringComparison.Ordinal);

    /// <summary>How often the dropping stream was connected to.</summary>
    public int Connections => Volatile.Read(ref _connections);

    public static async Task<SourceServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MinResponseDataRate = null);
        var app = builder.Build();
        var server = new SourceServer(app);
        app.UseWebSockets();
        app.MapGet("/good", () => Answer($$"""{"data":[{"last":"{{Number(Price)}}","ts":{{Milliseconds()}},"conf":1.5}]}"""));
        app.MapGet("/frozen", () => Answer($$"""{"last":{{Number(Price)}},"ts":{{server._startedAt}}}"""));
        app.MapGet("/thousandfold", () => Answer($$"""{"last":{{Number(Price * 1000)}},"ts":{{Milliseconds()}}}"""));
        app.MapGet("/ahead", () => Answer($$"""{"last":{{Number(Price)}},"ts":{{Milliseconds() + 3_600_000}}}"""));
        app.MapGet("/nan", () => Answer($$"""{"last":"NaN","ts":{{Milliseconds()}}}"""));
        app.MapGet("/html", () => Results.Content("<html><body>Just a moment…</body></html>", "text/html"));
        app.MapGet("/huge", () => Answer($$"""{"last":{{Number(Price)}},"padding":"{{new string('x', 1_000_000)}}"}"""));
        app.MapGet("/broken", () => Results.StatusCode(StatusCodes.Status500InternalServerError));
        app.MapGet("/moved", () => Results.Redirect("/good"));
        app.MapGet("/silent", (HttpContext context) => Task.Delay(Forever, context.RequestAborted));
        app.MapGet("/loris", LorisAsync);
        app.Map("/stream", (HttpContext context) => server.StreamAsync(context, drops: false));
        app.Map("/dropping", (HttpContext context) => server.StreamAsync(context, drops: true));
        await app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    /// <summary>Begins an answer and goes on byte by byte, always with something to come.</summary>
    private static async Task LorisAsync(HttpContext context)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        await context.Response.WriteAsync("{\"last\":1");
        while (await timer.WaitForNextTickAsync(context.RequestAborted))
        {
            await context.Response.WriteAsync("1");
            await context.Response.Body.FlushAsync();
        }
    }

    /// <summary>Waits for a subscription, confirms it, and sends prices; one and then no more if it drops.</summary>
    private async Task StreamAsync(HttpContext context, bool drops)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        if (drops)
        {
            Interlocked.Increment(ref _connections);
        }

        var request = new byte[1024];
        var asked = await socket.ReceiveAsync(request.AsMemory(), context.RequestAborted);
        if (Encoding.UTF8.GetString(request, 0, asked.Count) != """{"op":"subscribe"}""")
        {
            return;
        }

        await SendAsync(socket, """{"op":"subscribed"}""");
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        do
        {
            await SendAsync(socket, $$"""{"p":{{Number(Price)}},"t":"{{DateTime.UtcNow.ToString("O", CultureInfo.InvariantCulture)}}"}""");
        }
        while (!drops && await timer.WaitForNextTickAsync(context.RequestAborted));
    }

    private static Task SendAsync(WebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    private static IResult Answer(string json) => Results.Content(json, "application/json");

    private static string Number(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    private static long Milliseconds() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
}
