using System.Globalization;
using System.IO.Compression;
using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>Real market data that is not part of the project: in the folder that <c>EXCHANGE_MARKET_DATA</c> names, else <c>../shared/data</c> beside the project.</summary>
internal static class MarketData
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("EXCHANGE_MARKET_DATA") ?? Path.Combine(Root(), "..", "shared", "data");

    public static string PathOf(string file) => Path.Combine(Folder, file);

    public static IEnumerable<string> Lines(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(PathOf(file)), CompressionMode.Decompress));
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

/// <summary>A test on real market data; it skips itself where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MarketDataFactAttribute : FactAttribute
{
    public MarketDataFactAttribute(string file)
    {
        if (!File.Exists(MarketData.PathOf(file)))
        {
            Skip = $"Needs {file}; EXCHANGE_MARKET_DATA names the folder.";
        }
    }
}
