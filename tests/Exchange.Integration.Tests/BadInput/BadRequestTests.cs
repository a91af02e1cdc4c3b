using System.Net.Http.Headers;
using System.Text;
using Xunit;

namespace Exchange.Integration.Tests;

/// <summary>Everything else of a request that can be wrong. <c>{market}</c>, <c>{order}</c> and <c>{account}</c> stand for those of the scene.</summary>
[Collection(SharedExchange.Name)]
public sealed class BadRequestTests(ExchangeFixture fixture)
{
    [Theory]
    // Bodies that are no JSON object.
    [InlineData("POST", "/v1/orders", "", 400, "malformed_json")]
    [InlineData("POST", "/v1/orders", "{", 400, "malformed_json")]
    [InlineData("POST", "/v1/orders", "null", 400, "malformed_json")]
    [InlineData("POST", "/v1/orders", "[]", 400, "malformed_json")]
    [InlineData("POST", "/v1/orders", "\"x\"", 400, "malformed_json")]
    [InlineData("POST", "/v1/orders", "1e999", 400, "malformed_json")]
    [InlineData("POST", "/v1/orders", "{} {}", 400, "malformed_json")]
    [InlineData("POST", "/v1/orders", "{'side':'buy'}", 400, "malformed_json")]
    [InlineData("POST", "/v1/orders", "{\"side\":\"buy\",}", 400, "malformed_json")]
    [InlineData("POST", "/v1/orders", "// nothing\n{}", 400, "malformed_json")]
    [InlineData("POST", "/v1/orders", "{\"side\":\"bu\0y\"}", 400, "malformed_json")]
    [InlineData("POST", "/v1/orders", "{\"side\":\"buy\",\"side\":\"sell\"}", 400, "duplicate_field")]
    [InlineData("POST", "/v1/orders", "{\"sidex\":\"buy\"}", 400, "unknown_field")]
    [InlineData("POST", "/v1/orders", "{}", 400, "missing_field")]
    [InlineData("POST", "/v1/orders", "{\"market\":\"{market}\",\"side\":\"buy\",\"type\":\"limit\",\"quantity\":\"1\"}", 400, "missing_field")]
    [InlineData("POST", "/v1/orders", "{\"market\":\"{market}\",\"side\":\"buy\",\"type\":\"market\",\"price\":\"99.0\",\"quantity\":\"1\"}", 422, "price_invalid")]
    [InlineData("POST", "/v1/orders", "{\"market\":\"{market}\",\"side\":\"buy\",\"type\":\"market\",\"quantity\":\"1\",\"postOnly\":true}", 422, "order_combination_invalid")]
    // Batches.
    [InlineData("POST", "/v1/orders/batch", "{}", 400, "invalid_operations")]
    [InlineData("POST", "/v1/orders/batch", "{\"operations\":[]}", 400, "invalid_operations")]
    [InlineData("POST", "/v1/orders/batch", "{\"operations\":[null]}", 400, "invalid_operations")]
    [InlineData("POST", "/v1/orders/batch", "{\"operations\":{}}", 400, "invalid_operations")]
    [InlineData("POST", "/v1/orders/batch", "{\"operations\":[[[[[[[[[[[[]]]]]]]]]]]]}", 400, "invalid_operations")]
    // Names and other parts of the address.
    [InlineData("PATCH", "/v1/orders/{order}", "{}", 400, "missing_field")]
    [InlineData("PATCH", "/v1/orders/{order}", "{\"price\":\"99.05\"}", 400, "invalid_price")]
    [InlineData("PATCH", "/v1/orders/{order}", "{\"quantity\":\"0.0001\"}", 400, "invalid_quantity")]
    [InlineData("PATCH", "/v1/orders/{order}", "{\"quantity\":\"5.000\"}", 422, "amend_invalid")]
    [InlineData("PATCH", "/v1/orders/{order}", "{\"price\":\"10.0\"}", 422, "price_outside_band")]
    [InlineData("PATCH", "/v1/orders/1", "{\"quantity\":\"1.000\"}", 404, "order_unknown")]
    [InlineData("PATCH", "/v1/orders/by-client-id/nobody", "{\"quantity\":\"1.000\"}", 404, "order_unknown")]
    [InlineData("DELETE", "/v1/orders/1", null, 404, "order_unknown")]
    [InlineData("DELETE", "/v1/orders/abc", null, 400, "invalid_order_id")]
    [InlineData("DELETE", "/v1/orders/-1", null, 400, "invalid_order_id")]
    [InlineData("DELETE", "/v1/orders/0", null, 400, "invalid_order_id")]
    [InlineData("DELETE", "/v1/orders/1e3", null, 400, "invalid_order_id")]
    [InlineData("DELETE", "/v1/orders/123456789012345678901234567890", null, 400, "invalid_order_id")]
    [InlineData("GET", "/v1/orders/9223372036854775807", null, 404, "order_unknown")]
    [InlineData("GET", "/v1/orders/by-client-id/a%20b", null, 400, "invalid_client_order_id")]
    [InlineData("GET", "/v1/orders/by-client-id/%C3%A9", null, 400, "invalid_client_order_id")]
    [InlineData("GET", "/v1/orders/by-client-id/a%2Fb", null, 400, "invalid_client_order_id")]
    [InlineData("GET", "/v1/orders/by-client-id/1234567890123456789012345678901234567", null, 400, "invalid_client_order_id")]
    [InlineData("GET", "/v1/markets/nope/book", null, 400, "invalid_market")]
    [InlineData("GET", "/v1/markets/NOPE/book", null, 404, "market_unknown")]
    [InlineData("GET", "/v1/markets/%F0%9F%92%A9", null, 400, "invalid_market")]
    [InlineData("PUT", "/v1/account/leverage/NOPE", "{\"leverage\":1}", 404, "market_unknown")]
    [InlineData("PUT", "/v1/account/leverage/{market}", "{\"leverage\":\"10\"}", 400, "invalid_leverage")]
    [InlineData("PUT", "/v1/account/leverage/{market}", "{\"leverage\":99999999999}", 400, "invalid_leverage")]
    [InlineData("PUT", "/v1/account/leverage/{market}", "{\"leverage\":0}", 422, "leverage_invalid")]
    [InlineData("PUT", "/v1/account/leverage/{market}", "{\"leverage\":-2147483648}", 422, "leverage_invalid")]
    [InlineData("PUT", "/v1/account/leverage/{market}", "{\"leverage\":51}", 422, "leverage_invalid")]
    // Queries.
    [InlineData("GET", "/v1/orders?market=nope", null, 400, "invalid_market")]
    [InlineData("GET", "/v1/orders?market=NOPE", null, 404, "market_unknown")]
    [InlineData("GET", "/v1/orders?markets={market}", null, 400, "unknown_parameter")]
    [InlineData("GET", "/v1/orders?market={market}&market={market}", null, 400, "duplicate_parameter")]
    [InlineData("GET", "/v1/fills?limit=0", null, 400, "invalid_limit")]
    [InlineData("GET", "/v1/fills?limit=1001", null, 400, "invalid_limit")]
    [InlineData("GET", "/v1/fills?limit=-1", null, 400, "invalid_limit")]
    [InlineData("GET", "/v1/fills?limit=1e2", null, 400, "invalid_limit")]
    [InlineData("GET", "/v1/fills?limit=", null, 400, "invalid_limit")]
    [InlineData("GET", "/v1/fills?limit=99999999999", null, 400, "invalid_limit")]
    [InlineData("GET", "/v1/fills?cursor=abc", null, 400, "invalid_cursor")]
    [InlineData("GET", "/v1/fills?cursor=", null, 400, "invalid_cursor")]
    [InlineData("GET", "/v1/fills?cursor=-1", null, 400, "invalid_cursor")]
    [InlineData("GET", "/v1/fills?cursor=1%00", null, 400, "invalid_cursor")]
    [InlineData("GET", "/v1/fills?cursor=99999999999999999999", null, 400, "invalid_cursor")]
    [InlineData("GET", "/v1/fills?orderId=x", null, 400, "invalid_order_id")]
    [InlineData("GET", "/v1/ledger?asset=usdt", null, 400, "invalid_asset")]
    [InlineData("GET", "/v1/ledger?asset=NONE", null, 404, "asset_unknown")]
    [InlineData("GET", "/v1/orders/history?cursor=%27;--", null, 400, "invalid_cursor")]
    [InlineData("GET", "/v1/markets/{market}/book?depth=0", null, 400, "invalid_depth")]
    [InlineData("GET", "/v1/markets/{market}/book?depth=5001", null, 400, "invalid_depth")]
    [InlineData("GET", "/v1/markets/{market}/trades?limit=1.0", null, 400, "invalid_limit")]
    [InlineData("DELETE", "/v1/orders?side=up", null, 400, "invalid_side")]
    [InlineData("DELETE", "/v1/orders?sides=buy", null, 400, "unknown_parameter")]
    [InlineData("DELETE", "/v1/orders?market=NOPE", null, 404, "market_unknown")]
    // Addresses and verbs.
    [InlineData("GET", "/v1/nothing", null, 404, "not_found")]
    [InlineData("GET", "/", null, 404, "not_found")]
    [InlineData("GET", "/v1/markets/{market}/book/more", null, 404, "not_found")]
    [InlineData("POST", "/v1/markets", "{}", 405, "method_not_allowed")]
    [InlineData("DELETE", "/v1/account", null, 405, "method_not_allowed")]
    [InlineData("PUT", "/v1/orders", "{}", 405, "method_not_allowed")]
    [InlineData("BREW", "/v1/orders", null, 405, "method_not_allowed")]
    [InlineData("GET", "/v1/stream", null, 426, "websocket_required")]
    public async Task A_bad_request_gets_a_code_of_its_own_and_changes_nothing(string method, string target, string? body, int status, string code)
    {
        var scene = await fixture.SceneAsync();
        var before = await AccountState.ReadAsync(scene.Alice, scene.Market);

        (await scene.Alice.Api.SendAsync(new HttpMethod(method), Fill(target, scene), body is null ? null : Fill(body, scene))).IsProblem(status, code);

        Assert.Equal(before, await AccountState.ReadAsync(scene.Alice, scene.Market));
    }

