using System.Globalization;
using System.Runtime.CompilerServices;
using Exchange.Engine;
using Exchange.Persistence;
using Xunit;

namespace Exchange.Runtime.Tests;

/// <summary>Holds the tables of the read side against what the engine knows, and against the events for what it does not keep.</summary>
internal static class ReadSideComparison
{
    private static readonly PageRequest Everything = new(Cursor: null, PageRequest.MaxLimit);

    public static async Task AssertSameAsync(ProjectionFixture database, ProjectedVenue venue)
    {
        var state = venue.Machine.State;
        Assert.Equal(Assets(state), await database.RowsAsync("SELECT asset_id, code, decimals FROM assets ORDER BY 1"));
        Assert.Equal(Markets(state), await database.RowsAsync("""
            SELECT market_id, symbol, state, trim_scale(mark_price), trim_scale(last_price), trim_scale(tick_size), trim_scale(lot_size) FROM markets ORDER BY 1
            """));
        Assert.Equal(Balances(state), await database.RowsAsync("SELECT account_id, asset_id, trim_scale(balance) FROM balances WHERE balance <> 0 ORDER BY 1, 2"));
        Assert.Equal(Positions(state), await database.RowsAsync("""
            SELECT account_id, market_id, trim_scale(size), trim_scale(cost), leverage, trim_scale(realized_pnl), margin_mode, trim_scale(isolated_margin) FROM positions
            WHERE size <> 0 OR cost <> 0 OR leverage <> 0 OR realized_pnl <> 0 OR margin_mode <> 'cross' ORDER BY 1, 2
            """));
        Assert.Equal(OpenOrders(state), await database.RowsAsync("""
            SELECT order_id, trim_scale(limit_price), trim_scale(quantity), trim_scale(filled), trim_scale(remaining), filled_tick_lots, status
            FROM orders WHERE status IN ('open', 'partiallyFilled') ORDER BY 1
            """));
        await AssertLedgerAsync(database, state);
        await AssertAccountsAndOrdersAsync(venue);
        await AssertHistoryAsync(venue);
    }

    private static IEnumerable<string> Assets(State state) =>
        Enumerable.Range(1, state.Assets.Count).Select(id => Row(id, state.Assets[id].Code, state.Assets[id].Decimals));

    private static IEnumerable<string> Markets(State state) => Enumerable.Range(1, state.Markets.Count).Select(id => state.Markets[id]).Select(market => Row(
        market.Id, market.Symbol, Camel(market.State), Maybe(market.MarkTicks, market.TickSize), Maybe(market.LastTicks, market.TickSize),
        Value(1, market.TickSize), Value(1, market.LotSize)));

    private static IEnumerable<string> Balances(State state) =>
        from account in Enumerable.Range(1, state.Accounts.NextId - 1)
        from asset in Enumerable.Range(1, state.Assets.Count)
        let units = state.Accounts.Balance(account, asset)
        where units != 0
        select Row(account, asset, Value(units, Unit(state, asset)));

    private static List<string> Positions(State state)
    {
        var rows = new List<string>();
        for (var account = AccountId.FirstCustomer; account < state.Accounts.NextId; account++)
        {
            for (var id = 1; id <= state.Markets.Count; id++)
            {
                ref var position = ref state.Accounts.FindPosition(ref state.Accounts[account], id);
                if (!Unsafe.IsNullRef(ref position) && (position.Size != 0 || position.Leverage != 0 || position.IsIsolated != 0))
                {
                    var (lot, unit) = (state.Markets[id].LotSize, Unit(state, state.Markets[id].SettlementAsset.Value));
                    rows.Add(Row(account, id, Value(position.Size, lot), Value(position.Cost, unit), position.Leverage, Value(position.RealizedPnl, unit),
                        position.IsIsolated == 0 ? "cross" : "isolated", Value(position.IsolatedMargin, unit)));
                }
            }
        }

        return rows;
    }

    private static string[] OpenOrders(State state)
    {
        var rows = new SortedDictionary<long, string>();
        for (var slot = 1; slot < state.Orders.UsedSlots; slot++)
        {
            ref var order = ref state.Orders[slot];
            if (order.Id == 0)
            {
                continue;
            }

            var market = state.Markets[order.Market];
            var filled = order.Quantity - order.Remaining;
            rows.Add(order.Id, Row(
                order.Id, Value(order.PriceTicks, market.TickSize), Value(order.Quantity, market.LotSize), Value(filled, market.LotSize),
                Value(order.Remaining, market.LotSize), state.Orders.Detail(slot).FilledTickLots, filled == 0 ? "open" : "partiallyFilled"));
        }

        return [.. rows.Values];
    }

