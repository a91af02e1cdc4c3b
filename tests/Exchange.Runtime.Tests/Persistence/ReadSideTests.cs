using Exchange.Engine;
using Exchange.Persistence;
using Xunit;

namespace Exchange.Runtime.Tests;

/// <summary>Whoever goes through a list page by page gets every item once, in the list's order.</summary>
public sealed class ReadSideTests(ReadSideFixture database) : IClassFixture<ReadSideFixture>
{
    private PostgresReadSide ReadSide => database.Venue.ReadSide;

    private AccountId[] Accounts => [.. database.Venue.Views.Accounts(after: default, int.MaxValue).Select(account => account.Id)];

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Pages_of_any_size_give_the_whole_list(int limit)
    {
        var account = Accounts[0];
        var market = new MarketId(1);
        await AssertWholeAsync(
            limit, page => ReadSide.FillsAsync(account, null, null, page, 0, default), fill => fill.TradeId.Value,
            $"SELECT trade_id FROM fills WHERE account_id = {account} ORDER BY 1 DESC");
        await AssertWholeAsync(
            limit, page => ReadSide.FillsAsync(account, market, null, page, 0, default), fill => fill.TradeId.Value,
            $"SELECT trade_id FROM fills WHERE account_id = {account} AND market_id = {market} ORDER BY 1 DESC");
        await AssertWholeAsync(
            limit, page => ReadSide.OrdersAsync(account, null, page, 0, default), order => order.Id.Value,
            $"SELECT order_id FROM orders WHERE account_id = {account} ORDER BY 1 DESC");
        await AssertWholeAsync(
            limit, page => ReadSide.OrdersAsync(account, market, page, 0, default), order => order.Id.Value,
            $"SELECT order_id FROM orders WHERE account_id = {account} AND market_id = {market} ORDER BY 1 DESC");
        await AssertWholeAsync(
            limit, page => ReadSide.LedgerEntriesAsync(account, null, page, 0, default), entry => entry.TransferId,
            $"SELECT transfer_id FROM ledger_entries WHERE account_id = {account} ORDER BY 1 DESC");
        await AssertWholeAsync(
            limit, page => ReadSide.LedgerEntriesAsync(account, new AssetId(2), page, 0, default), entry => entry.TransferId,
            $"SELECT transfer_id FROM ledger_entries WHERE account_id = {account} AND asset_id = 2 ORDER BY 1 DESC");
        await AssertWholeAsync(
            limit, page => ReadSide.TradesAsync(market, page, default), trade => trade.Id.Value,
            $"SELECT trade_id FROM fills WHERE market_id = {market} AND liquidity = 'taker' ORDER BY 1 DESC");
        await AssertWholeAsync(limit, page => ReadSide.AuditAsync(page, 0, default), entry => entry.Sequence, "SELECT sequence FROM audit ORDER BY 1 DESC");
        await AssertWholeAsync(
            limit, page => ReadSide.ParameterHistoryAsync(market, page, 0, default), change => change.Sequence,
            $"SELECT sequence FROM market_parameters WHERE market_id = {market} ORDER BY 1 DESC");
        await AssertWholeAsync(limit, page => ReadSide.AccountsAsync(page, default), info => info.Id.Value, "SELECT account_id FROM accounts ORDER BY 1");
    }

    [Fact]
    public async Task The_fills_of_an_order_are_those_that_filled_it()
    {
        foreach (var account in Accounts)
        {
            foreach (var order in await Pages.AllAsync(page => ReadSide.OrdersAsync(account, null, page, 0, default)))
            {
                var fills = await Pages.AllAsync(page => ReadSide.FillsAsync(account, null, order.Id, page, 0, default), limit: 3);
                Assert.Equal(order.Filled.Lots, fills.Sum(fill => fill.Quantity.Lots));
                Assert.Equal(order.FilledTickLots, fills.Sum(fill => fill.Quantity.Lots * fill.Price.Ticks));
                Assert.Equal(order, await ReadSide.FindOrderAsync(account, order.Id, 0, default));
            }
        }
    }

    [Fact]
    public async Task What_happens_between_two_pages_does_not_shift_them()
    {
        var account = Accounts[0];
        var whole = await Pages.AllAsync(page => ReadSide.OrdersAsync(account, null, page, 0, default));
        var first = await ReadSide.OrdersAsync(account, null, new PageRequest(null, 5), 0, default);
        await database.Venue.WriteAndProjectAsync(rows: 5);

        var second = await ReadSide.OrdersAsync(account, null, new PageRequest(first.NextCursor, 5), 0, default);

        Assert.Equal(whole.Skip(5).Take(5).Select(order => order.Id), second.Items.Select(order => order.Id));
        Assert.NotEqual(whole[0].Id, (await ReadSide.OrdersAsync(account, null, new PageRequest(null, 1), 0, default)).Items[0].Id);
    }

    [Fact]
    public async Task An_order_is_found_by_its_client_order_id_and_by_nobody_elses_account()
    {
        foreach (var account in Accounts)
        {
            var orders = await Pages.AllAsync(page => ReadSide.OrdersAsync(account, null, page, 0, default));
            var newest = orders.Where(order => !order.ClientOrderId.IsEmpty).GroupBy(order => order.ClientOrderId).Select(same => same.First()).ToArray();
            Assert.NotEmpty(newest);
            foreach (var order in newest.Take(10))
            {
                Assert.Equal(order, await ReadSide.FindOrderAsync(account, order.ClientOrderId, 0, default));
            }

            var other = Accounts.First(other => other != account);
            Assert.Null(await ReadSide.FindOrderAsync(other, orders[0].Id, 0, default));
        }

        Assert.Null(await ReadSide.FindOrderAsync(Accounts[0], ClientOrderId.Parse("unknown"), 0, default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("0x10")]
    [InlineData("9223372036854775808")]
    [InlineData("1; DROP TABLE fills")]
    public async Task A_cursor_that_no_list_gave_is_refused(string cursor)
    {
        var page = new PageRequest(cursor, 10);
        var account = Accounts[0];
        var market = new MarketId(1);

        await Assert.ThrowsAsync<InvalidCursorException>(() => ReadSide.FillsAsync(account, null, null, page, 0, default));
        await Assert.ThrowsAsync<InvalidCursorException>(() => ReadSide.OrdersAsync(account, null, page, 0, default));
        await Assert.ThrowsAsync<InvalidCursorException>(() => ReadSide.LedgerEntriesAsync(account, null, page, 0, default));
        await Assert.ThrowsAsync<InvalidCursorException>(() => ReadSide.TradesAsync(market, page, default));
        await Assert.ThrowsAsync<InvalidCursorException>(() => ReadSide.AuditAsync(page, 0, default));
        await Assert.ThrowsAsync<InvalidCursorException>(() => ReadSide.ParameterHistoryAsync(market, page, 0, default));
        await Assert.ThrowsAsync<InvalidCursorException>(() => ReadSide.AccountsAsync(page, default));
    }

    private async Task AssertWholeAsync<T>(int limit, Func<PageRequest, Task<Page<T>>> list, Func<T, long> key, string sql)
    {
        var keys = (await Pages.AllAsync(list, limit)).Select(item => $"{key(item)}").ToArray();
        Assert.NotEmpty(keys);
        Assert.Equal(await database.RowsAsync(sql), keys);
    }
}