    [Theory]
    [InlineData("POST", "/v1/admin/accounts", "{\"label\":\"a\\u0000b\"}", 400, "invalid_label")]
    [InlineData("POST", "/v1/admin/accounts", "{\"label\":\"é\"}", 400, "invalid_label")]
    [InlineData("POST", "/v1/admin/accounts", "{\"label\":\"12345678901234567890123456789012345678901234567890123456789012345\"}", 400, "invalid_label")]
    [InlineData("POST", "/v1/admin/accounts", "{\"label\":\"x\",\"sameOwnerAs\":\"-5\"}", 400, "invalid_account_id")]
    [InlineData("POST", "/v1/admin/accounts", "{\"label\":\"x\",\"sameOwnerAs\":\"999999\"}", 404, "account_unknown")]
    [InlineData("POST", "/v1/admin/accounts/abc/credit", "{\"asset\":\"USDT\",\"amount\":\"1\",\"reference\":\"r\"}", 400, "invalid_account_id")]
    [InlineData("POST", "/v1/admin/accounts/-1/credit", "{\"asset\":\"USDT\",\"amount\":\"1\",\"reference\":\"r\"}", 400, "invalid_account_id")]
    [InlineData("POST", "/v1/admin/accounts/99999999999/credit", "{\"asset\":\"USDT\",\"amount\":\"1\",\"reference\":\"r\"}", 400, "invalid_account_id")]
    [InlineData("POST", "/v1/admin/accounts/999999/credit", "{\"asset\":\"USDT\",\"amount\":\"1\",\"reference\":\"r\"}", 404, "account_unknown")]
    [InlineData("POST", "/v1/admin/accounts/{account}/credit", "{\"asset\":\"USDT\",\"amount\":\"0.0000001\",\"reference\":\"r\"}", 400, "invalid_amount")]
    [InlineData("POST", "/v1/admin/accounts/{account}/credit", "{\"asset\":\"USDT\",\"amount\":\"-1\",\"reference\":\"r\"}", 400, "invalid_amount")]
    [InlineData("POST", "/v1/admin/accounts/{account}/credit", "{\"asset\":\"USDT\",\"amount\":\"9007199254.740993\",\"reference\":\"r\"}", 422, "amount_invalid")]
    [InlineData("POST", "/v1/admin/accounts/{account}/credit", "{\"asset\":\"USDT\",\"amount\":\"123456789012345678901234567890\",\"reference\":\"r\"}", 400, "invalid_amount")]
    [InlineData("POST", "/v1/admin/accounts/{account}/credit", "{\"asset\":\"USDT\",\"amount\":\"1\",\"reference\":\"r\\u0000\"}", 400, "invalid_reference")]
    [InlineData("POST", "/v1/admin/accounts/{account}/credit", "{\"asset\":\"USDT\",\"amount\":\"1\",\"reference\":\"\"}", 400, "invalid_reference")]
    [InlineData("POST", "/v1/admin/accounts/{account}/credit", "{\"asset\":\"USDT\",\"amount\":\"1\"}", 400, "missing_field")]
    [InlineData("POST", "/v1/admin/accounts/{account}/credit", "{\"asset\":\"NONE\",\"amount\":\"1\",\"reference\":\"r\"}", 404, "asset_unknown")]
    [InlineData("POST", "/v1/admin/accounts/{account}/keys", "{\"label\":\"x\",\"scopes\":[99]}", 400, "invalid_scopes")]
    [InlineData("POST", "/v1/admin/accounts/{account}/keys", "{\"label\":\"x\",\"scopes\":[\"root\"]}", 400, "invalid_scopes")]
    [InlineData("POST", "/v1/admin/accounts/{account}/keys", "{\"label\":\"x\",\"scopes\":[\"read\"],\"ipAllowList\":[\"localhost\"]}", 400, "invalid_ip_allow_list")]
    [InlineData("POST", "/v1/admin/accounts/{account}/keys", "{\"label\":\"x\",\"scopes\":[\"read\"],\"expiresAt\":9223372036854775807}", 400, "invalid_expires_at")]
    [InlineData("POST", "/v1/admin/accounts/{account}/keys", "{\"label\":\"\\u0000\",\"scopes\":[\"read\"]}", 400, "invalid_label")]
    [InlineData("POST", "/v1/admin/accounts/7/keys", "{\"label\":\"x\",\"scopes\":[\"read\"]}", 404, "account_unknown")]
    [InlineData("DELETE", "/v1/admin/keys/nobody", null, 404, "key_unknown")]
    [InlineData("DELETE", "/v1/admin/keys/%27", null, 400, "invalid_key_id")]
    [InlineData("POST", "/v1/admin/assets", "{\"code\":\"usd\",\"decimals\":6}", 400, "invalid_code")]
    [InlineData("POST", "/v1/admin/assets", "{\"code\":\"XYZ\",\"decimals\":99}", 422, "parameters_invalid")]
    [InlineData("POST", "/v1/admin/assets", "{\"code\":\"XYZ\",\"decimals\":\"6\"}", 400, "invalid_decimals")]
    [InlineData("POST", "/v1/admin/markets", "{\"symbol\":\"X-PERP\"}", 400, "missing_field")]
    [InlineData("POST", "/v1/admin/markets/{market}/mark", "{\"markPrice\":\"1e-30\"}", 400, "invalid_mark_price")]
    [InlineData("POST", "/v1/admin/markets/{market}/mark", "{\"markPrice\":\"0\"}", 400, "invalid_mark_price")]
    [InlineData("POST", "/v1/admin/markets/{market}/mark", "{\"markPrice\":\"99999999999999.0\"}", 422, "price_invalid")]
    [InlineData("POST", "/v1/admin/markets/{market}/state", "{\"state\":99,\"reason\":\"x\"}", 400, "invalid_state")]
    [InlineData("POST", "/v1/admin/markets/{market}/state", "{\"state\":\"99\",\"reason\":\"x\"}", 400, "invalid_state")]
    [InlineData("POST", "/v1/admin/markets/{market}/state", "{\"state\":\"halted\",\"reason\":\"\\n\"}", 400, "invalid_reason")]
    [InlineData("PATCH", "/v1/admin/markets/{market}/parameters", "{\"takerFee\":\"0.0000000001\",\"reason\":\"x\"}", 400, "invalid_taker_fee")]
    [InlineData("PATCH", "/v1/admin/markets/{market}/parameters", "{\"takerFee\":\"99\",\"reason\":\"x\"}", 422, "parameters_invalid")]
    [InlineData("PATCH", "/v1/admin/markets/{market}/parameters", "{\"makerFee\":\"--1\",\"reason\":\"x\"}", 400, "invalid_maker_fee")]
    [InlineData("PATCH", "/v1/admin/markets/{market}/parameters", "{\"maxOpenOrders\":2147483648,\"reason\":\"x\"}", 400, "invalid_max_open_orders")]
    [InlineData("PATCH", "/v1/admin/markets/{market}/parameters", "{\"maxOpenOrders\":-1,\"reason\":\"x\"}", 422, "parameters_invalid")]
    [InlineData("PATCH", "/v1/admin/markets/{market}/parameters", "{\"tiers\":[],\"reason\":\"x\"}", 400, "invalid_tiers")]
    [InlineData("PATCH", "/v1/admin/markets/{market}/parameters", "{\"tiers\":[null],\"reason\":\"x\"}", 400, "missing_field")]
    [InlineData("PATCH", "/v1/admin/markets/{market}/parameters", "{\"tiers\":[{\"notionalFloor\":\"0\",\"maintenanceRate\":\"1e-30\",\"maxLeverage\":5}],\"reason\":\"x\"}", 400, "invalid_maintenance_rate")]
    [InlineData("PATCH", "/v1/admin/markets/{market}/parameters", "{\"tiers\":[{\"notionalFloor\":\"0\",\"maintenanceRate\":\"0.01\",\"maxLeverage\":2147483647}],\"reason\":\"x\"}", 422, "parameters_invalid")]
    [InlineData("GET", "/v1/admin/audit?cursor=x", null, 400, "invalid_cursor")]
    [InlineData("GET", "/v1/admin/accounts?cursor=x", null, 400, "invalid_cursor")]
    [InlineData("GET", "/v1/admin/accounts/1", null, 404, "account_unknown")]
    [InlineData("POST", "/v1/admin/accounts/{account}/cancel-all?side=99", null, 400, "invalid_side")]
    public async Task A_bad_request_of_an_operator_gets_a_code_of_its_own_and_changes_nothing(string method, string target, string? body, int status, string code)
    {
        var scene = await fixture.SceneAsync();
        var before = await AccountState.ReadAsync(scene.Alice, scene.Market);

        (await fixture.Venue.Operator.SendAsync(new HttpMethod(method), Fill(target, scene), body is null ? null : Fill(body, scene))).IsProblem(status, code);

        Assert.Equal(before, await AccountState.ReadAsync(scene.Alice, scene.Market));
    }

