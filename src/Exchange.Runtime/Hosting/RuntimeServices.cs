using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Exchange.Runtime;

/// <summary>Registers the runtime.</summary>
public static class RuntimeServices
{
    /// <summary>
    /// The exchange with its loop, its views, its host, its clock and its funding scheduler. The stores (<see cref="IJournal"/> and the others) come from the persistence;
    /// without an <see cref="IProjection"/> there is no read side.
    /// </summary>
    public static IServiceCollection AddExchangeRuntime(this IServiceCollection services, ExchangeOptions options)
    {
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IProjection, NoProjection>();
        services.AddSingleton<ExchangeStatusBoard>();
        services.AddSingleton<EventStream>();
        services.AddSingleton<IEventStream>(provider => provider.GetRequiredService<EventStream>());
        services.AddSingleton<VenueViews>();
        services.AddSingleton<IVenueViews>(provider => provider.GetRequiredService<VenueViews>());
        services.AddSingleton<ICommittedEventsView>(provider => provider.GetRequiredService<VenueViews>());
        services.AddSingleton<RuntimeParts>();
        services.AddSingleton<LiveExchange>();
        services.AddSingleton<IExchange>(provider => provider.GetRequiredService<LiveExchange>());
        services.AddSingleton<JournalReplay>();
        services.AddSingleton(provider => new QuarantineDesk(
            provider.GetRequiredService<IQuarantine>(),
            provider.GetRequiredService<ExchangeStatusBoard>(),
            provider.GetRequiredService<ILogger<QuarantineDesk>>()));
        services.AddHostedService<ExchangeHost>();
        services.AddHostedService<ClockWorker>();
        services.AddHostedService<LiquidationWorker>();
        services.AddHostedService<FundingWorker>();
        services.AddHostedService<CollateralWorker>();
        return services;
    }
}
