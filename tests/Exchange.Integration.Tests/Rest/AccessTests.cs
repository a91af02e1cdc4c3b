using Xunit;

namespace Exchange.Integration.Tests;

[Collection(SharedExchange.Name)]
public sealed class AccessTests(ExchangeFixture fixture)
{
    private readonly Venue _venue = fixture.Venue;

    [Fact]
    public async Task A_request_without_credentials_is_refused() =>
        (await fixture.Exchange.Client().GetAsync("/v1/account")).IsProblem(401, "missing_credentials");

    [Fact]
    public async Task Public_data_needs_no_credentials() => (await fixture.Exchange.Client().GetAsync("/v1/markets")).Ok();

    [Fact]
    public async Task A_key_that_does_not_exist_is_refused() =>
        (await fixture.Exchange.Client(new Credentials("0123456789abcdef", "secret")).GetAsync("/v1/account")).IsProblem(401, "key_unknown");

    [Fact]
    public async Task A_wrong_secret_is_refused()
    {
        var alice = await _venue.TraderAsync();
        (await fixture.Exchange.Client(new Credentials(alice.Api.Credentials.KeyId, "wrong")).GetAsync("/v1/account")).IsProblem(401, "signature_invalid");
    }

    [Theory]
    [InlineData("target")]
    [InlineData("method")]
    [InlineData("body")]
    [InlineData("timestamp")]
    public async Task A_request_that_differs_from_what_was_signed_is_refused(string what)
    {
        var alice = await _venue.TraderAsync();
        var request = alice.Api.Request(HttpMethod.Post, "/v1/orders", new { market = "BTC-USDT-PERP" });
        switch (what)
        {
            case "target":
                request.RequestUri = new Uri(fixture.Exchange.Address, "/v1/orders?x=1");
                break;
            case "method":
                request.Method = HttpMethod.Put;
                request.RequestUri = new Uri(fixture.Exchange.Address, "/v1/account/leverage/BTC-USDT-PERP");
                break;
            case "body":
                request.Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
                break;
            default:
                request.Headers.Remove("X-Api-Timestamp");
                request.Headers.Add("X-Api-Timestamp", alice.Api.Credentials.NextTimestamp());
                break;
        }

        (await alice.Api.SendAsync(request)).IsProblem(401, "signature_invalid");
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(3600)]
    public async Task A_time_far_from_the_servers_is_refused(int seconds)
    {
        var alice = await _venue.TraderAsync();
        var timestamp = DateTimeOffset.UtcNow.AddSeconds(seconds).ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        (await alice.Api.SendAsync(alice.Api.Request(HttpMethod.Get, "/v1/account", timestamp: timestamp))).IsProblem(401, "timestamp_outside_window");
    }

    [Fact]
    public async Task The_very_same_request_is_let_in_once()
    {
        var alice = await _venue.TraderAsync();
        var timestamp = alice.Api.Credentials.NextTimestamp();
        (await alice.Api.SendAsync(alice.Api.Request(HttpMethod.Get, "/v1/account", timestamp: timestamp))).Ok();

        (await alice.Api.SendAsync(alice.Api.Request(HttpMethod.Get, "/v1/account", timestamp: timestamp))).IsProblem(401, "request_replayed");
    }

    [Fact]
    public async Task A_key_does_what_its_scopes_name_and_no_more()
    {
        var (market, alice) = (await _venue.MarketAsync(), await _venue.TraderAsync());
        var reader = new Trader(alice.Account, fixture.Exchange.Client(await _venue.KeyAsync(alice.Account, "read")));
        var bot = new Trader(alice.Account, fixture.Exchange.Client(await _venue.KeyAsync(alice.Account, "trade")));

        (await reader.PlaceAsync(market, "buy", "99.0", "1.000")).IsProblem(403, "scope_missing");
        (await reader.Api.DeleteAsync("/v1/orders")).IsProblem(403, "scope_missing");
        (await bot.Api.GetAsync("/v1/account/balances")).IsProblem(403, "scope_missing");
        (await bot.Api.PostAsync("/v1/admin/accounts", new { label = "x" })).IsProblem(403, "scope_missing");
        (await _venue.Operator.PostAsync("/v1/orders", new { market })).IsProblem(403, "scope_missing");
        (await _venue.Operator.PostAsync($"/v1/admin/accounts/{alice.Account}/keys", new { label = "x", scopes = (string[])["admin"] })).IsProblem(400, "invalid_scopes");

        (await bot.PlaceAsync(market, "buy", "99.0", "1.000")).Ok();
        Assert.Single((await reader.GetAsync("/v1/orders")).List());
    }

    [Fact]
    public async Task A_revoked_key_is_refused_from_then_on()
    {
        var alice = await _venue.TraderAsync();
        (await alice.Api.GetAsync("/v1/account")).Ok();

        (await _venue.Operator.DeleteAsync($"/v1/admin/keys/{alice.Api.Credentials.KeyId}")).Ok();

        (await alice.Api.GetAsync("/v1/account")).IsProblem(401, "key_revoked");
        (await _venue.Operator.DeleteAsync($"/v1/admin/keys/{alice.Api.Credentials.KeyId}")).IsProblem(404, "key_unknown");
        var listed = (await _venue.Operator.GetAsync($"/v1/admin/accounts/{alice.Account}/keys")).Ok();
        Assert.False(Assert.Single(listed.List()).IsNull("revokedAt"));
        Assert.DoesNotContain("secret", listed.GetRawText(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_operators_key_makes_no_other_operators_key() =>
        (await _venue.Operator.PostAsync("/v1/admin/accounts/0/keys", new { label = "accomplice", scopes = (string[])["read", "admin"] }))
            .IsProblem(403, "operator_keys_on_machine");

    [Fact]
    public async Task An_expired_key_and_one_used_from_elsewhere_are_refused()
    {
        var alice = await _venue.TraderAsync();
        (await (await ClientWithAsync(new { label = "x", scopes = (string[])["read"], expiresAt = 1_000_000L })).GetAsync("/v1/account")).IsProblem(401, "key_expired");
        (await (await ClientWithAsync(new { label = "x", scopes = (string[])["read"], ipAllowList = (string[])["10.1.2.0/24"] })).GetAsync("/v1/account"))
            .IsProblem(403, "address_not_allowed");
        (await (await ClientWithAsync(new { label = "x", scopes = (string[])["read"], ipAllowList = (string[])["127.0.0.0/8"] })).GetAsync("/v1/account")).Ok();

        async Task<ApiClient> ClientWithAsync(object body)
        {
            var key = (await _venue.Operator.PostAsync($"/v1/admin/accounts/{alice.Account}/keys", body)).Ok();
            return fixture.Exchange.Client(new Credentials(key.Text("keyId"), key.Text("secret")));
        }
    }
}