    [Fact]
    public async Task A_body_that_is_nested_deeply_is_refused()
    {
        var scene = await fixture.SceneAsync();
        (await scene.Alice.Api.PostAsync("/v1/orders", new string('[', 5000) + new string(']', 5000))).IsProblem(400, "malformed_json");
        (await scene.Alice.Api.PostAsync("/v1/orders", $$"""{"market":{{new string('[', 5000)}}{{new string(']', 5000)}}}""")).IsProblem(400, "invalid_market");
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        var scene = await fixture.SceneAsync();
        (await scene.Alice.Api.PostAsync("/v1/orders", $$"""{"market":"{{new string('A', 300_000)}}"}""")).IsProblem(413, "body_too_large");
    }

    [Fact]
    public async Task A_body_that_is_no_utf8_is_refused()
    {
        var scene = await fixture.SceneAsync();
        byte[] body = [.. "{\"market\":\""u8, 0xff, 0xfe, .. "\"}"u8];
        (await scene.Alice.Api.PostAsync("/v1/orders", body)).IsProblem(400, "malformed_json");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task A_body_that_is_not_declared_as_json_is_refused(string? type)
    {
        var scene = await fixture.SceneAsync();
        var request = scene.Alice.Api.Request(HttpMethod.Post, "/v1/orders", $"{{{OrderMembers.Spoil(scene.Market, "price", "\"98.0\"")}}}");
        request.Content!.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
        (await scene.Alice.Api.SendAsync(request)).IsProblem(415, "unsupported_media_type");
    }

    [Fact]
    public async Task A_batch_of_more_operations_than_allowed_is_refused()
    {
        var scene = await fixture.SceneAsync();
        var operations = string.Join(',', Enumerable.Repeat("""{"op":"cancel","orderId":"1"}""", 101));
        (await scene.Alice.Api.PostAsync("/v1/orders/batch", $$"""{"operations":[{{operations}}]}""")).IsProblem(400, "invalid_operations");
    }

    private static string Fill(string text, Scene scene) => new StringBuilder(text)
        .Replace("{market}", scene.Market)
        .Replace("{order}", scene.OrderId)
        .Replace("{account}", scene.Alice.Account)
        .ToString();
}
