using System.Globalization;
using System.Net;
using System.Text.Json;
using Exchange.Engine;

namespace Exchange.Benchmarks;

/// <summary>A market of a replay on an exchange that runs, opened by its operator for this replay alone, with accounts and their keys.</summary>
internal sealed class RunningMarket
{
    private readonly SignedClient _client;
    private readonly ReplayMarket _market;

    private RunningMarket(SignedClient client, ReplayMarket market, string symbol, ApiCredentials[] accounts)
    {
        _client = client;
        _market = market;
        Symbol = symbol;
        Accounts = accounts;
    }

    public string Symbol { get; }

    /// <summary>The accounts' keys, in the order of the replay's accounts.</summary>
    public IReadOnlyList<ApiCredentials> Accounts { get; }

    /// <summary>Lists the market and opens the accounts, with the parameters and funds that the engine was given.</summary>
    public static async Task<RunningMarket> OpenAsync(SignedClient client, ApiCredentials admin, ReplayMarket market, int accounts)
    {
        var run = DateTime.UtcNow.ToString("yyMMddHHmmss", CultureInfo.InvariantCulture);
        var symbol = $"{market.Symbol}-{run}";
        await RegisterAssetAsync(client, admin, market);
        await client.PostAsync(admin, "/v1/admin/markets", new
        {
            symbol,
            baseAsset = "BASE",
            settlementAsset = market.Asset,
            tickSize = Decimals.Of(1, market.TickSize),
            lotSize = Decimals.Of(1, market.LotSize),
            reason = "Replay",
            parameters = Describe(market),
        });
        await client.PostAsync(admin, $"/v1/admin/markets/{symbol}/mark", new { markPrice = Decimals.Of(market.MarkTicks, market.TickSize) });
        await client.PostAsync(admin, $"/v1/admin/markets/{symbol}/state", new { state = "active", reason = "Replay" });
        var keys = new ApiCredentials[accounts];
        for (var i = 0; i < accounts; i++)
        {
            keys[i] = await OpenAccountAsync(client, admin, market, $"replay-{run}-{i}");
        }

        return new RunningMarket(client, market, symbol, keys);
    }

    /// <summary>The whole book.</summary>
    public async Task<BookLevels> BookAsync(int depth)
    {
        var answer = await _client.GetAsync(Accounts[0], $"/v1/markets/{Symbol}/book?depth={depth}");
        var book = new BookLevels();
        Add(book.Of(Side.Buy), answer.GetProperty("bids"));
        Add(book.Of(Side.Sell), answer.GetProperty("asks"));
        return book;
    }

    /// <summary>Counts an account's fills as the read side in Postgres has them.</summary>
    public async Task<(int Count, long Lots)> FillsAsync(int account)
    {
        var (count, lots, cursor) = (0, 0L, (string?)null);
        do
        {
            var next = cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}";
            var page = await _client.GetAsync(Accounts[account], $"/v1/fills?market={Symbol}&limit=1000{next}");
            foreach (var fill in page.GetProperty("items").EnumerateArray())
            {
                count++;
                lots += Decimals.Steps(fill.GetProperty("quantity").GetString()!, _market.LotSize);
            }

            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);
        return (count, lots);
    }

    private static async Task RegisterAssetAsync(SignedClient client, ApiCredentials admin, ReplayMarket market)
    {
        try
        {
            await client.PostAsync(admin, "/v1/admin/assets", new { code = market.Asset, decimals = market.AssetDecimals });
        }
        catch (HttpRequestException refused) when (refused.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity)
        {
            // It is there already.
        }
    }

    private static async Task<ApiCredentials> OpenAccountAsync(SignedClient client, ApiCredentials admin, ReplayMarket market, string label)
    {
        var account = (await client.PostAsync(admin, "/v1/admin/accounts", new { label })).GetProperty("accountId").ToString();
        var amount = Decimals.Of(market.Deposit, new DecimalStep(1, market.AssetDecimals));
        await client.PostAsync(admin, $"/v1/admin/accounts/{account}/credit", new { asset = market.Asset, amount, reference = label });
        var key = await client.PostAsync(admin, $"/v1/admin/accounts/{account}/keys", new { label, scopes = (string[])["read", "trade"] });
        return new ApiCredentials(key.GetProperty("keyId").GetString()!, key.GetProperty("secret").GetString()!);
    }

    private static object Describe(ReplayMarket market)
    {
        var parameters = market.Parameters();
        var lot = market.LotSize;
        var rate = new DecimalStep(1, 9);
        var unit = new DecimalStep(1, market.AssetDecimals);
        return new
        {
            makerFee = Decimals.Of(parameters.MakerFee.Billionths, rate),
            takerFee = Decimals.Of(parameters.TakerFee.Billionths, rate),
            priceBand = Decimals.Of(parameters.PriceBand.Billionths, rate),
            slippageCap = Decimals.Of(parameters.SlippageCap.Billionths, rate),
            maxOrderQuantity = Decimals.Of(parameters.MaxOrderQuantity.Lots, lot),
            maxPositionQuantity = Decimals.Of(parameters.MaxPositionQuantity.Lots, lot),
            maxOpenInterest = Decimals.Of(parameters.MaxOpenInterest.Lots, lot),
            minOrderNotional = Decimals.Of(parameters.MinOrderNotional.Units, unit),
            maxOpenOrders = parameters.MaxOpenOrders,
            tiers = parameters.ActiveTiers.ToArray().Select(tier => new
            {
                notionalFloor = Decimals.Of(tier.NotionalFloor.Units, unit),
                maintenanceRate = Decimals.Of(tier.MaintenanceRate.Billionths, rate),
                maxLeverage = tier.MaxLeverage,
            }),
        };
    }

    private void Add(List<BookLevel> levels, JsonElement side)
    {
        foreach (var level in side.EnumerateArray())
        {
            levels.Add(new BookLevel((int)Decimals.Steps(level[0].GetString()!, _market.TickSize), Decimals.Steps(level[1].GetString()!, _market.LotSize)));
        }
    }
}