    private static async Task AssertLedgerAsync(ProjectionFixture database, State state)
    {
        Assert.Empty(await database.RowsAsync("SELECT transfer_id FROM ledger_entries GROUP BY transfer_id HAVING sum(amount) <> 0 OR count(*) <> 2 OR count(DISTINCT asset_id) <> 1"));
        Assert.Empty(await database.RowsAsync("SELECT asset_id FROM ledger_entries GROUP BY asset_id HAVING sum(amount) <> 0"));
        Assert.Empty(await database.RowsAsync("SELECT asset_id FROM balances GROUP BY asset_id HAVING sum(balance) <> 0"));
        Assert.Empty(await database.RowsAsync("""
            SELECT * FROM (SELECT account_id, asset_id, sum(amount) AS sum FROM ledger_entries GROUP BY 1, 2) AS entries
            FULL JOIN balances USING (account_id, asset_id) WHERE sum IS DISTINCT FROM balance
            """));
        Assert.Empty(await database.RowsAsync("""
            SELECT * FROM (SELECT balance_after, sum(amount) OVER (PARTITION BY account_id, asset_id ORDER BY transfer_id) AS sum FROM ledger_entries) AS entries
            WHERE balance_after <> sum
            """));

        // What is set aside for positions is what the ledger says on behalf of whom.
        Assert.Empty(await database.RowsAsync("""
            SELECT * FROM (SELECT beneficiary_id AS account_id, market_id, sum(amount) AS sum FROM ledger_entries WHERE account_id = 6 GROUP BY 1, 2) AS entries
            FULL JOIN (SELECT * FROM positions WHERE isolated_margin <> 0) AS positions USING (account_id, market_id) WHERE coalesce(sum, 0) <> coalesce(isolated_margin, 0)
            """));

        // What all fills paid is what the fee account got; what they realized, the clearing house paid.
        var byAsset = await database.RowsAsync("SELECT settlement_asset_id, trim_scale(sum(fee)) FROM fills JOIN markets USING (market_id) GROUP BY 1 ORDER BY 1");
        Assert.Equal(
            Enumerable.Range(1, state.Assets.Count)
                .Where(asset => state.Accounts.Balance(AccountId.Fees.Value, asset) != 0)
                .Select(asset => Row(asset, Value(state.Accounts.Balance(AccountId.Fees.Value, asset), Unit(state, asset)))),
            byAsset);
        Assert.Equal($"{state.LastTrade * 2}", Assert.Single(await database.RowsAsync("SELECT count(*) FROM fills")));
    }

    private static async Task AssertAccountsAndOrdersAsync(ProjectedVenue venue)
    {
        var accounts = await venue.ReadSide.AccountsAsync(Everything, default);
        Assert.Equal(venue.Views.Accounts(after: default, int.MaxValue), accounts.Items);
        foreach (var account in accounts.Items)
        {
            var orders = await venue.ReadSide.OrdersAsync(account.Id, market: null, Everything, minimumSequence: 0, default);
            Assert.NotEmpty(orders.Items);
            Assert.All(orders.Items, order => Assert.Equal(venue.Views.FindOrder(account.Id, order.Id), order));
        }
    }

    /// <summary>Fills, ledger entries, parameters and the audit trail against the events that they come from.</summary>
    private static async Task AssertHistoryAsync(ProjectedVenue venue)
    {
        var expected = new ExpectedHistory();
        foreach (var events in venue.Events)
        {
            expected.Add(events.Span);
        }

        var fills = new List<FillInfo>();
        var entries = new List<LedgerEntryInfo>();
        foreach (var account in Enumerable.Range(1, venue.Machine.State.Accounts.NextId - 1).Select(id => new AccountId(id)))
        {
            fills.AddRange(await Pages.AllAsync(page => venue.ReadSide.FillsAsync(account, market: null, order: null, page, minimumSequence: 0, default)));
            entries.AddRange(await Pages.AllAsync(page => venue.ReadSide.LedgerEntriesAsync(account, asset: null, page, minimumSequence: 0, default)));
        }

        Assert.Equal(expected.Fills, fills.OrderBy(fill => fill.TradeId.Value).ThenBy(fill => fill.Liquidity));
        Assert.Equal(expected.Entries, entries.OrderBy(entry => entry.TransferId).ThenBy(entry => entry.Amount.Units));
        var audit = await Pages.AllAsync(page => venue.ReadSide.AuditAsync(page, minimumSequence: 0, default));
        Assert.Equal(expected.Audit, audit.Reverse().Select(entry => (entry.Sequence, entry.Action)));
        for (var id = 1; id <= venue.Machine.State.Markets.Count; id++)
        {
            var market = new MarketId(id);
            var history = await Pages.AllAsync(page => venue.ReadSide.ParameterHistoryAsync(market, page, minimumSequence: 0, default));
            Assert.Equal(expected.Parameters.Where(change => change.Market == market).Reverse(), history);
            Assert.Equal(venue.Machine.State.Markets[id].Parameters, history[0].Parameters);
            var states = await Pages.AllAsync(page => venue.ReadSide.StateHistoryAsync(market, page, minimumSequence: 0, default));
            Assert.Equal(expected.States.Where(change => change.Market == market).Reverse(), states);
        }

        var inEffect = await Pages.AllAsync(page => venue.ReadSide.ParametersInEffectAsync(kind: null, subject: null, page, minimumSequence: 0, default));
        Assert.Equal(expected.InEffect, inEffect.Reverse().Select(change => (change.ProposalId, change.Step, change.Sequence)));
        var proposals = await Pages.AllAsync(page => venue.ReadSide.ProposalsAsync(page, minimumSequence: 0, default));
        Assert.Equal(expected.Proposals.OrderByDescending(pair => pair.Key).Select(pair => (pair.Key, pair.Value)), proposals.Select(proposal => (proposal.Id, proposal.Status)));
    }

    private static DecimalStep Unit(State state, int asset) => new(1, state.Assets[asset].Decimals);

    private static string Maybe(long steps, DecimalStep step) => steps == 0 ? "-" : Value(steps, step);

    /// <summary>By division, and without zeros at the end: not the way the projection takes.</summary>
    private static string Value(long steps, DecimalStep step)
    {
        decimal value = steps;
        value *= step.Mantissa;
        for (var i = 0; i < step.Scale; i++)
        {
            value /= 10;
        }

        var text = value.ToString(CultureInfo.InvariantCulture);
        return text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
    }

    private static string Camel<TEnum>(TEnum member)
        where TEnum : struct, Enum
    {
        var text = member.ToString();
        return char.ToLowerInvariant(text[0]) + text[1..];
    }

    private static string Row(params object[] values) => string.Join(" | ", values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)));
}
