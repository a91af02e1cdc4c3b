using System.Globalization;
using System.Text.Json;
using Exchange.Engine;

namespace Exchange.Persistence;

/// <summary>Liquidation rules as the audit trail keeps them.</summary>
internal static class LiquidationRulesJson
{
    private static readonly DecimalStep Billionth = new(1, 9);

    public static string Of(in LiquidationRules rules) => JsonSerializer.Serialize(
        new
        {
            Buffer = Text(rules.Buffer),
            Fee = Text(rules.Fee),
            WideCollar = Text(rules.WideCollar),
            NarrowCollar = Text(rules.NarrowCollar),
            SmallestStep = Text(rules.SmallestStep),
            LargestStep = Text(rules.LargestStep),
            LargePositionUnits = rules.LargePosition.Units,
            TakeoverAfterMicroseconds = rules.TakeoverAfter,
            TakeoverBelow = Text(rules.TakeoverBelow),
            BackstopShare = Text(rules.BackstopShare),
            UnwindPace = Text(rules.UnwindPace),
            Deleveraging = EnumText<DeleveragingMethod>.Of(rules.Deleveraging),
        },
        JsonSerializerOptions.Web);

    private static string Text(Rate rate) => Decimals.Of(rate.Billionths, Billionth).ToString(CultureInfo.InvariantCulture);
}
