using Exchange.Runtime;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Exchange.Persistence;

/// <summary>Registers the read side and the keys.</summary>
public static class ReadSideServices
{
    /// <summary>Projection, queries and key store in the Postgres that the connection string names. The schema must be there.</summary>
    public static IServiceCollection AddPostgresReadSide(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton(NpgsqlDataSource.Create(Bounded(connectionString)));
        services.AddDbContextFactory<ExchangeDbContext>((provider, options) => options
            .UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>())
            .UseSnakeCaseNamingConvention()
            .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking));
        services.AddSingleton<IProjection, PostgresProjection>();
        services.AddSingleton<IReadSide, PostgresReadSide>();
        services.AddSingleton<ApiKeyStore>();
        services.AddSingleton(provider => new ProjectionRebuild(
            provider.GetRequiredService<NpgsqlDataSource>(),
            provider.GetRequiredService<IDbContextFactory<ExchangeDbContext>>(),
            provider.GetRequiredService<JournalReplay>()));
        return services;
    }

    /// <summary>Nobody waits long for a dead connection.</summary>
    private static string Bounded(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString)
    {
        Timeout = 2,
        CommandTimeout = 30,
        CancellationTimeout = 1000,
        KeepAlive = 5,
        MaxPoolSize = 40,
        ApplicationName = "exchange read side",
    }.ConnectionString;
}
