using Exchange.Engine;
using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>What a request names, found or 404.</summary>
internal static class Venue
{
    public static MarketInfo Market(this IVenueViews views, string symbol) =>
        views.FindMarket(Fields.Symbol("market", symbol)) ?? throw NotFound("market_unknown", "No such market; GET /v1/markets lists them.");

    public static AssetInfo Asset(this IVenueViews views, string code) =>
        views.FindAsset(Fields.Symbol("asset", code)) ?? throw NotFound("asset_unknown", "No such asset; register it first.");

    /// <summary>A customer's account.</summary>
    public static AccountInfo Customer(this IVenueViews views, AccountId account) =>
        account.IsCustomer && views.FindAccount(account) is { } found ? found : throw NotFound("account_unknown", "No such account.");

    public static MarketInfo MarketOf(this IVenueViews views, MarketId market) =>
        views.FindMarket(market) ?? throw new InvalidOperationException($"The views have no market {market}.");

    public static AssetInfo AssetOf(this IVenueViews views, AssetId asset) =>
        views.FindAsset(asset) ?? throw new InvalidOperationException($"The views have no asset {asset}.");

    public static ApiProblemException NotFound(string code, string detail) => new(StatusCodes.Status404NotFound, code, detail);

    /// <summary>An account id in an address.</summary>
    public static AccountId AccountId(string text) =>
        text.All(char.IsAsciiDigit) && int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var id)
            ? new AccountId(id)
            : throw Fields.Invalid("accountId", "a whole number");
}
