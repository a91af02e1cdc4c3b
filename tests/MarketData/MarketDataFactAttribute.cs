using Xunit;

namespace Exchange.Tests;

/// <summary>A test on real market data; it skips itself by name where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MarketDataFactAttribute : FactAttribute
{
    public MarketDataFactAttribute(string name)
    {
        var path = MarketData.PathOf(name);
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            Skip = $"Needs {name}; EXCHANGE_MARKET_DATA names the folder.";
        }
    }
}
