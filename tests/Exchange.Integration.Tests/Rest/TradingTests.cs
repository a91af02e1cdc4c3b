using System.Globalization;
using Xunit;

namespace Exchange.Integration.Tests;

[Collection(SharedExchange.Name)]
public sealed class TradingTests(ExchangeFixture fixture)
{
    private readonly Venue _venue = fixture.Venue;

    [Fact]
    public async Task A_trade_is_in_both_accounts_fills_ledgers_positions_and_balances_as_soon_as_it_is_acknowledged()
    {
        var (market, alice, bob) = (await _venue.MarketAsync(), await _venue.TraderAsync("1000"), await _venue.TraderAsync("1000"));
        var maker = (await alice.PlaceAsync(market, "buy", "100.0", "2.000")).Ok();

        var taker = (await bob.PlaceAsync(market, "sell", "100.0", "1.000")).Ok();

        Assert.Equal(["filled", "100", "1.000"], [taker.Text("status"), taker.Text("averagePrice"), taker.Text("filled")]);

        // Fees of FORMULAS: 0.02 % and 0.05 % of 100 USDT.
        var bobs = Assert.Single((await bob.GetAsync("/v1/fills")).List("items"));
        var alices = Assert.Single((await alice.GetAsync($"/v1/fills?orderId={maker.Text("orderId")}")).List("items"));
        Assert.Equal(["sell", "taker", "100.0", "1.000", "0.050000"], bobs.Texts("side", "liquidity", "price", "quantity", "fee"));
        Assert.Equal(["buy", "maker", "100.0", "1.000", "0.020000"], alices.Texts("side", "liquidity", "price", "quantity", "fee"));
        Assert.Equal(bobs.Text("tradeId"), alices.Text("tradeId"));
        Assert.Equal("999.950000", Assert.Single((await bob.GetAsync("/v1/account/balances")).List()).Text("balance"));
        Assert.Equal("999.980000", Assert.Single((await alice.GetAsync("/v1/account/balances")).List()).Text("balance"));
        Assert.Equal(["1.000", "100", "100.000000"], Assert.Single((await alice.GetAsync("/v1/account/positions")).List()).Texts("size", "entryPrice", "cost"));
        Assert.Equal("-1.000", Assert.Single((await bob.GetAsync("/v1/account/positions")).List()).Text("size"));

        var entry = (await bob.GetAsync("/v1/ledger?asset=USDT")).List("items")[0];
        Assert.Equal(["takerFee", "-0.050000", "999.950000", market], entry.Texts("kind", "amount", "balanceAfter", "market"));
        Assert.Equal(bobs.Text("tradeId"), entry.Text("tradeId"));

        var trade = Assert.Single((await bob.GetAsync($"/v1/markets/{market}/trades")).List());
        Assert.Equal([bobs.Text("tradeId"), "100.0", "1.000", "sell"], trade.Texts("tradeId", "price", "quantity", "takerSide"));
        var shown = await bob.GetAsync($"/v1/markets/{market}");
        Assert.Equal(["100.0", "1.000"], shown.Texts("lastPrice", "openInterest"));
        Assert.Contains((await bob.GetAsync("/v1/markets")).List(), listed => listed.GetRawText() == shown.GetRawText());
        Assert.Equal(["100.0:1.000"], (await bob.GetAsync($"/v1/markets/{market}/book?depth=1")).Levels("bids"));
    }

    [Fact]
    public async Task Margin_follows_position_mark_and_leverage()
    {
        var (market, alice, bob) = (await _venue.MarketAsync(), await _venue.TraderAsync("1000"), await _venue.TraderAsync("1000"));
        Assert.Equal(10, (await alice.Api.PutAsync($"/v1/account/leverage/{market}", new { leverage = 10 })).Ok().Number("leverage"));
        (await alice.PlaceAsync(market, "buy", "100.0", "1.000")).Ok();
        (await bob.PlaceAsync(market, "sell", "100.0", "1.000")).Ok();

        (await _venue.Operator.PostAsync($"/v1/admin/markets/{market}/mark", new { markPrice = "110.0" })).Ok();

        // Balance 1000 less the fee of 0.02, 10 of profit; 110 at leverage 10, and 1 % of maintenance.
        string[] expected = ["999.980000", "10.000000", "1009.980000", "11.000000", "1.100000", "998.980000"];
        string[] members = ["collateral", "unrealizedPnl", "equity", "initialMargin", "maintenanceMargin", "freeCollateral"];
        Assert.Equal(expected, Assert.Single((await alice.GetAsync("/v1/account/margin")).List()).Texts(members));
        Assert.Equal(expected, Assert.Single((await alice.GetAsync("/v1/account")).List("margins")).Texts(members));
        Assert.Equal(expected, Assert.Single((await _venue.Operator.GetAsync($"/v1/admin/accounts/{alice.Account}")).Ok().List("margins")).Texts(members));
        (await alice.PlaceAsync(market, "buy", "110.0", "100.000")).IsProblem(422, "insufficient_margin");
    }

    [Fact]
    public async Task Pages_of_fills_and_ledger_entries_give_each_one_once_newest_first()
    {
        var (market, alice, bob) = (await _venue.MarketAsync(), await _venue.TraderAsync(), await _venue.TraderAsync());
        for (var i = 0; i < 7; i++)
        {
            (await alice.PlaceAsync(market, "buy", "100.0", "0.010")).Ok();
            (await bob.PlaceAsync(market, "sell", "100.0", "0.010")).Ok();
        }

        var fills = await PagesAsync(bob, $"/v1/fills?market={market}&limit=3", "tradeId");
        Assert.Equal([3, 3, 1], fills.Select(page => page.Length));
        var trades = fills.SelectMany(page => page).ToArray();
        Assert.Equal(trades.OrderByDescending(trade => trade).Distinct(), trades);

        var entries = (await PagesAsync(bob, "/v1/ledger?limit=4", "sequence")).SelectMany(page => page).ToArray();
        Assert.Equal(8, entries.Length); // what came in, and seven fees
        Assert.Equal(entries.OrderByDescending(entry => entry).Distinct(), entries);
    }

    private static async Task<List<long[]>> PagesAsync(Trader trader, string target, string member)
    {
        var pages = new List<long[]>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await trader.GetAsync(target + cursor);
            pages.Add([.. page.List("items").Select(item => item.GetProperty(member)).Select(
                key => key.ValueKind == System.Text.Json.JsonValueKind.Number ? key.GetInt64() : long.Parse(key.GetString()!, CultureInfo.InvariantCulture))]);
            cursor = page.IsNull("nextCursor") ? null : $"&cursor={page.Text("nextCursor")}";
        }

        return pages;
    }
}
