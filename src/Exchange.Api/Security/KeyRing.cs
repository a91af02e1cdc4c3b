using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Exchange.Engine;
using Exchange.Persistence;

namespace Exchange.Api;

/// <summary>A key in use: its record, with the secret in the clear and the lists parsed.</summary>
internal sealed record ApiKey(ApiKeyRecord Record, byte[] Secret, Scopes Scopes, AddressList Addresses);

/// <summary>A new key. The only time that its secret is shown.</summary>
internal sealed record IssuedKey(ApiKeyRecord Record, string Secret);

/// <summary>The API keys: makes, finds and revokes them. A found key is remembered for a moment, so that a request costs no query.</summary>
internal sealed class KeyRing(ApiKeyStore store, SecretProtector protector, TimeProvider time)
{
    private const int MaxRemembered = 100_000;

    /// <summary>A key revoked by another process loses its access within this time; one revoked by this process at once.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, (ApiKey? Key, long FoundAt)> _remembered = new(StringComparer.Ordinal);

    public async Task<IssuedKey> CreateAsync(
        AccountId account, string label, Scopes scopes, string[] ipAllowList, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        var keyId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var record = new ApiKeyRecord(
            keyId, account, protector.Protect(keyId, Encoding.UTF8.GetBytes(secret)), ScopeNames.Of(scopes), ipAllowList, label,
            time.GetUtcNow(), expiresAt, RevokedAt: null);
        await store.CreateAsync(record, cancellationToken);
        _remembered.TryRemove(keyId, out _);
        return new IssuedKey(record, secret);
    }

    public Task<IReadOnlyList<ApiKeyRecord>> ListAsync(AccountId? account, CancellationToken cancellationToken) => store.ListAsync(account, cancellationToken);

    /// <summary>Revokes a key for good; false if there is none or it was revoked before.</summary>
    public async Task<bool> RevokeAsync(string keyId, CancellationToken cancellationToken)
    {
        var isRevoked = await store.RevokeAsync(keyId, time.GetUtcNow(), cancellationToken);
        _remembered.TryRemove(keyId, out _);
        return isRevoked;
    }

    /// <summary>The key, revoked and expired ones included; null if there is none.</summary>
    /// <exception cref="CryptographicException">The key was encrypted under another master key.</exception>
    public async ValueTask<ApiKey?> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        if (_remembered.TryGetValue(keyId, out var remembered) && time.GetElapsedTime(remembered.FoundAt) < Memory)
        {
            return remembered.Key;
        }

        var foundAt = time.GetTimestamp();
        var record = await store.FindAsync(keyId, cancellationToken);
        var key = record is null
            ? null
            : new ApiKey(record, protector.Unprotect(keyId, record.EncryptedSecret), ScopeNames.Parse(record.Scopes), AddressList.Of(record.IpAllowList));
        if (_remembered.Count >= MaxRemembered)
        {
            _remembered.Clear();
        }

        _remembered[keyId] = (key, foundAt);
        return key;
    }

    /// <summary>Why the key may not be used now; null if it may.</summary>
    public KeyRefusal? Refuses(ApiKey key) =>
        key.Record.RevokedAt is not null ? KeyRefusal.Revoked
        : key.Record.ExpiresAt is { } expiresAt && expiresAt <= time.GetUtcNow() ? KeyRefusal.Expired
        : null;
}

internal enum KeyRefusal
{
    Revoked,
    Expired,
}
