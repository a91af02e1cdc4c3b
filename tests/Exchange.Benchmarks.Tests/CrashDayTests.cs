using Xunit;

namespace Exchange.Benchmarks.Tests;

/// <summary>A crash of a few minutes: spot falls by a tenth, the perpetual by three quarters.</summary>
public class CrashDayTests
{
    private const long Second = 1_000_000;
    private const long Day = 1_760_054_400 * Second;

    [Fact]
    public void A_wick_of_the_perpetual_liquidates_nobody_whom_the_index_spares()
    {
        foreach (var variant in (CrashVariant[])[CrashVariant.AsItWas, CrashVariant.Silent, CrashVariant.Frozen, CrashVariant.Thousandfold])
        {
            var figures = new CrashDay(Prints(), variant).Run();

            Assert.Equal(0, figures.Wronged);
            Assert.True(figures.Perpetual.Low < 1_100_000_000, $"{figures.Perpetual.Low}");
            Assert.True(figures.Mark.Low > 3_500_000_000, $"{variant} {figures.Mark.Low}");
            Assert.InRange(figures.LiquidatableAtMark, 1, figures.LiquidatableAtPerpetual - 1);
            Assert.Equal(0, figures.NegativeAccounts);
        }
    }

    private static List<CrashPrint> Prints()
    {
        var prints = new List<CrashPrint>();
        for (var second = 0; second < 240; second++)
        {
            var time = Day + (((21 * 3600) - 60 + second) * Second);
            var fall = Math.Clamp(second - 120, 0, 60) / 60m;
            var wick = second is >= 180 and < 190;
            prints.Add(new CrashPrint(time, CrashLeg.Coinbase, 4 - (0.4m * fall), 10, IsBuy: false));
            prints.Add(new CrashPrint(time + 1, CrashLeg.Gemini, 4 - (0.4m * fall), 10, IsBuy: false));
            prints.Add(new CrashPrint(time + 2, CrashLeg.Perpetual, wick ? 1 : 4 - (0.5m * fall), 10, IsBuy: false));
        }

        return prints;
    }
}
