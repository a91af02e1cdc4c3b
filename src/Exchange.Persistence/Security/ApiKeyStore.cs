using Exchange.Engine;
using Npgsql;
using NpgsqlTypes;

namespace Exchange.Persistence;

/// <summary>An API key as it is stored.</summary>
/// <param name="KeyId">Public name of the key.</param>
/// <param name="Account">The account it acts for; 0 for an operator's key.</param>
/// <param name="EncryptedSecret">The secret, encrypted by the caller; the store never sees it in the clear.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="IpAllowList">Where it may be used from, as addresses or CIDR blocks; empty for anywhere.</param>
/// <param name="Label">The owner's name for it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends; null for never.</param>
/// <param name="RevokedAt">When it was revoked; null if it was not.</param>
public sealed record ApiKeyRecord(
    string KeyId,
    AccountId Account,
    byte[] EncryptedSecret,
    string[] Scopes,
    string[] IpAllowList,
    string Label,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt);

/// <summary>The API keys. Not part of the projection: they are the truth themselves, and a rebuild leaves them alone.</summary>
public sealed class ApiKeyStore(NpgsqlDataSource dataSource)
{
    /// <summary>How long a look-up may hold a connection while the database does not answer.</summary>
    private const int LookUpSeconds = 2;

    private const string Columns = "key_id, account_id, encrypted_secret, scopes, ip_allow_list, label, created_at, expires_at, revoked_at";

    /// <exception cref="PostgresException">The key id exists already (23505).</exception>
    public async Task CreateAsync(ApiKeyRecord key, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"INSERT INTO security.api_keys ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
        command.Parameters.Add(new() { Value = key.KeyId });
        command.Parameters.Add(new() { Value = key.Account.Value });
        command.Parameters.Add(new() { Value = key.EncryptedSecret });
        command.Parameters.Add(new() { Value = key.Scopes });
        command.Parameters.Add(new() { Value = key.IpAllowList });
        command.Parameters.Add(new() { Value = key.Label });
        command.Parameters.Add(Time(key.CreatedAt));
        command.Parameters.Add(Time(key.ExpiresAt));
        command.Parameters.Add(Time(key.RevokedAt));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The key, revoked and expired ones included; null if there is none.</summary>
    public async Task<ApiKeyRecord?> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"SELECT {Columns} FROM security.api_keys WHERE key_id = $1");
        command.CommandTimeout = LookUpSeconds;
        command.Parameters.Add(new() { Value = keyId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    /// <summary>All keys of an account, or of everybody for null, in order of creation.</summary>
    public async Task<IReadOnlyList<ApiKeyRecord>> ListAsync(AccountId? account, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            $"SELECT {Columns} FROM security.api_keys WHERE $1::integer IS NULL OR account_id = $1 ORDER BY created_at, key_id");
        command.Parameters.Add(new() { Value = (object?)account?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var keys = new List<ApiKeyRecord>();
        while (await reader.ReadAsync(cancellationToken))
        {
            keys.Add(Read(reader));
        }

        return keys;
    }

    /// <summary>Revokes a key for good; false if there is none or it was revoked before.</summary>
    public async Task<bool> RevokeAsync(string keyId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("UPDATE security.api_keys SET revoked_at = $2 WHERE key_id = $1 AND revoked_at IS NULL");
        command.Parameters.Add(new() { Value = keyId });
        command.Parameters.Add(Time(at));
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private static NpgsqlParameter Time(DateTimeOffset? time) =>
        new() { Value = (object?)time?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private static ApiKeyRecord Read(NpgsqlDataReader reader) => new(
        reader.GetString(0),
        new AccountId(reader.GetInt32(1)),
        reader.GetFieldValue<byte[]>(2),
        reader.GetFieldValue<string[]>(3),
        reader.GetFieldValue<string[]>(4),
        reader.GetString(5),
        reader.GetFieldValue<DateTimeOffset>(6),
        reader.IsDBNull(7) ? null : reader.GetFieldValue<DateTimeOffset>(7),
        reader.IsDBNull(8) ? null : reader.GetFieldValue<DateTimeOffset>(8));
}
