using System.Globalization;
using Exchange.Persistence;
using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>What the environment says of this process.</summary>
internal sealed record HostSettings(string DataDirectory, string? ConnectionString, string Urls)
{
    private const string DefaultPort = "8080";

    /// <exception cref="InvalidOperationException">A setting makes no sense.</exception>
    public static HostSettings From(IConfiguration configuration)
    {
        var port = configuration["PORT"] is { Length: > 0 } given ? given : DefaultPort;
        if (!ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            throw new InvalidOperationException($"PORT must be a port number, not \"{port}\".");
        }

        return new HostSettings(
            Path.GetFullPath(configuration["DATA_DIR"] is { Length: > 0 } directory ? directory : "data"),
            configuration.GetConnectionString("Exchange"),
            configuration["ASPNETCORE_URLS"] is { Length: > 0 } urls ? urls : $"http://127.0.0.1:{port}");
    }

    public LocalPostgresOptions Postgres => new() { DataDirectory = DataDirectory, ConnectionString = ConnectionString };

    public string QuarantineDirectory => Path.Combine(DataDirectory, "quarantine");

    public string AdminKeyPath => Path.Combine(DataDirectory, "admin-key.json");

    public string DemoKeysPath => Path.Combine(DataDirectory, "demo-keys.json");

    public string PidPath => Path.Combine(DataDirectory, "exchange.pid");

    /// <summary>The runtime's options: the section <c>Runtime</c>, with the folders of this process.</summary>
    public ExchangeOptions Runtime(IConfiguration configuration, bool isDemo = false) =>
        (configuration.GetSection("Runtime").Get<ExchangeOptions>() ?? (isDemo ? Demo : new ExchangeOptions())) with { QuarantineDirectory = QuarantineDirectory };

    /// <summary>Rules change while one looks on.</summary>
    private static ExchangeOptions Demo => new() { LooseningDelay = TimeSpan.FromMinutes(1), RampDuration = TimeSpan.FromMinutes(2) };
}
