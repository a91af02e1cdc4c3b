using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.Features;

namespace Exchange.Api;

/// <summary>
/// Stands before every endpoint that has an <see cref="AccessRule"/>: who asks, is the signature right and new, may the key do this, is there
/// budget left. Nothing of the request is interpreted before.
/// </summary>
internal sealed class RequestGuard(RequestDelegate next, KeyRing keys, ReplayGuard replays, IAccountBudgets budgets, ILogger<RequestGuard> logger)
{
    public const string KeyHeader = "X-Api-Key";
    public const string TimestampHeader = "X-Api-Timestamp";
    public const string SignatureHeader = "X-Api-Signature";

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<AccessRule>() is { } rule)
        {
            var caller = await IdentifyAsync(context);
            if ((caller.Scopes & rule.Scope) != rule.Scope)
            {
                throw new ApiProblemException(
                    StatusCodes.Status403Forbidden, "scope_missing", $"The key needs the scope {string.Join(" and ", ScopeNames.Of(rule.Scope))}.");
            }

            context.Features.Set(caller);
            if (!rule.IsChargedByHandler)
            {
                budgets.Charge(context, rule.Budget, operations: 1);
            }
        }

        await next(context);
    }

    private async Task<Caller> IdentifyAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        string keyId = headers[KeyHeader].ToString(), timestamp = headers[TimestampHeader].ToString(), signature = headers[SignatureHeader].ToString();
        if (keyId.Length == 0 || timestamp.Length == 0 || signature.Length == 0)
        {
            throw Unauthorized("missing_credentials", $"The request needs the headers {KeyHeader}, {TimestampHeader} and {SignatureHeader}.");
        }

        if (!replays.IsInWindow(timestamp))
        {
            throw Unauthorized(
                "timestamp_outside_window",
                $"{TimestampHeader} must be the time in milliseconds since 1970, at most {ReplayGuard.Window.TotalSeconds:0} s from the server's, and not before it started.");
        }

        var key = await FindAsync(keyId, context.RequestAborted) ?? throw Unauthorized("key_unknown", "No such key.");
        var body = await ReadBodyAsync(context);
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!RequestSignature.IsValid(key.Secret, timestamp, context.Request.Method, target, body, signature))
        {
            throw Unauthorized("signature_invalid", "The signature is not that of this request: HMAC-SHA256, in hex, over timestamp, method, target and body.");
        }

        // Only now is it the key's owner who asks, and may learn more.
        switch (keys.Refuses(key))
        {
            case KeyRefusal.Revoked:
                throw Unauthorized("key_revoked", "The key was revoked.");
            case KeyRefusal.Expired:
                throw Unauthorized("key_expired", "The key has expired.");
        }

        if (!key.Addresses.Allows(context.Connection.RemoteIpAddress))
        {
            throw new ApiProblemException(StatusCodes.Status403Forbidden, "address_not_allowed", "The key may not be used from this address.");
        }

        if (!replays.IsFirst(keyId, signature))
        {
            throw Unauthorized("request_replayed", "This very request has been received before; sign it anew with the present time.");
        }

        return new Caller(keyId, key.Record.Account, key.Scopes);
    }

    private async ValueTask<ApiKey?> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        try
        {
            return await keys.FindAsync(keyId, cancellationToken);
        }
        catch (CryptographicException error)
        {
            logger.LogError(error, "The secret of key {KeyId} cannot be decrypted: was it made under another master key?", keyId);
            return null;
        }
    }

    /// <summary>Reads the body, whose length the server bounds, and leaves it to be read again. In HTTP/2 a body need not be announced by any header.</summary>
    private static async Task<byte[]> ReadBodyAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return [];
        }

        var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes, context.RequestAborted);
        bytes.Position = 0;
        context.Request.Body = bytes;
        return bytes.ToArray();
    }

    private static ApiProblemException Unauthorized(string code, string detail) => new(StatusCodes.Status401Unauthorized, code, detail);
}
