using System.Net;
using System.Security.Cryptography;
using Npgsql;

namespace Exchange.Api;

/// <summary>Keys and budgets for the stream: an <c>auth</c> request signs <c>GET /v1/stream</c> with an empty body.</summary>
internal sealed class KeyStreamAccess(KeyRing keys, ReplayGuard replays, AccountBudgets budgets) : IStreamAccess
{
    public async ValueTask<(StreamSession? Session, StreamError? Error)> AuthenticateAsync(
        string key, string timestamp, string signature, IPAddress? address, CancellationToken cancellationToken)
    {
        if (!replays.IsInWindow(timestamp))
        {
            return Refused("timestamp_outside_window", "The timestamp must be the time in milliseconds since 1970, near the server's and not before it started.");
        }

        ApiKey? found;
        try
        {
            found = await keys.FindAsync(key, cancellationToken);
        }
        catch (CryptographicException)
        {
            found = null;
        }
        catch (NpgsqlException)
        {
            return Refused("read_side_unavailable", "The database does not answer at the moment.");
        }

        if (found is null)
        {
            return Refused("key_unknown", "No such key.");
        }

        if (!RequestSignature.IsValid(found.Secret, timestamp, "GET", StreamEndpoint.Path, body: [], signature))
        {
            return Refused("signature_invalid", $"The signature must be over timestamp, GET, {StreamEndpoint.Path} and an empty body.");
        }

        if (keys.Refuses(found) is { } refusal)
        {
            return refusal == KeyRefusal.Revoked ? Refused("key_revoked", "The key was revoked.") : Refused("key_expired", "The key has expired.");
        }

        if (!found.Addresses.Allows(address))
        {
            return Refused("address_not_allowed", "The key may not be used from this address.");
        }

        if (found.Record.Account.Value == 0)
        {
            return Refused("scope_missing", "An operator's key has no account to follow or trade for.");
        }

        return replays.IsFirst(key, signature)
            ? (new StreamSession(key, found.Record.Account, found.Scopes.HasFlag(Scopes.Read), found.Scopes.HasFlag(Scopes.Trade)), null)
            : Refused("request_replayed", "This very request has been received before; sign it anew with the present time.");
    }

    public bool IsValid(StreamSession session) => keys.MayStillBeUsed(session.KeyId);

    public StreamError? Charge(StreamSession session, int orders, int cancels) =>
        budgets.TryCharge(session.KeyId, session.Account, orders, cancels) ? null : StreamError.RateLimited;

    private static (StreamSession? Session, StreamError? Error) Refused(string code, string detail) => (null, new StreamError(code, detail));
}
