using Exchange.Engine;
using Exchange.Persistence;
using Exchange.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Exchange.Runtime.Tests;

/// <summary>A process of the exchange, with journal and read side in Postgres, but for the web server.</summary>
internal sealed class HostedExchange : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly Lifetime _lifetime = new();
    private bool _stopped;

    public HostedExchange(string connectionString, ExchangeOptions options)
    {
        Options = options with { QuarantineDirectory = Path.Combine(Path.GetTempPath(), $"quarantine-{Guid.NewGuid():N}") };
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IHostApplicationLifetime>(_lifetime);
        services.AddExchangeRuntime(Options);
        services.AddPostgresJournal(connectionString);
        services.AddPostgresReadSide(connectionString);
        _services = services.BuildServiceProvider();
    }

    public ExchangeOptions Options { get; }

    public IExchange Exchange => _services.GetRequiredService<IExchange>();

    public QuarantineDesk Quarantine => _services.GetRequiredService<QuarantineDesk>();

    /// <summary>Whether it has asked for the end of its process.</summary>
    public bool HasGivenUp => _lifetime.ApplicationStopping.IsCancellationRequested;

    public static async Task<HostedExchange> StartAsync(string connectionString, ExchangeOptions options)
    {
        var process = new HostedExchange(connectionString, options);
        await process._services.GetServices<IHostedService>().OfType<ExchangeHost>().Single().StartAsync(default);
        return process;
    }

    public Task StateIsAsync(ExchangeState state) => Eventually.HoldsAsync(() => Task.FromResult(Exchange.Status.State == state));

    public async Task<CommandOutcome> SendAsync<TCommand>(TCommand command)
        where TCommand : unmanaged, ICommand => await Exchange.SubmitAsync(command);

    public async Task StopAsync()
    {
        if (!_stopped)
        {
            _stopped = true;
            await _services.GetServices<IHostedService>().OfType<ExchangeHost>().Single().StopAsync(default);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
        _lifetime.Dispose();
    }

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => _stopping.Cancel();

        public void Dispose() => _stopping.Dispose();
    }
}
