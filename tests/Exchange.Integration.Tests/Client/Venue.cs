using System.Globalization;

namespace Exchange.Integration.Tests;

/// <summary>What an operator sets up for a test.</summary>
public sealed class Venue(ExchangeProcess exchange)
{
    private static int _names;

    public ApiClient Operator { get; } = exchange.Operator();

    /// <summary>A name that no other test uses.</summary>
    public static string NewName(string prefix) => $"{prefix}{Interlocked.Increment(ref _names).ToString(CultureInfo.InvariantCulture)}";

    /// <summary>A customer with money, and a key to read and trade.</summary>
    public async Task<Trader> TraderAsync(string funds = "100000")
    {
        var account = (await Operator.PostAsync("/v1/admin/accounts", new { label = NewName("trader-") })).Ok().Text("accountId");
        (await Operator.PostAsync($"/v1/admin/accounts/{account}/credit", new { asset = "USDT", amount = funds, reference = NewName("funds-") })).Ok();
        return new Trader(account, exchange.Client(await KeyAsync(account, "read", "trade")));
    }

    public async Task<Credentials> KeyAsync(string account, params string[] scopes)
    {
        var key = (await Operator.PostAsync($"/v1/admin/accounts/{account}/keys", new { label = "test", scopes })).Ok();
        return new Credentials(key.Text("keyId"), key.Text("secret"));
    }

    /// <summary>An active market with tick 0.1, lot 0.001 and mark price 100; fees 0.02 % and 0.05 %, band 10 %.</summary>
    public async Task<string> MarketAsync()
    {
        var symbol = await HaltedMarketAsync();
        (await Operator.PostAsync($"/v1/admin/markets/{symbol}/mark", new { markPrice = "100.0" })).Ok();
        (await Operator.PostAsync($"/v1/admin/markets/{symbol}/state", new { state = "active", reason = "test" })).Ok();
        return symbol;
    }

    /// <summary>The same as it is when it has just been listed.</summary>
    public async Task<string> HaltedMarketAsync()
    {
        var symbol = NewName("T") + "-PERP";
        (await Operator.PostAsync("/v1/admin/markets", new
        {
            symbol,
            baseAsset = "T",
            settlementAsset = "USDT",
            tickSize = "0.1",
            lotSize = "0.001",
            reason = "test",
            parameters = new
            {
                makerFee = "0.0002",
                takerFee = "0.0005",
                priceBand = "0.1",
                slippageCap = "0.05",
                maxOrderQuantity = "1000",
                maxPositionQuantity = "10000",
                maxOpenInterest = "100000",
                minOrderNotional = "0.1",
                maxOpenOrders = 200,
                tiers = new[] { new { notionalFloor = "0", maintenanceRate = "0.01", maxLeverage = 50 } },
            },
        })).Ok();
        return symbol;
    }
}

/// <summary>A customer.</summary>
public sealed record Trader(string Account, ApiClient Api)
{
    public Task<ApiAnswer> PlaceAsync(string market, string side, string price, string quantity, string? clientOrderId = null) =>
        Api.PostAsync("/v1/orders", new { market, side, type = "limit", price, quantity, clientOrderId });

    public async Task<System.Text.Json.JsonElement> GetAsync(string target) => (await Api.GetAsync(target)).Ok();
}
