using Exchange.Engine;
using Exchange.Persistence;
using Npgsql;
using Xunit;

namespace Exchange.Runtime.Tests;

/// <summary>Keys come back as they were stored, and outlive a rebuild of the read side.</summary>
public sealed class ApiKeyStoreTests(ProjectionFixture database) : IClassFixture<ProjectionFixture>, IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    public Task InitializeAsync() => database.EmptyAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_key_comes_back_as_it_was_stored()
    {
        await using var venue = new ProjectedVenue(database.ConnectionString);
        var limited = Key("limited", account: 16) with { ExpiresAt = Now.AddDays(30), IpAllowList = ["10.0.0.0/8", "2001:db8::1"] };
        var operators = Key("operators", account: 0) with { Scopes = ["operate", "read"], CreatedAt = Now.AddSeconds(-1) };
        await venue.Keys.CreateAsync(limited, default);
        await venue.Keys.CreateAsync(operators, default);

        AssertSame(limited, await venue.Keys.FindAsync("limited", default));
        AssertSame(operators, await venue.Keys.FindAsync("operators", default));
        Assert.Null(await venue.Keys.FindAsync("Limited", default));
        Assert.Equal(["operators", "limited"], (await venue.Keys.ListAsync(account: null, default)).Select(key => key.KeyId));
        Assert.Equal(["limited"], (await venue.Keys.ListAsync(new AccountId(16), default)).Select(key => key.KeyId));
        Assert.Equal(["operators"], (await venue.Keys.ListAsync(new AccountId(0), default)).Select(key => key.KeyId));
        Assert.Empty(await venue.Keys.ListAsync(new AccountId(17), default));
    }

    [Fact]
    public async Task A_key_id_is_given_once()
    {
        await using var venue = new ProjectedVenue(database.ConnectionString);
        await venue.Keys.CreateAsync(Key("one", account: 16), default);

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => venue.Keys.CreateAsync(Key("one", account: 17), default));

        Assert.Equal(PostgresErrorCodes.UniqueViolation, refusal.SqlState);
        Assert.Equal(new AccountId(16), (await venue.Keys.FindAsync("one", default))!.Account);
    }

    [Fact]
    public async Task A_key_is_revoked_once_and_for_good()
    {
        await using var venue = new ProjectedVenue(database.ConnectionString);
        await venue.Keys.CreateAsync(Key("one", account: 16), default);
        await venue.Keys.CreateAsync(Key("two", account: 16), default);

        Assert.True(await venue.Keys.RevokeAsync("one", Now.AddHours(1), default));
        Assert.False(await venue.Keys.RevokeAsync("one", Now.AddHours(2), default));
        Assert.False(await venue.Keys.RevokeAsync("none", Now, default));
        Assert.Equal(Now.AddHours(1), (await venue.Keys.FindAsync("one", default))!.RevokedAt);
        Assert.Null((await venue.Keys.FindAsync("two", default))!.RevokedAt);
    }

    [Fact]
    public async Task A_rebuild_of_the_read_side_leaves_the_keys_alone()
    {
        await using var venue = new ProjectedVenue(database.ConnectionString);
        await venue.Leader.LeadAsync();
        await venue.WriteAndProjectAsync(rows: 1);
        await venue.Keys.CreateAsync(Key("one", account: 16), default);
        await venue.Leader.LoseLeaseAsync();

        await venue.RebuildAsync();

        AssertSame(Key("one", account: 16), await venue.Keys.FindAsync("one", default));
    }

    private static ApiKeyRecord Key(string id, int account) =>
        new(id, new AccountId(account), [1, 0, 255], ["trade"], [], $"key {id}", Now, ExpiresAt: null, RevokedAt: null);

    private static void AssertSame(ApiKeyRecord expected, ApiKeyRecord? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.EncryptedSecret, actual.EncryptedSecret);
        Assert.Equal(expected.Scopes, actual.Scopes);
        Assert.Equal(expected.IpAllowList, actual.IpAllowList);
        Assert.Equal(expected with { EncryptedSecret = actual.EncryptedSecret, Scopes = actual.Scopes, IpAllowList = actual.IpAllowList }, actual);
    }
}
