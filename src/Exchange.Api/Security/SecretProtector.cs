using System.Security.Cryptography;
using System.Text;

namespace Exchange.Api;

/// <summary>Encrypts API secrets for the store with AES-256-GCM, bound to the key's id: a secret moved to another key's row does not open.</summary>
internal sealed class SecretProtector(byte[] masterKey)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    public byte[] Protect(string keyId, ReadOnlySpan<byte> secret)
    {
        var sealedSecret = new byte[NonceSize + secret.Length + TagSize];
        var nonce = sealedSecret.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(masterKey, TagSize);
        cipher.Encrypt(nonce, secret, sealedSecret.AsSpan(NonceSize, secret.Length), sealedSecret.AsSpan(NonceSize + secret.Length), Encoding.UTF8.GetBytes(keyId));
        return sealedSecret;
    }

    /// <exception cref="CryptographicException">Encrypted under another master key, for another key id, or damaged.</exception>
    public byte[] Unprotect(string keyId, ReadOnlySpan<byte> sealedSecret)
    {
        if (sealedSecret.Length < NonceSize + TagSize)
        {
            throw new CryptographicException("The stored secret is too short.");
        }

        var secret = new byte[sealedSecret.Length - NonceSize - TagSize];
        using var cipher = new AesGcm(masterKey, TagSize);
        cipher.Decrypt(
            sealedSecret[..NonceSize], sealedSecret[NonceSize..^TagSize], sealedSecret[^TagSize..], secret, Encoding.UTF8.GetBytes(keyId));
        return secret;
    }
}
