using System.Globalization;
using System.IO.Compression;

namespace Exchange.Benchmarks;

/// <summary>Where a print of the day comes from.</summary>
internal enum CrashLeg
{
    Coinbase,
    Gemini,
    Perpetual,
}

/// <summary>One print.</summary>
/// <param name="Time">Microseconds since 1970, by the venue.</param>
/// <param name="Leg">Where.</param>
/// <param name="Price">In dollars.</param>
/// <param name="Amount">Coins; of the perpetual, contracts of 10 dollars.</param>
/// <param name="IsBuy">Whether the taker bought.</param>
internal readonly record struct CrashPrint(long Time, CrashLeg Leg, decimal Price, decimal Amount, bool IsBuy);

/// <summary>The captured prints of 2025-10-10: a coin's perpetual and two spot markets, in order of time.</summary>
internal static class CrashCapture
{
    private static readonly (CrashLeg Leg, string File)[] Files =
    [
        (CrashLeg.Coinbase, "spot_trades_coinbase_DOT-USD.csv.gz"),
        (CrashLeg.Gemini, "spot_trades_gemini_DOTUSD.csv.gz"),
        (CrashLeg.Perpetual, "perp_trades_binance_coinm_DOTUSD_PERP.csv.gz"),
    ];

    /// <summary>Whether the folder has the capture.</summary>
    public static bool IsIn(string folder) => Files.All(file => File.Exists(Path.Combine(folder, file.File)));

    public static List<CrashPrint> Read(string folder)
    {
        var prints = new List<CrashPrint>();
        foreach (var (leg, file) in Files)
        {
            using var lines = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(folder, file)), CompressionMode.Decompress));
            _ = lines.ReadLine(); // exchange,symbol,timestamp,local_timestamp,id,side,price,amount
            while (lines.ReadLine() is { } line)
            {
                var fields = line.Split(',');
                prints.Add(new CrashPrint(long.Parse(fields[2], CultureInfo.InvariantCulture), leg, Number(fields[6]), Number(fields[7]), fields[5] == "buy"));
            }
        }

        return [.. prints.OrderBy(print => print.Time)];
    }

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
