using Exchange.Testing;
using Xunit;

namespace Exchange.Integration.Tests;

/// <summary>The way back in for an operator who has lost the key.</summary>
public sealed class OperatorKeyVerbTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task A_lost_operators_key_is_replaced_on_the_machine_and_a_word_that_is_no_verb_is_refused()
    {
        await using var exchange = await ExchangeProcess.StartReadyAsync(postgres.ConnectionString);
        var lost = exchange.Operator();
        await exchange.KillAsync();

        var (exitCode, text) = await exchange.RunVerbAsync("create-admin-key");
        Assert.True(exitCode == 0, text);
        await exchange.StartAgainAsync();
        await exchange.ReadyAsync();
        (await exchange.Operator().GetAsync("/v1/admin/accounts?limit=1")).Ok();
        (await lost.GetAsync("/v1/admin/accounts?limit=1")).Ok(); // a lost key is revoked by hand, not by making another

        (exitCode, text) = await exchange.RunVerbAsync("verify-jornal");
        Assert.Equal(2, exitCode);
        Assert.Contains("verify-journal", text, StringComparison.Ordinal);
    }
}
