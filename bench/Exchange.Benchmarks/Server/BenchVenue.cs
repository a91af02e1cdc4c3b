using System.Text.Json;

namespace Exchange.Benchmarks;

/// <summary>A market on a running exchange with funded accounts, for load. The mark is 60,000 at a tick of 0.1; a lot is 0.001.</summary>
internal sealed class BenchVenue
{
    public const string Symbol = "LOAD-USDT-PERP";
    public const int MarkTicks = 600_000;

    private BenchVenue(ApiCredentials[] accounts) => Accounts = accounts;

    public IReadOnlyList<ApiCredentials> Accounts { get; }

    public static async Task<BenchVenue> OpenAsync(SignedClient client, ApiCredentials admin, int accounts)
    {
        await client.PostAsync(admin, "/v1/admin/markets", new
        {
            symbol = Symbol,
            baseAsset = "LOAD",
            settlementAsset = "USDT",
            tickSize = "0.1",
            lotSize = "0.001",
            reason = "Load",
            parameters = new
            {
                makerFee = "0.0002",
                takerFee = "0.0005",
                priceBand = "0.1",
                slippageCap = "0.05",
                maxOrderQuantity = "100",
                maxPositionQuantity = "50000",
                maxOpenInterest = "1000000",
                minOrderNotional = "5",
                maxOpenOrders = 1000,
                tiers = (object[])[new { notionalFloor = "0", maintenanceRate = "0.005", maxLeverage = 100 }],
            },
        });
        await client.PostAsync(admin, $"/v1/admin/markets/{Symbol}/mark", new { markPrice = "60000.0" });
        await client.PostAsync(admin, $"/v1/admin/markets/{Symbol}/state", new { state = "active", reason = "Load" });
        var keys = new ApiCredentials[accounts];
        for (var i = 0; i < accounts; i++)
        {
            keys[i] = await OpenAccountAsync(client, admin, $"load-{i}");
        }

        return new BenchVenue(keys);
    }

    private static async Task<ApiCredentials> OpenAccountAsync(SignedClient client, ApiCredentials admin, string label)
    {
        var account = (await client.PostAsync(admin, "/v1/admin/accounts", new { label })).GetProperty("accountId").ToString();
        await client.PostAsync(admin, $"/v1/admin/accounts/{account}/credit", new { asset = "USDT", amount = "1000000000", reference = label });
        var key = await client.PostAsync(admin, $"/v1/admin/accounts/{account}/keys", new { label, scopes = (string[])["read", "trade"] });
        return new ApiCredentials(Text(key, "keyId"), Text(key, "secret"));
    }

    private static string Text(JsonElement answer, string name) => answer.GetProperty(name).GetString()!;
}
