using System.Globalization;
using System.IO.Compression;

namespace Exchange.Tests;

/// <summary>Real market data that is not part of the project: in the folder that <c>EXCHANGE_MARKET_DATA</c> names, else <c>../shared/data</c> beside the project.</summary>
internal static class MarketData
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("EXCHANGE_MARKET_DATA") ?? Path.Combine(Root(), "..", "shared", "data");

    /// <summary>Where a file or folder of it would be.</summary>
    public static string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>The lines of a compressed file.</summary>
    public static IEnumerable<string> Lines(string name)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(PathOf(name)), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    public static decimal Number(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Exchange.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? AppContext.BaseDirectory;
    }
}
