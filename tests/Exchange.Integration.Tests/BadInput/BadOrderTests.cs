using Xunit;

namespace Exchange.Integration.Tests;

[Collection(SharedExchange.Name)]
public sealed class BadOrderTests(ExchangeFixture fixture)
{
    [Theory]
    [MemberData(nameof(OrderMembers.Table), MemberType = typeof(OrderMembers))]
    public async Task Over_rest_a_bad_member_gets_its_code_and_changes_nothing(string member, string json, int status, string code)
    {
        var scene = await fixture.SceneAsync();
        var before = await AccountState.ReadAsync(scene.Alice, scene.Market);

        (await scene.Alice.Api.PostAsync("/v1/orders", $"{{{OrderMembers.Spoil(scene.Market, member, json)}}}")).IsProblem(status, code);

        Assert.Equal(before, await AccountState.ReadAsync(scene.Alice, scene.Market));
    }

    [Theory]
    [MemberData(nameof(OrderMembers.Table), MemberType = typeof(OrderMembers))]
    public async Task Over_the_stream_it_gets_the_same_code_and_changes_nothing(string member, string json, int status, string code)
    {
        Assert.InRange(status, 400, 499);
        var scene = await fixture.SceneAsync();
        await using var stream = await StreamClient.ConnectAsync(scene.Alice);
        var before = await AccountState.ReadAsync(scene.Alice, scene.Market);

        StreamClient.IsRefused(await stream.RequestAsync(7, $$"""{"id":7,"op":"place",{{OrderMembers.Spoil(scene.Market, member, json)}}}"""), code);

        Assert.Equal(before, await AccountState.ReadAsync(scene.Alice, scene.Market));
    }

    [Theory]
    [MemberData(nameof(OrderMembers.Table), MemberType = typeof(OrderMembers))]
    public async Task In_a_batch_it_gets_the_same_code_or_spoils_the_whole_request(string member, string json, int status, string code)
    {
        Assert.InRange(status, 400, 499);
        var scene = await fixture.SceneAsync();
        var before = await AccountState.ReadAsync(scene.Alice, scene.Market);

        var answer = await scene.Alice.Api.PostAsync(
            "/v1/orders/batch", $$"""{"operations":[{"op":"place",{{OrderMembers.Spoil(scene.Market, member, json)}}}]}""");

        if (answer.Status == 200)
        {
            Assert.Equal(code, Assert.Single(answer.Ok().List("results")).GetProperty("error").Text("code"));
        }
        else
        {
            answer.IsProblem(400, code);
        }

        Assert.Equal(before, await AccountState.ReadAsync(scene.Alice, scene.Market));
    }

    [Theory]
    [InlineData("253402300800000000")] // the first microsecond of the year 10000, which no calendar of the read side has
    [InlineData("9223372036854775807")]
    public async Task An_expiry_that_no_calendar_has_is_refused_and_the_read_side_goes_on(string expiresAt)
    {
        var scene = await Scene.SetAsync(fixture.Venue);
        var order = OrderMembers.Spoil(scene.Market, "timeInForce", "\"goodTillDate\"") + $",\"expiresAt\":{expiresAt}";

        (await scene.Alice.Api.PostAsync("/v1/orders", $"{{{order}}}")).IsProblem(422, "expiry_invalid");
        await using var stream = await StreamClient.ConnectAsync(scene.Alice);
        StreamClient.IsRefused(await stream.RequestAsync(7, $$"""{"id":7,"op":"place",{{order}}}"""), "expiry_invalid");

        Assert.Equal(2, (await scene.TradeAsync()).Length);
    }

    [Fact]
    public async Task An_order_that_never_expires_for_practical_purposes_is_accepted_and_read_back()
    {
        var scene = await Scene.SetAsync(fixture.Venue);
        var order = OrderMembers.Spoil(scene.Market, "timeInForce", "\"goodTillDate\"") + ",\"expiresAt\":253402300799999999";

        (await scene.Alice.Api.PostAsync("/v1/orders", $"{{{order}}}")).Ok();

        Assert.Equal(253402300799999999, (await scene.Alice.GetAsync("/v1/orders/history?limit=1")).List("items")[0].Number("expiresAt"));
    }

    [Fact]
    public async Task After_all_that_a_trade_reaches_the_read_side()
    {
        var scene = await Scene.SetAsync(fixture.Venue);
        Assert.Equal(2, (await scene.TradeAsync()).Length);
    }
}
