using System.Globalization;
using System.Text;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Security;

namespace Exchange.Integration.Tests;

/// <summary>Three registered reporters, with their keys.</summary>
public sealed class Reporters
{
    private readonly Ed25519PrivateKeyParameters[] _keys = [.. Enumerable.Range(0, 3).Select(_ => new Ed25519PrivateKeyParameters(new SecureRandom()))];

    /// <summary>A market whose sources they are.</summary>
    public async Task<string> MarketAsync(Venue venue)
    {
        var market = await venue.MarketAsync();
        (await venue.Operator.PutAsync($"/v1/admin/markets/{market}/prices", Rules(quorum: 3))).Ok();
        return market;
    }

    public object Rules(int quorum, string? publicKey = null, int sources = 3) => new
    {
        quorum,
        maxDeviation = "0.05",
        maxVelocity = "0.1",
        markBand = "0.02",
        basisWindowMilliseconds = 30_000,
        tradeStaleAfterMilliseconds = 60_000,
        impactNotional = "20000",
        reason = "test",
        sources = Enumerable.Range(0, sources).Select(i => new
        {
            name = $"REPORTER-{i}",
            weight = 1,
            staleAfterMilliseconds = 30_000,
            maxConfidence = "0.01",
            publicKey = publicKey ?? Convert.ToHexStringLower(_keys[i].GeneratePublicKey().GetEncoded()),
        }),
    };

    public Task<ApiAnswer> ReportAsync(ApiClient api, string market, int source, string price, TimeSpan age = default, int? signer = null, bool spoil = false)
    {
        var time = (DateTime.UtcNow - age - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var signed = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{market}\nREPORTER-{source}\n{price}\n0.5\n{time}"));
        var ed25519 = new Ed25519Signer();
        ed25519.Init(forSigning: true, _keys[signer ?? source]);
        ed25519.BlockUpdate(signed, 0, signed.Length);
        var signature = ed25519.GenerateSignature();
        signature[0] ^= (byte)(spoil ? 1 : 0);
        return api.PostAsync("/v1/reports", new { market, source = $"REPORTER-{source}", price, confidence = "0.5", time, signature = Convert.ToHexStringLower(signature) });
    }
}
