using System.Net;
using Exchange.Engine;

namespace Exchange.Api;

/// <summary>What an authenticated connection may do, and for whom.</summary>
internal sealed record StreamSession(string KeyId, AccountId Account, bool MayRead, bool MayTrade);

/// <summary>What the stream asks of the keys and of the budgets.</summary>
internal interface IStreamAccess
{
    /// <summary>Checks a signed <c>auth</c> request.</summary>
    /// <returns>The session, or the error.</returns>
    ValueTask<(StreamSession? Session, StreamError? Error)> AuthenticateAsync(
        string key, string timestamp, string signature, IPAddress? address, CancellationToken cancellationToken);

    /// <summary>Whether the key is neither revoked nor expired by now.</summary>
    bool IsValid(StreamSession session);

    /// <summary>Takes a frame's operations off the account's budgets; all of them or none.</summary>
    /// <returns>The error if they do not suffice.</returns>
    StreamError? Charge(StreamSession session, int orders, int cancels);
}
