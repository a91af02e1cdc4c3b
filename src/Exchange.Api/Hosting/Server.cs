using Exchange.Engine;
using Exchange.Persistence;
using Exchange.Runtime;
using Prometheus;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Exchange.Api;

/// <summary>Puts the program together and runs it.</summary>
internal static class Server
{
    private const long MaxBodyBytes = 256 * 1024;

    /// <summary>Runs until it is told to stop, or a fault stops it. Gives the exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        var settings = HostSettings.From(builder.Configuration);
        var isTrial = args.Contains("--trial") || builder.Configuration.GetValue<bool>("Exchange:Trial");
        Directory.CreateDirectory(settings.DataDirectory);
        ConfigureLogging(builder);
        await using var startup = new LoggerFactoryOf(builder);
        await using var postgres = await LocalPostgres.EnsureAsync(settings.Postgres, startup.Logger);
        await DatabaseSchema.MigrateAsync(postgres.ConnectionString);

        AddServices(builder, settings, postgres.ConnectionString, isDemo: args.Contains("--demo"), isTrial);
        var app = builder.Build();
        UseMiddleware(app, mapsSetMark: isTrial);
        using (PidFile.Write(settings.PidPath))
        {
            await app.RunAsync();
        }

        return Environment.ExitCode;
    }

    private static void ConfigureLogging(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Services.AddSerilog(logging => logging
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .ReadFrom.Configuration(builder.Configuration)
            .WriteTo.Console(new CompactJsonFormatter(), standardErrorFromLevel: LogEventLevel.Verbose));
    }

    private static void AddServices(WebApplicationBuilder builder, HostSettings settings, string connectionString, bool isDemo, bool isTrial)
    {
        var services = builder.Services;
        var configuration = builder.Configuration;
        builder.WebHost.UseUrls(settings.Urls);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        });
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(50));
        services.AddSingleton(settings);
        services.AddPostgresJournal(connectionString);
        services.AddPostgresReadSide(connectionString);
        services.AddExchangeRuntime(settings.Runtime(configuration, isDemo) with { Profile = isDemo || isTrial ? VenueProfile.Trial : VenueProfile.Live });
        services.AddSecurity(MasterKey.Load(settings.DataDirectory), RateLimits.From(configuration));
        services.AddStream(configuration.GetSection("Stream").Get<StreamOptions>() ?? new StreamOptions());
        services.AddFeeds(FeedSettings.From(configuration));
        services.AddPipeline();
        services.AddDocumentation();
        services.AddSingleton<FirstStart>();
        services.AddHostedService(provider => provider.GetRequiredService<FirstStart>());
        if (isDemo)
        {
            services.AddHostedService<DemoVenue>();
        }
    }

    private static void UseMiddleware(WebApplication app, bool mapsSetMark)
    {
        app.UseProblems();
        app.UseStream();
        app.UseDocumentation();
        app.UseRouting();
        app.UseMiddleware<RequestGuard>();
        app.MapHealth();
        app.MapMetrics();
        app.MapResources();
        if (mapsSetMark)
        {
            SetMark.Map(app);
        }

        ExchangeMetrics.Publish(app.Services.GetRequiredService<IExchange>());
    }

    /// <summary>A logger for what happens before the host is built.</summary>
    private sealed class LoggerFactoryOf(WebApplicationBuilder builder) : IAsyncDisposable
    {
        private readonly ServiceProvider _services = Build(builder);

        public Microsoft.Extensions.Logging.ILogger Logger => _services.GetRequiredService<ILoggerFactory>().CreateLogger("Startup");

        public ValueTask DisposeAsync() => _services.DisposeAsync();

        private static ServiceProvider Build(WebApplicationBuilder builder)
        {
            var services = new ServiceCollection();
            services.AddSerilog(logging => logging
                .MinimumLevel.Information()
                .ReadFrom.Configuration(builder.Configuration)
                .WriteTo.Console(new CompactJsonFormatter(), standardErrorFromLevel: LogEventLevel.Verbose));
            return services.BuildServiceProvider();
        }
    }
}
