using System.Security.Cryptography;

namespace Exchange.Api;

/// <summary>The key under which API secrets are encrypted: from the environment, or from a file that the first start makes.</summary>
internal static class MasterKey
{
    public const int Size = 32;

    private const string Variable = "EXCHANGE_MASTER_KEY";

    /// <exception cref="InvalidOperationException">The variable or the file does not hold 64 hex digits.</exception>
    public static byte[] Load(string dataDirectory)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } configured)
        {
            return Parse(configured, Variable);
        }

        var path = Path.Combine(dataDirectory, "master.key");
        if (!File.Exists(path))
        {
            PrivateFile.WriteIfMissing(path, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Size)));
        }

        return Parse(File.ReadAllText(path), path);
    }

    private static byte[] Parse(string text, string source)
    {
        var hex = text.Trim();
        return hex.Length == 2 * Size && hex.All(char.IsAsciiHexDigit)
            ? Convert.FromHexString(hex)
            : throw new InvalidOperationException($"{source} must hold {2 * Size} hex digits.");
    }
}
