using System.Globalization;
using System.Net;
using Npgsql;

namespace Exchange.Benchmarks;

/// <summary>What is left of the clients' operations after a restart, by the tables of the read side.</summary>
internal sealed class Survivors(string connectionString)
{
    /// <summary>An order as its row has it, and what its fills add up to.</summary>
    private sealed record Row(long OrderId, string Status, decimal Filled, decimal FillSum);

    public long Lost { get; private set; }

    public long Duplicated { get; private set; }

    public long Wrong { get; private set; }

    /// <summary>Every acknowledged order is there once, filled at least as far as was said, with the fills for it; every acknowledged cancel ended its order; nothing that was rejected is there.</summary>
    public async Task CheckAsync(IEnumerable<Sent> log)
    {
        var rows = await ReadAsync();
        foreach (var sent in log)
        {
            var found = rows.GetValueOrDefault(sent.ClientOrderId) ?? [];
            if (found.Count > 1)
            {
                Duplicated++;
            }
            else if (sent is { Answer: Answer.Acknowledged } && (found.Count == 0 || found[0].OrderId != sent.OrderId || found[0].Filled < sent.Filled))
            {
                Lost++;
            }
            else if (sent is { Answer: Answer.Acknowledged, IsCancel: true } && found[0].Status is not "canceled")
            {
                Lost++;
            }
            else if (sent is { Answer: Answer.Rejected, IsCancel: false } && found.Count != 0)
            {
                Wrong++;
            }
            else if (found.Count == 1 && found[0].Filled != found[0].FillSum)
            {
                Wrong++;
            }
        }
    }

    /// <summary>Every acknowledged order is found by its client order id over REST, as the one that was acknowledged, filled at least as far as was said.</summary>
    public async Task AskAsync(Uri address, IReadOnlyList<KillClient> clients)
    {
        using var rest = new SignedClient(address);
        var missing = await Task.WhenAll(clients.Select(client => Task.Run(() => MissingAsync(rest, client))));
        Lost += missing.Sum();
    }

    private static async Task<int> MissingAsync(SignedClient rest, KillClient client)
    {
        var missing = 0;
        foreach (var sent in client.Log.Where(sent => sent is { Answer: Answer.Acknowledged, IsCancel: false }))
        {
            try
            {
                var order = await rest.GetAsync(client.Key, $"/v1/orders/by-client-id/{sent.ClientOrderId}");
                var isIt = order.GetProperty("orderId").GetString() == sent.OrderId.ToString(CultureInfo.InvariantCulture)
                    && decimal.Parse(order.GetProperty("filled").GetString()!, CultureInfo.InvariantCulture) >= sent.Filled;
                missing += isIt ? 0 : 1;
            }
            catch (HttpRequestException error) when (error.StatusCode == HttpStatusCode.NotFound)
            {
                missing++;
            }
        }

        return missing;
    }

    /// <summary>Rows of the ledger that do not balance: per asset, per transfer, and balances that are not the sum of their legs.</summary>
    public async Task<long> UnbalancedAsync()
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            SELECT (SELECT count(*) FROM (SELECT asset_id FROM ledger_entries GROUP BY asset_id HAVING sum(amount) <> 0) AS a)
                 + (SELECT count(*) FROM (SELECT transfer_id FROM ledger_entries GROUP BY transfer_id HAVING sum(amount) <> 0) AS t)
                 + (SELECT count(*) FROM (SELECT account_id, asset_id, sum(amount) AS legs FROM ledger_entries GROUP BY 1, 2) AS entries
                      FULL JOIN balances USING (account_id, asset_id) WHERE coalesce(legs, 0) <> coalesce(balance, 0))
            """,
            connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task<Dictionary<string, List<Row>>> ReadAsync()
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            SELECT client_order_id, order_id, status, filled, coalesce((SELECT sum(quantity) FROM fills WHERE fills.order_id = orders.order_id), 0)
            FROM orders WHERE client_order_id LIKE 'k%'
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new Dictionary<string, List<Row>>();
        while (await reader.ReadAsync())
        {
            var row = new Row(reader.GetInt64(1), reader.GetString(2), reader.GetDecimal(3), reader.GetDecimal(4));
            if (!rows.TryAdd(reader.GetString(0), [row]))
            {
                rows[reader.GetString(0)].Add(row);
            }
        }

        return rows;
    }
}
