using System.Text.Json;
using Exchange.Engine;
using Exchange.Persistence;
using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>
/// What a new exchange needs to be of use: an asset, two markets, halted until they have price sources, and the first operator's key. Each step looks whether it is done, so that a start
/// that was cut short is completed by the next. Then it says where everything is.
/// </summary>
internal sealed class FirstStart(IExchange exchange, ApiKeyStore store, KeyRing keys, HostSettings settings, ILogger<FirstStart> logger) : BackgroundService
{
    private static readonly Text64 Author = Text64.Parse("system:first-start");

    private volatile bool _isDone;

    /// <summary>Whether everything is there; the process is not ready before.</summary>
    public bool IsDone
    {
        get => _isDone;
        private set => _isDone = value;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!await TryAsync(stoppingToken))
            {
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
            }

            IsDone = true;
            Announce();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task<bool> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Serving.WaitAsync(exchange, cancellationToken);
            await ListAsync(cancellationToken);
            await MakeOperatorAsync(cancellationToken);
            return true;
        }
        catch (Exception error) when (error is ExchangeUnavailableException or OutcomeUnknownException or Npgsql.NpgsqlException)
        {
            logger.LogWarning(error, "The first start could not be completed; trying again");
            return false;
        }
    }

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        var views = exchange.Views;
        if (views.Assets.Count == 0)
        {
            await SubmitAsync(new RegisterAsset { Code = InitialMarkets.Settlement, Decimals = 6, Author = Author }, cancellationToken);
        }

        foreach (var initial in InitialMarkets.All)
        {
            if (views.FindMarket(initial.Terms.Symbol) is null)
            {
                var settlement = views.FindAsset(InitialMarkets.Settlement)!.Id;
                await SubmitAsync(initial.Listing(settlement, Author), cancellationToken);
            }
        }
    }

    private async Task MakeOperatorAsync(CancellationToken cancellationToken)
    {
        if ((await store.ListAsync(new AccountId(0), cancellationToken)).Count == 0)
        {
            await MakeOperatorKeyAsync(keys, settings, "first operator", cancellationToken);
        }
    }

    /// <summary>Makes an operator's key and leaves it in the data folder.</summary>
    public static async Task MakeOperatorKeyAsync(KeyRing keys, HostSettings settings, string label, CancellationToken cancellationToken)
    {
        var issued = await keys.CreateAsync(
            new AccountId(0), label, Scopes.Read | Scopes.Transfer | Scopes.Admin, ipAllowList: [], expiresAt: null, cancellationToken);
        PrivateFile.Write(settings.AdminKeyPath, JsonSerializer.Serialize(new { issued.Record.KeyId, issued.Secret }, JsonSerializerOptions.Web));
    }

    private async Task SubmitAsync<TCommand>(TCommand command, CancellationToken cancellationToken)
        where TCommand : unmanaged, ICommand
    {
        var outcome = await exchange.SubmitAsync(command, cancellationToken);
        if (!outcome.IsAccepted)
        {
            throw new InvalidOperationException($"The first start's {TCommand.Kind} was rejected: {outcome.Reject}.");
        }
    }

    /// <summary>A market as it stands: a new one needs price sources and an operator who opens it.</summary>
    private string Describe(MarketInfo market) =>
        market.MarkPrice.IsNone && exchange.Views.Rules.Profile == VenueProfile.Live ? $"{market.Symbol} (no price yet)" : market.State == MarketState.Active ? $"{market.Symbol}" : $"{market.Symbol} ({EnumName.Of(market.State.ToString())})";

    private void Announce()
    {
        var url = settings.Urls.Split(';')[0];
        Console.WriteLine($"""

            The exchange is open.
              Venue      {EnumName.Of(exchange.Views.Rules.Profile.ToString())}
              Markets    {string.Join(", ", exchange.Views.Markets.Select(Describe))}
              Swagger    {url}/swagger
              Health     {url}/health/ready
              Stream     {url.Replace("http", "ws", StringComparison.Ordinal)}{StreamEndpoint.Path}
              Admin key  {settings.AdminKeyPath}
              Data       {settings.DataDirectory}

            """);
    }
}
