using System.Text;
using Exchange.Engine;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Exchange.Api;

/// <summary>The Ed25519 signature of a price report: over market, source, price, confidence and time as they are sent, each on a line of its own.</summary>
internal static class ReportSignature
{
    private const int Length = 64;

    public static bool IsValid(ReporterKey key, string market, string source, string price, string confidence, long time, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != Length)
        {
            return false;
        }

        var signed = Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{market}\n{source}\n{price}\n{confidence}\n{time}"));
        var verifier = new Ed25519Signer();
        verifier.Init(forSigning: false, new Ed25519PublicKeyParameters(key.ToBytes()));
        verifier.BlockUpdate(signed, 0, signed.Length);
        return verifier.VerifySignature(signature.ToArray());
    }

    /// <summary>A public key of 64 hex digits.</summary>
    public static ReporterKey ReadKey(string field, string text) => TryReadHex(text, ReporterKey.Length, out var key) && Array.Exists(key, part => part != 0)
        ? new ReporterKey(key)
        : throw Fields.Invalid(field, "an Ed25519 public key of 64 hex digits");

    public static bool TryReadHex(string text, int length, out byte[] bytes)
    {
        bytes = new byte[length];
        return text.Length == 2 * length && Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done;
    }
}
