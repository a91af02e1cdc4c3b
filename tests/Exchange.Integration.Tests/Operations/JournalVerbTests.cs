using Exchange.Testing;
using Xunit;

namespace Exchange.Integration.Tests;

/// <summary>The program's verbs on the journal, as an operator runs them: with the server stopped.</summary>
public sealed class JournalVerbTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task A_journal_is_verified_and_its_read_side_written_again_and_a_changed_byte_is_found()
    {
        await using var exchange = await ExchangeProcess.StartReadyAsync(postgres.ConnectionString, ExchangeFixture.AmpleBudgets);
        await TradeAsync(new Venue(exchange));
        await exchange.KillAsync();

        var (exitCode, text) = await exchange.RunVerbAsync("verify-journal");
        Assert.True(exitCode == 0, text);
        Assert.Contains($"The journal is whole to batch {await ValueAsync("SELECT max(batch_number) FROM journal.batches")}", text, StringComparison.Ordinal);

        // Until then the killed server may still lead, for all that the verb knows.
        await Eventually.HoldsAsync(async () => await ValueAsync("SELECT lease_until < clock_timestamp() FROM journal.leadership") == "True");
        (exitCode, text) = await exchange.RunVerbAsync("rebuild-projection");
        Assert.True(exitCode == 0, text);
        var rebuilt = await ReadSideAsync();
        await postgres.RowsAsync("DELETE FROM fills");
        Assert.NotEqual(rebuilt, await ReadSideAsync());
        Assert.Equal(0, (await exchange.RunVerbAsync("rebuild-projection")).ExitCode);
        Assert.Equal(rebuilt, await ReadSideAsync());
        Assert.NotEqual("0", await ValueAsync("SELECT count(*) FROM fills"));

        var changed = await ValueAsync("SELECT max(batch_number) FROM journal.batches WHERE length(commands) > 0");
        await postgres.RowsAsync($"UPDATE journal.batches SET commands = set_byte(commands, length(commands) - 1, get_byte(commands, length(commands) - 1) # 1) WHERE batch_number = {changed}");
        (exitCode, text) = await exchange.RunVerbAsync("verify-journal");
        Assert.NotEqual(0, exitCode);
        Assert.Contains(changed, text, StringComparison.Ordinal);
    }

    /// <summary>A trade, and an order that stays.</summary>
    private static async Task TradeAsync(Venue venue)
    {
        var market = await venue.MarketAsync();
        var (maker, taker) = (await venue.TraderAsync(), await venue.TraderAsync());
        (await maker.PlaceAsync(market, "sell", "100.0", "0.500", "ask")).Ok();
        (await taker.PlaceAsync(market, "buy", "100.0", "0.200", "bid")).Ok();
        Assert.Single((await taker.GetAsync("/v1/fills?limit=10")).GetProperty("items").EnumerateArray()); // the read side has it
    }

    /// <summary>Every row that the projection writes, as text.</summary>
    private async Task<IReadOnlyList<string>> ReadSideAsync()
    {
        var rows = new List<string>();
        foreach (var table in (string[])["assets", "markets", "market_parameters", "market_state_history", "accounts", "balances", "positions", "ledger_entries", "orders", "fills"])
        {
            rows.AddRange(await postgres.RowsAsync($"SELECT '{table}', t::text FROM {table} AS t ORDER BY 2"));
        }

        return rows;
    }

    private async Task<string> ValueAsync(string query) => Assert.Single(await postgres.RowsAsync(query));
}
