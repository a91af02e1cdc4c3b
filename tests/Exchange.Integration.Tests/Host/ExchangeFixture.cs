using Exchange.Testing;
using Xunit;

namespace Exchange.Integration.Tests;

/// <summary>One running exchange that test classes share; each test trades in a market and with accounts of its own.</summary>
public sealed class ExchangeFixture : PostgresFixture
{
    /// <summary>So that tests need not be slower than customers may be.</summary>
    public static readonly (string Name, string Value)[] AmpleBudgets =
    [
        .. from kind in (string[])["Reads", "Orders", "Cancels"]
           from size in (string[])["PerSecond", "Burst"]
           select ($"Limits__{kind}__{size}", "1000000"),
    ];

    /// <summary>So that tests need not wait as long as customers may.</summary>
    private static readonly (string Name, string Value)[] QuickStream =
        [("Stream__PingInterval", "00:00:01"), ("Stream__PongTimeout", "00:00:05"), ("Stream__MaxQueuedBytes", "1048576")];

    private readonly Lazy<Task<Scene>> _scene;
    private ExchangeProcess? _exchange;

    public ExchangeFixture() => _scene = new Lazy<Task<Scene>>(() => Scene.SetAsync(Venue));

    public ExchangeProcess Exchange => _exchange ?? throw new InvalidOperationException("The fixture is not initialized.");

    public Venue Venue => new(Exchange);

    /// <summary>The same for all tests, which leave it as it is.</summary>
    public Task<Scene> SceneAsync() => _scene.Value;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _exchange = await ExchangeProcess.StartReadyAsync(ConnectionString, [.. AmpleBudgets, .. QuickStream]);
    }

    public override async Task DisposeAsync()
    {
        if (_exchange is not null)
        {
            await _exchange.DisposeAsync();
        }

        await base.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class SharedExchange : ICollectionFixture<ExchangeFixture>
{
    public const string Name = "One exchange";
}
