namespace Exchange.Api;

/// <summary>What a key may do. Stored and shown by name.</summary>
[Flags]
internal enum Scopes
{
    None = 0,

    /// <summary>See the account's own balances, positions, orders, fills and ledger.</summary>
    Read = 1,

    /// <summary>Place, amend and cancel orders, choose leverage.</summary>
    Trade = 2,

    /// <summary>Move money in and out.</summary>
    Transfer = 4,

    /// <summary>Operate the venue.</summary>
    Admin = 8,
}
