using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Exchange.Engine;
using Exchange.Persistence;
using Npgsql;

namespace Exchange.Api;

/// <summary>A key in use: its record, with the secret in the clear and the lists parsed.</summary>
internal sealed record ApiKey(ApiKeyRecord Record, byte[] Secret, Scopes Scopes, AddressList Addresses);

/// <summary>A new key. The only time that its secret is shown.</summary>
internal sealed record IssuedKey(ApiKeyRecord Record, string Secret);

/// <summary>The API keys: makes, finds and revokes them. A found key is remembered for a moment, so that a request costs no query.</summary>
internal sealed class KeyRing(ApiKeyStore store, SecretProtector protector, TimeProvider time, ILogger<KeyRing> logger)
{
    private const int MaxKeyIdLength = 64;
    private const int MaxRemembered = 100_000;

    /// <summary>A key revoked by another process loses its access within this time; one revoked by this process at once.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(1);

    /// <summary>How long a key is remembered while the store does not answer: nobody can revoke it there either, and what can be done meanwhile is the exchange's to say.</summary>
    private static readonly TimeSpan MemoryWithoutStore = TimeSpan.FromMinutes(5);

    /// <summary>How long a request waits for the store: it has to be answered within three seconds even if the store stands still.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Remembered> _remembered = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _revokedHere = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _refreshing = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private Task _refreshes = Task.CompletedTask;

    /// <summary>What the store said of a key: itself, or that there is none.</summary>
    private readonly record struct Remembered(ApiKey? Key, long FoundAt);

    public async Task<IssuedKey> CreateAsync(
        AccountId account, string label, Scopes scopes, string[] ipAllowList, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        var keyId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var record = new ApiKeyRecord(
            keyId, account, protector.Protect(keyId, Encoding.UTF8.GetBytes(secret)), ScopeNames.Of(scopes), ipAllowList, label,
            time.GetUtcNow(), expiresAt, RevokedAt: null);
        await store.CreateAsync(record, cancellationToken);
        return new IssuedKey(record, secret);
    }

    public Task<IReadOnlyList<ApiKeyRecord>> ListAsync(AccountId? account, CancellationToken cancellationToken) => store.ListAsync(account, cancellationToken);

    /// <summary>Revokes a key for good; false if there is none or it was revoked before.</summary>
    public async Task<bool> RevokeAsync(string keyId, CancellationToken cancellationToken)
    {
        var isRevoked = await store.RevokeAsync(keyId, time.GetUtcNow(), cancellationToken);
        if (isRevoked)
        {
            // Kept apart from what is remembered: a look-up that began before would bring the old record back.
            _revokedHere.TryAdd(keyId, 0);
        }

        return isRevoked;
    }

    /// <summary>The key, revoked and expired ones included; null if there is none.</summary>
    /// <exception cref="CryptographicException">The key was encrypted under another master key.</exception>
    /// <exception cref="NpgsqlException">The store does not answer, and the key has not been seen for a while.</exception>
    public async ValueTask<ApiKey?> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        // Whatever else is sent as an id is not worth a query, or a place in memory.
        if (keyId.Length is 0 or > MaxKeyIdLength || !keyId.All(char.IsAsciiLetterOrDigit))
        {
            return null;
        }

        if (_remembered.TryGetValue(keyId, out var remembered) && IsYounger(remembered, Memory))
        {
            return remembered.Key;
        }

        try
        {
            // Left alone when it takes too long, not canceled: to cancel means to ask the same server, and to wait for that.
            return await LookUpAsync(keyId, cancellationToken).WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return remembered.Key is not null && IsYounger(remembered, MemoryWithoutStore)
                ? remembered.Key
                : throw new NpgsqlException("The store of keys does not answer.");
        }
        catch (NpgsqlException) when (remembered.Key is not null && IsYounger(remembered, MemoryWithoutStore))
        {
            return remembered.Key;
        }
    }

    /// <summary>Why the key may not be used now; null if it may.</summary>
    public KeyRefusal? Refuses(ApiKey key) =>
        key.Record.RevokedAt is not null || _revokedHere.ContainsKey(key.Record.KeyId) ? KeyRefusal.Revoked
        : key.Record.ExpiresAt is { } expiresAt && expiresAt <= time.GetUtcNow() ? KeyRefusal.Expired
        : null;

    /// <summary>
    /// Whether a key that was found before may still be used, by what is known without waiting. If that is old the store is asked in the background,
    /// so that the next call knows.
    /// </summary>
    public bool MayStillBeUsed(string keyId)
    {
        var isRemembered = _remembered.TryGetValue(keyId, out var remembered);
        if ((!isRemembered || !IsYounger(remembered, Memory)) && _refreshing.TryAdd(keyId, 0))
        {
            lock (_gate)
            {
                _refreshes = RefreshAsync(keyId, after: _refreshes);
            }
        }

        return isRemembered ? remembered.Key is { } key && Refuses(key) is null : !_revokedHere.ContainsKey(keyId);
    }

    /// <summary>Asks the store, one key after the other: however many clients there are, this takes one of its connections.</summary>
    private async Task RefreshAsync(string keyId, Task after)
    {
        await after;
        try
        {
            await LookUpAsync(keyId, CancellationToken.None);
        }
        catch (Exception error)
        {
            // None may escape: the next one waits for this one. Whoever asks again tries again.
            logger.LogWarning(error, "Key {KeyId} could not be looked up", keyId);
        }
        finally
        {
            _refreshing.TryRemove(keyId, out _);
        }
    }

    private async Task<ApiKey?> LookUpAsync(string keyId, CancellationToken cancellationToken)
    {
        var foundAt = time.GetTimestamp();
        var record = await store.FindAsync(keyId, cancellationToken);
        var key = record is null
            ? null
            : new ApiKey(record, protector.Unprotect(keyId, record.EncryptedSecret), ScopeNames.Parse(record.Scopes), AddressList.Of(record.IpAllowList));
        if (_remembered.Count >= MaxRemembered)
        {
            _remembered.Clear();
        }

        _remembered[keyId] = new Remembered(key, foundAt);
        return key;
    }

    private bool IsYounger(Remembered remembered, TimeSpan age) => time.GetElapsedTime(remembered.FoundAt) < age;
}

internal enum KeyRefusal
{
    Revoked,
    Expired,
}
