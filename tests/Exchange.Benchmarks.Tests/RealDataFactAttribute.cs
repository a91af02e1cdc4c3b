using Xunit;

namespace Exchange.Benchmarks.Tests;

/// <summary>
/// A test on real market data, which is not part of the project: in the folder that <c>EXCHANGE_MARKET_DATA</c> names, else
/// <c>../shared/data</c> beside the project. It skips itself where there is none.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealDataFactAttribute : FactAttribute
{
    public RealDataFactAttribute(string name)
    {
        var path = PathOf(name);
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            Skip = $"Needs {name}; EXCHANGE_MARKET_DATA names the folder.";
        }
    }

    internal static string PathOf(string name) =>
        Path.Combine(Environment.GetEnvironmentVariable("EXCHANGE_MARKET_DATA") ?? Path.Combine(Root(), "..", "shared", "data"), name);

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
