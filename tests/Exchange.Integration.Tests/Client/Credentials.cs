using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Exchange.Integration.Tests;

/// <summary>A key and its secret. Signs as any customer would have to, from the documentation alone.</summary>
public sealed class Credentials(string keyId, string secret)
{
    private long _last;

    public string KeyId { get; } = keyId;

    /// <summary>The present time, later each time: two requests with one time and one content would count as one that was replayed.</summary>
    public string NextTimestamp()
    {
        while (true)
        {
            var last = Volatile.Read(ref _last);
            var next = Math.Max(last + 1, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
            if (Interlocked.CompareExchange(ref _last, next, last) == last)
            {
                return next.ToString(CultureInfo.InvariantCulture);
            }
        }
    }

    public string Sign(string timestamp, string method, string target, byte[] body)
    {
        var signed = Encoding.UTF8.GetBytes($"{timestamp}\n{method}\n{target}\n");
        byte[] content = [.. signed, .. body];
        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), content));
    }
}
