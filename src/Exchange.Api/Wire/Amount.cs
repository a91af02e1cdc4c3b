using System.Text;
using Exchange.Engine;
using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>The engine's whole steps as decimal strings.</summary>
internal static class Amount
{
    public static readonly DecimalStep Billionth = new(1, 9);

    public static string Of(long value, DecimalStep step)
    {
        Span<byte> text = stackalloc byte[DecimalText.MaxLength];
        return Encoding.ASCII.GetString(text[..DecimalText.Write(value, step, text)]);
    }

    public static string Of(Money money, AssetInfo asset) => Of(money.Units, DecimalText.UnitOf(asset));

    public static string Of(Price price, MarketInfo market) => Of(price.Ticks, market.TickSize);

    public static string? OfMaybe(Price price, MarketInfo market) => price.IsNone ? null : Of(price, market);

    public static string Of(Quantity quantity, MarketInfo market) => Of(quantity.Lots, market.LotSize);

    public static string Of(Rate rate) => Of(rate.Billionths, Billionth);

    /// <summary>The average price of fills, rounded to four decimals below the tick; for display.</summary>
    public static string? Average(long tickLots, Quantity filled, MarketInfo market)
    {
        if (filled.IsZero)
        {
            return null;
        }

        var tick = market.TickSize.Mantissa / PowerOfTen(market.TickSize.Scale);
        var average = Math.Round(tickLots * (tick / filled.Lots), Math.Min(28, market.TickSize.Scale + 4), MidpointRounding.ToZero);
        return average.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private static decimal PowerOfTen(int exponent)
    {
        var power = 1m;
        for (var i = 0; i < exponent; i++)
        {
            power *= 10;
        }

        return power;
    }
}
