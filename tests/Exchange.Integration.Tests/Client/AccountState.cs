namespace Exchange.Integration.Tests;

/// <summary>All that the exchange shows of an account and of the venue, to see whether anything has changed.</summary>
internal static class AccountState
{
    private static readonly string[] OfAccount =
        ["/v1/account", "/v1/account/positions", "/v1/orders", "/v1/orders/history", "/v1/fills", "/v1/ledger"];

    public static async Task<string> ReadAsync(Trader trader, string market)
    {
        var lines = new List<string>();
        foreach (var target in (string[])[.. OfAccount, $"/v1/markets/{market}", $"/v1/markets/{market}/book", $"/v1/markets/{market}/trades"])
        {
            lines.Add($"{target}: {(await trader.GetAsync(target)).GetRawText()}");
        }

        // Of the others only that they are there: prices go stale and circuit breakers trip while other tests stand still.
        lines.AddRange((await trader.Api.GetAsync("/v1/markets")).Ok().List().Select(other => other.Text("symbol")));

        return string.Join('\n', lines);
    }
}
