using Exchange.Engine;

namespace Exchange.Api;

/// <summary>Who sent a request, once its signature has been checked.</summary>
/// <param name="KeyId">The key that signed it.</param>
/// <param name="Account">The account the key acts for; none for an operator's key.</param>
/// <param name="Scopes">What the key may do.</param>
internal sealed record Caller(string KeyId, AccountId Account, Scopes Scopes)
{
    /// <summary>Who did it, for the audit trail: the key's name.</summary>
    public Text64 Author => Text64.TryParse($"key:{KeyId}", out var author) ? author : default;
}

internal static class CallerOfRequest
{
    /// <summary>Who sent the request.</summary>
    /// <exception cref="InvalidOperationException">The endpoint has no <see cref="AccessRule"/>, so nobody was asked.</exception>
    public static Caller Caller(this HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("The endpoint requires no scope, so its caller is not known.");
}
