using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Exchange.Benchmarks;

/// <summary>The floor of REST: a web server that reads a body and answers one of an order's size, in a process of its own.</summary>
internal sealed class BareKestrel : IAsyncDisposable
{
    private readonly Process _process;

    private BareKestrel(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<BareKestrel> StartAsync()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, ArgumentList = { typeof(BareKestrel).Assembly.Location, "bare-kestrel" } };
        var process = Process.Start(start) ?? throw new InvalidOperationException("The bare web server does not start.");
        var address = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The bare web server ended.");
        return new BareKestrel(process, new Uri(address));
    }

    /// <summary>What the process does: says its address, and serves until its input ends.</summary>
    public static async Task<int> ServeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        var answer = new byte[210];
        Array.Fill(answer, (byte)'x');
        app.MapPost("/v1/orders", async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = answer.Length;
            await context.Response.Body.WriteAsync(answer);
        });
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single().ToString(CultureInfo.InvariantCulture));
        await app.WaitForShutdownAsync();
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
