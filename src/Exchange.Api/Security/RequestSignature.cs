using System.Security.Cryptography;
using System.Text;

namespace Exchange.Api;

/// <summary>HMAC-SHA256 over <c>timestamp \n METHOD \n raw target \n body</c>, in hex.</summary>
internal static class RequestSignature
{
    public const int HexLength = 2 * SHA256.HashSizeInBytes;

    /// <summary>Whether the signature is that of the request; takes the same time wherever it differs.</summary>
    public static bool IsValid(byte[] secret, string timestamp, string method, string target, ReadOnlySpan<byte> body, string signature)
    {
        Span<byte> claimed = stackalloc byte[SHA256.HashSizeInBytes];
        if (signature.Length != HexLength
            || Convert.FromHexString(signature, claimed, out _, out var written) != System.Buffers.OperationStatus.Done
            || written != claimed.Length)
        {
            return false;
        }

        Span<byte> computed = stackalloc byte[SHA256.HashSizeInBytes];
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hash.AppendData(Encoding.UTF8.GetBytes($"{timestamp}\n{method}\n{target}\n"));
        hash.AppendData(body);
        hash.GetHashAndReset(computed);
        return CryptographicOperations.FixedTimeEquals(claimed, computed);
    }
}
