namespace Exchange.Persistence;

/// <summary>The keys' table. Apart from the read side: it is the truth itself, and a rebuild leaves it alone.</summary>
internal static class SecuritySchema
{
    public const string Ddl = """
        CREATE SCHEMA IF NOT EXISTS security;
        CREATE TABLE IF NOT EXISTS security.api_keys (
            key_id           text        PRIMARY KEY,
            account_id       integer     NOT NULL,   -- 0 for an operator's key
            encrypted_secret bytea       NOT NULL,
            scopes           text[]      NOT NULL,
            ip_allow_list    text[]      NOT NULL,
            label            text        NOT NULL,
            created_at       timestamptz NOT NULL,
            expires_at       timestamptz,
            revoked_at       timestamptz
        );
        CREATE INDEX IF NOT EXISTS api_keys_account ON security.api_keys (account_id);
        """;
}
