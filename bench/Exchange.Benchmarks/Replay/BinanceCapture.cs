using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Exchange.Engine;

namespace Exchange.Benchmarks;

/// <summary>A price and what is quoted there; nothing means that the level is gone.</summary>
internal readonly record struct CapturedLevel(Side Side, decimal Price, decimal Quantity);

/// <summary>One line of a capture.</summary>
/// <param name="Time">When it was received.</param>
internal abstract record CapturedMessage(Timestamp Time);

/// <summary>The whole book, as of an update.</summary>
internal sealed record CapturedSnapshot(Timestamp Time, long LastUpdate, IReadOnlyList<CapturedLevel> Levels) : CapturedMessage(Time);

/// <summary>Levels that changed, each with what is quoted there now.</summary>
/// <param name="Time">When it was received.</param>
/// <param name="FirstUpdate">The first update in it.</param>
/// <param name="LastUpdate">The last one.</param>
/// <param name="PreviousUpdate">The last one of the message before, where the venue says so.</param>
/// <param name="Levels">The levels.</param>
internal sealed record CapturedDepth(Timestamp Time, long FirstUpdate, long LastUpdate, long? PreviousUpdate, IReadOnlyList<CapturedLevel> Levels) : CapturedMessage(Time);

/// <summary>A trade of the market.</summary>
internal sealed record CapturedTrade(Timestamp Time, Side TakerSide, decimal Price, decimal Quantity) : CapturedMessage(Time);

/// <summary>Anything else: best quotes, mark prices, trades of the insurance fund.</summary>
internal sealed record CapturedOther(Timestamp Time, string Kind) : CapturedMessage(Time);

/// <summary>Raw WebSocket messages of Binance, one a line behind the time of receipt: depth updates, trades, and one snapshot of the book by REST.</summary>
internal static class BinanceCapture
{
    /// <summary>Times of receipt are in nanoseconds or in microseconds since 1970; a number as large as this is nanoseconds.</summary>
    private const long LeastNanoseconds = 100_000_000_000_000_000;

    /// <exception cref="InvalidDataException">A line is not what the format says.</exception>
    public static IEnumerable<CapturedMessage> Read(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            yield return Parse(line);
        }
    }

    private static CapturedMessage Parse(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0)
        {
            throw new InvalidDataException($"No time of receipt: {line}");
        }

        var received = long.Parse(line.AsSpan(0, space), CultureInfo.InvariantCulture);
        var time = new Timestamp(received >= LeastNanoseconds ? received / 1_000 : received);
        using var document = JsonDocument.Parse(line.AsMemory(space + 1));
        var data = document.RootElement.TryGetProperty("data", out var inner) ? inner : document.RootElement;
        if (data.TryGetProperty("lastUpdateId", out var lastUpdate))
        {
            return new CapturedSnapshot(time, lastUpdate.GetInt64(), Levels(data, "bids", "asks"));
        }

        return data.TryGetProperty("e", out var kind) ? Event(time, kind.GetString()!, data) : new CapturedOther(time, "bookTicker");
    }

    private static CapturedMessage Event(Timestamp time, string kind, JsonElement data) => kind switch
    {
        "depthUpdate" => new CapturedDepth(
            time,
            data.GetProperty("U").GetInt64(),
            data.GetProperty("u").GetInt64(),
            data.TryGetProperty("pu", out var previous) ? previous.GetInt64() : null,
            Levels(data, "b", "a")),
        "trade" when !data.TryGetProperty("X", out var way) || way.ValueEquals("MARKET"u8) => new CapturedTrade(
            time,
            data.GetProperty("m").GetBoolean() ? Side.Sell : Side.Buy, // the buyer was the maker: somebody sold
            Number(data.GetProperty("p")),
            Number(data.GetProperty("q"))),
        _ => new CapturedOther(time, kind),
    };

    private static List<CapturedLevel> Levels(JsonElement data, string bids, string asks)
    {
        var levels = new List<CapturedLevel>();
        foreach (var (name, side) in (ReadOnlySpan<(string, Side)>)[(bids, Side.Buy), (asks, Side.Sell)])
        {
            foreach (var level in data.GetProperty(name).EnumerateArray())
            {
                levels.Add(new CapturedLevel(side, Number(level[0]), Number(level[1])));
            }
        }

        return levels;
    }

    private static decimal Number(JsonElement text) => decimal.Parse(text.GetString()!, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
}
