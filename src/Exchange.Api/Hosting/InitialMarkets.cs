using Exchange.Engine;

namespace Exchange.Api;

/// <summary>A market that a new exchange begins with.</summary>
/// <param name="Terms">Everything but the settlement asset's id.</param>
/// <param name="Reference">Where the demo's prices of it begin.</param>
internal sealed record InitialMarket(CreateMarket Terms, Price Reference)
{
    public CreateMarket Listing(AssetId settlement, Text64 author) => Terms with { SettlementAsset = settlement, Author = author, Reason = Text64.Parse("First start") };
}

/// <summary>The markets that a new exchange begins with.</summary>
internal static class InitialMarkets
{
    public static readonly Symbol Settlement = Symbol.Parse("USDT");

    private const long Unit = 1_000_000; // of USDT

    public static readonly IReadOnlyList<InitialMarket> All =
    [
        new(
            new CreateMarket
            {
                Symbol = Symbol.Parse("BTC-USDT-PERP"),
                BaseAsset = Symbol.Parse("BTC"),
                TickSize = new DecimalStep(1, 1),
                LotSize = new DecimalStep(1, 3),
                Parameters = Parameters(maxOrder: 100_000, maxPosition: 500_000, maxOpenInterest: 20_000_000),
            },
            Reference: new Price(600_000)),
        new(
            new CreateMarket
            {
                Symbol = Symbol.Parse("ETH-USDT-PERP"),
                BaseAsset = Symbol.Parse("ETH"),
                TickSize = new DecimalStep(1, 2),
                LotSize = new DecimalStep(1, 3),
                Parameters = Parameters(maxOrder: 2_000_000, maxPosition: 10_000_000, maxOpenInterest: 400_000_000),
            },
            Reference: new Price(300_000)),
    ];

    private static MarketParameters Parameters(long maxOrder, long maxPosition, long maxOpenInterest)
    {
        var parameters = new MarketParameters
        {
            MakerFee = new Rate(200_000),
            TakerFee = new Rate(500_000),
            PriceBand = new Rate(100_000_000),
            SlippageCap = new Rate(50_000_000),
            MaxOrderQuantity = new Quantity(maxOrder),
            MaxPositionQuantity = new Quantity(maxPosition),
            MaxOpenInterest = new Quantity(maxOpenInterest),
            MinOrderNotional = new Money(5 * Unit),
            MaxOpenOrders = 200,
        };
        parameters.SetTiers(
        [
            new MarginTier(new Money(0), new Rate(5_000_000), 100),
            new MarginTier(new Money(600_000 * Unit), new Rate(6_500_000), 75),
            new MarginTier(new Money(3_000_000 * Unit), new Rate(10_000_000), 50),
            new MarginTier(new Money(12_000_000 * Unit), new Rate(20_000_000), 25),
            new MarginTier(new Money(70_000_000 * Unit), new Rate(50_000_000), 10),
        ]);
        return parameters;
    }
}
