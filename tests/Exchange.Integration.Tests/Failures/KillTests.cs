using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using Exchange.Testing;
using Xunit;

namespace Exchange.Integration.Tests;

/// <summary>The process is killed with SIGKILL while customers trade.</summary>
public sealed class KillTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const int Clients = 4;
    private const int OrdersBeforeTheKill = 400;

    /// <summary>What a customer knows of an order: what was acknowledged, or that nothing came back.</summary>
    private sealed record Sent(Trader Trader, string ClientOrderId, string Side, string? OrderId, bool IsCanceled);

    [Fact]
    public async Task Everything_acknowledged_is_there_once_after_a_kill_in_mid_burst_and_a_retry_settles_the_rest()
    {
        await using var exchange = await ExchangeProcess.StartReadyAsync(postgres.ConnectionString, ExchangeFixture.AmpleBudgets);
        var venue = new Venue(exchange);
        var market = await venue.MarketAsync();
        var traders = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => venue.TraderAsync("10000000")));
        var sent = new ConcurrentBag<Sent>();
        var acknowledged = 0;
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var bursts = traders.Select((trader, number) => BurstAsync(trader, market, number, sent, () =>
        {
            if (Interlocked.Increment(ref acknowledged) == OrdersBeforeTheKill)
            {
                enough.TrySetResult();
            }
        })).ToList();
        await enough.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await exchange.KillAsync();
        await Task.WhenAll(bursts);
        await exchange.StartAgainAsync();
        await exchange.ReadyAsync();

        Assert.True(sent.Count(order => order.OrderId is not null) >= OrdersBeforeTheKill);
        Assert.Contains(sent, order => order.OrderId is null);
        foreach (var order in sent)
        {
            if (order.OrderId is not null)
            {
                var found = await order.Trader.GetAsync($"/v1/orders/by-client-id/{order.ClientOrderId}");
                Assert.Equal(order.OrderId, found.Text("orderId"));
                Assert.True(!order.IsCanceled || found.Text("status") == "canceled", found.GetRawText());
            }
            else
            {
                await SettleAsync(order, market);
            }
        }

        await IsConsistentAsync(sent, traders);
    }

    /// <summary>Sends orders of which some match those of others, and cancels some, until the connection breaks.</summary>
    private static async Task BurstAsync(Trader trader, string market, int number, ConcurrentBag<Sent> sent, Action acknowledged)
    {
        await using var stream = await StreamClient.ConnectAsync(trader);
        var inFlight = new SemaphoreSlim(16);
        var (side, random) = (number % 2 == 0 ? "buy" : "sell", new Random(number));
        var pending = new List<Task>();
        for (var i = 0; !stream.Closed.IsCompleted; i++)
        {
            await inFlight.WaitAsync();
            var (clientOrderId, mayCancel) = ($"{number}-{i}", i % 3 == 0);
            var price = PriceOf(mayCancel, side, random);
            pending.Add(SendAsync(clientOrderId, price, mayCancel));
        }

        await Task.WhenAll(pending);

        async Task SendAsync(string clientOrderId, string price, bool mayCancel)
        {
            try
            {
                var answer = await stream.RequestAsync(new { op = "place", market, side, type = "limit", price, quantity = "0.010", clientOrderId });
                var orderId = StreamClient.Done(answer).GetProperty("result").Text("orderId");
                acknowledged();
                sent.Add(new Sent(trader, clientOrderId, side, orderId, IsCanceled: mayCancel && await CancelAsync(orderId)));
            }
            catch (Exception error) when (IsLost(error))
            {
                sent.Add(new Sent(trader, clientOrderId, side, OrderId: null, IsCanceled: false));
            }
            finally
            {
                inFlight.Release();
            }
        }

        async Task<bool> CancelAsync(string orderId)
        {
            try
            {
                return (await stream.RequestAsync(new { op = "cancel", orderId })).Flag("ok");
            }
            catch (Exception error) when (IsLost(error))
            {
                return false;
            }
        }
    }

    /// <summary>Orders to be canceled are away from the others; those meet in the middle.</summary>
    private static string PriceOf(bool mayCancel, string side, Random random)
    {
        var price = mayCancel ? (side == "buy" ? 92m : 108m) : 100 + (random.Next(-3, 4) / 10m);
        return price.ToString("F1", CultureInfo.InvariantCulture);
    }

    private static bool IsLost(Exception error) => error is WebSocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException;

    /// <summary>Sent again under its client order id, the order is there: it was before, or is now.</summary>
    private static async Task SettleAsync(Sent order, string market)
    {
        var before = await order.Trader.Api.GetAsync($"/v1/orders/by-client-id/{order.ClientOrderId}");
        if (before.Status != 200)
        {
            before.IsProblem(404, "order_unknown");
            var placed = (await order.Trader.PlaceAsync(market, order.Side, "100.0", "0.010", order.ClientOrderId)).Ok();
            Assert.False(placed.Flag("isRepeat"));
            return;
        }

        var again = (await order.Trader.PlaceAsync(market, order.Side, before.Ok().Text("price"), "0.010", order.ClientOrderId)).Ok();
        Assert.True(again.Flag("isRepeat"));
        Assert.Equal(before.Ok().Text("orderId"), again.Text("orderId"));
    }

    /// <summary>Each order once, each trade with two sides, fills that add up to what the orders say, money that adds up, a journal without a gap.</summary>
    private async Task IsConsistentAsync(ConcurrentBag<Sent> sent, Trader[] traders)
    {
        foreach (var trader in traders)
        {
            await trader.GetAsync("/v1/fills?limit=1"); // until the read side has all of it
        }

        Assert.Equal([$"{sent.Count} | {sent.Count}"], await postgres.RowsAsync("SELECT count(*), count(DISTINCT (account_id, client_order_id)) FROM orders"));
        Assert.NotEqual(["0"], await postgres.RowsAsync("SELECT count(*) FROM fills"));
        Assert.Empty(await postgres.RowsAsync(
            "SELECT trade_id FROM fills GROUP BY trade_id HAVING count(*) <> 2 OR count(DISTINCT liquidity) <> 2 OR min(quantity) <> max(quantity)"));
        Assert.Empty(await postgres.RowsAsync("""
            SELECT o.order_id FROM orders AS o LEFT JOIN fills AS f USING (order_id)
            GROUP BY o.order_id, o.filled HAVING o.filled <> coalesce(sum(f.quantity), 0)
            """));
        Assert.Empty(await postgres.RowsAsync("SELECT transfer_id FROM ledger_entries GROUP BY transfer_id HAVING sum(amount) <> 0"));
        Assert.Empty(await postgres.RowsAsync("""
            SELECT account_id FROM balances LEFT JOIN (SELECT account_id, asset_id, sum(amount) AS amount FROM ledger_entries GROUP BY account_id, asset_id) AS legs USING (account_id, asset_id)
            WHERE balance <> coalesce(amount, 0)
            """));
        Assert.Empty(await postgres.RowsAsync("""
            SELECT b.batch_number FROM journal.batches AS a JOIN journal.batches AS b ON b.batch_number = a.batch_number + 1
            WHERE b.first_sequence <> a.last_sequence + 1 OR b.epoch < a.epoch
            """));
        Assert.Equal(["2"], await postgres.RowsAsync("SELECT count(*) FROM journal.batches WHERE kind = 1"));
    }
}
