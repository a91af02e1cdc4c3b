namespace Exchange.Integration.Tests;

/// <summary>A market with a trade and an open order, and the customer behind both: something that bad input could spoil.</summary>
public sealed record Scene(string Market, Trader Alice, Trader Bob, string OrderId)
{
    public static async Task<Scene> SetAsync(Venue venue)
    {
        var (market, alice, bob) = (await venue.MarketAsync(), await venue.TraderAsync(), await venue.TraderAsync());
        var scene = new Scene(market, alice, bob, (await alice.PlaceAsync(market, "buy", "99.0", "5.000", "resting")).Ok().Text("orderId"));
        await scene.TradeAsync();
        return scene;
    }

    /// <summary>Alice buys one from Bob.</summary>
    /// <returns>Her fills, newest first, from the read side.</returns>
    public async Task<System.Text.Json.JsonElement[]> TradeAsync()
    {
        (await Bob.PlaceAsync(Market, "sell", "99.5", "1.000")).Ok();
        (await Alice.PlaceAsync(Market, "buy", "99.5", "1.000")).Ok();
        return (await Alice.GetAsync("/v1/fills")).List("items");
    }
}
