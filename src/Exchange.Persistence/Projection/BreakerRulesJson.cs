using System.Text.Json;
using Exchange.Engine;

namespace Exchange.Persistence;

/// <summary>Breaker rules as the history keeps them.</summary>
internal static class BreakerRulesJson
{
    public static string Of(in BreakerRules rules)
    {
        var moves = new List<object>();
        foreach (var move in rules.ActiveMoves)
        {
            moves.Add(new { WindowMicroseconds = move.Window, MaxMove = Text(move.MaxMove), HoldMicroseconds = move.Hold });
        }

        var regime = new List<object>();
        foreach (var step in rules.ActiveRegime)
        {
            regime.Add(new { Volatility = Text(step.Volatility), MarginScale = Text(step.MarginScale) });
        }

        return JsonSerializer.Serialize(
            new
            {
                Moves = moves,
                DegradedAfterMicroseconds = rules.DegradedAfter,
                LostAfterMicroseconds = rules.LostAfter,
                MaxSpread = Text(rules.MaxSpread),
                MaxDepthLoss = Text(rules.MaxDepthLoss),
                MaxForcedFlow = Text(rules.MaxForcedFlow),
                ForcedFloorUnits = rules.ForcedFloor.Units,
                MaxFundDrawdown = Text(rules.MaxFundDrawdown),
                FundFloorUnits = rules.FundFloor.Units,
                HoldMicroseconds = rules.Hold,
                DwellMicroseconds = rules.Dwell,
                ReviewAfterMicroseconds = rules.ReviewAfter,
                AuctionTimeMicroseconds = rules.AuctionTime,
                ExtensionTimeMicroseconds = rules.ExtensionTime,
                CollarStep = Text(rules.CollarStep),
                rules.MaxExtensions,
                rules.MaxAuctionsPerHour,
                Regime = regime,
                VolatilityWeight = Text(rules.VolatilityWeight),
                RegimeDwellMicroseconds = rules.RegimeDwell,
            },
            JsonSerializerOptions.Web);
    }

    private static string Text(Rate rate) => AuditJson.Text(Decimals.Of(rate.Billionths, Decimals.Billionth));
}
