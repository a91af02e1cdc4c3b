using System.Text.Json;
using Xunit;

namespace Exchange.Integration.Tests;

[Collection(SharedExchange.Name)]
public sealed class OperationsTests(ExchangeFixture fixture)
{
    private static readonly string[] WithBody =
    [
        "post /v1/orders", "post /v1/orders/preview", "patch /v1/orders/{orderId}", "patch /v1/orders/by-client-id/{clientOrderId}", "post /v1/orders/batch", "put /v1/account/leverage/{symbol}", "put /v1/positions/{symbol}/mode", "post /v1/positions/{symbol}/margin",
        "post /v1/withdrawals", "post /v1/admin/withdrawals/{withdrawalId}/approve", "post /v1/admin/withdrawals/{withdrawalId}/reject", "post /v1/reports/assets",
        "put /v1/admin/assets/{code}/collateral", "put /v1/admin/assets/{code}/prices", "post /v1/admin/assets", "post /v1/admin/markets", "patch /v1/admin/markets/{symbol}/parameters", "post /v1/admin/markets/{symbol}/state",
        "post /v1/admin/markets/{symbol}/mark", "put /v1/admin/markets/{symbol}/prices", "put /v1/admin/markets/{symbol}/funding", "put /v1/admin/markets/{symbol}/breakers", "post /v1/reports", "post /v1/admin/accounts", "post /v1/admin/accounts/{accountId}/credit", "post /v1/admin/accounts/{accountId}/debit",
        "post /v1/admin/accounts/{accountId}/keys", "patch /v1/admin/venue/rules", "post /v1/admin/parameters/preview",
    ];

    private static readonly string[] WithoutBody =
    [
        "get /v1/markets", "get /v1/venue", "get /v1/liquidations", "get /v1/liquidations/{liquidationId}/explain", "get /v1/markets/{symbol}", "get /v1/markets/{symbol}/book", "get /v1/markets/{symbol}/index", "get /v1/markets/{symbol}/trades", "get /v1/markets/{symbol}/funding", "get /v1/markets/{symbol}/funding/history",
        "get /v1/account/funding", "get /v1/funding/{paymentId}/explain", "get /v1/markets/{symbol}/state", "get /v1/markets/{symbol}/state/history", "delete /v1/orders/{orderId}",
        "delete /v1/orders/by-client-id/{clientOrderId}", "delete /v1/orders", "get /v1/orders/{orderId}", "get /v1/orders/by-client-id/{clientOrderId}", "get /v1/orders",
        "get /v1/orders/history", "get /v1/account", "get /v1/account/balances", "get /v1/account/positions", "get /v1/account/margin", "get /v1/account/risk", "get /v1/assets", "get /v1/withdrawals", "get /v1/admin/withdrawals", "get /v1/fills", "get /v1/ledger",
        "get /v1/admin/markets/{symbol}/parameters/history", "get /v1/admin/accounts", "get /v1/admin/accounts/{accountId}", "get /v1/admin/accounts/{accountId}/keys",
        "delete /v1/admin/keys/{keyId}", "post /v1/admin/accounts/{accountId}/cancel-all", "get /v1/admin/audit", "get /v1/admin/feeds", "post /v1/admin/quarantine/acknowledge",
        "get /v1/admin/proposals", "post /v1/admin/proposals/{proposalId}/approve", "delete /v1/admin/proposals/{proposalId}", "get /v1/admin/parameters/history",
    ];

    [Fact]
    public async Task Every_address_is_documented_and_every_body_has_an_example()
    {
        var paths = (await fixture.Exchange.Client().GetAsync("/swagger/v1/swagger.json")).Ok().GetProperty("paths");
        var operations = paths.EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(verb => (Name: $"{verb.Name} {path.Name}", Operation: verb.Value)))
            .ToDictionary(pair => pair.Name, pair => pair.Operation);

        Assert.Equal(WithBody.Concat(WithoutBody).Order(StringComparer.Ordinal), operations.Keys.Order(StringComparer.Ordinal));
        Assert.All(operations.Values, operation => Assert.NotEmpty(operation.Text("summary")));
        Assert.Equal(WithBody.Order(StringComparer.Ordinal), operations.Where(pair => HasExample(pair.Value)).Select(pair => pair.Key).Order(StringComparer.Ordinal));
        Assert.Equal(200, (await fixture.Exchange.Client().GetAsync("/swagger/index.html")).Status);
    }

    [Fact]
    public async Task Health_says_that_it_lives_and_serves()
    {
        Assert.Equal("live", (await fixture.Exchange.Client().GetAsync("/health/live")).Ok().Text("status"));
        var ready = (await fixture.Exchange.Client().GetAsync("/health/ready")).Ok();
        Assert.Equal(["ready", "serving"], ready.Texts("status", "state"));
        Assert.Equal(1, ready.Number("epoch"));
    }

    [Fact]
    public async Task Metrics_tell_the_state_the_epoch_and_the_sequence()
    {
        var metrics = (await fixture.Exchange.Client().GetAsync("/metrics")).Text.Split('\n');

        Assert.Contains("exchange_state{state=\"serving\"} 1", metrics);
        Assert.Contains("exchange_state{state=\"standby\"} 0", metrics);
        Assert.Contains("exchange_epoch 1", metrics);
        Assert.Contains(metrics, line => line.StartsWith("exchange_committed_sequence ", StringComparison.Ordinal) && !line.EndsWith(" 0", StringComparison.Ordinal));
        Assert.Contains(metrics, line => line.StartsWith("exchange_projection_lag ", StringComparison.Ordinal));
        Assert.Contains(metrics, line => line.StartsWith("exchange_queued_submissions ", StringComparison.Ordinal));
    }

    private static bool HasExample(JsonElement operation) =>
        operation.TryGetProperty("requestBody", out var body) && body.GetProperty("content").GetProperty("application/json").TryGetProperty("example", out _);
}
