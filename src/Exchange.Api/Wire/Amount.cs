using System.Globalization;
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
        if (Int128.Abs((Int128)value * step.Mantissa) > long.MaxValue)
        {
            return OfLarge(value, step); // a limit that an operator set as good as infinite
        }

        Span<byte> text = stackalloc byte[DecimalText.MaxLength];
        return Encoding.ASCII.GetString(text[..DecimalText.Write(value, step, text)]);
    }

    private static string OfLarge(long value, DecimalStep step) =>
        ((decimal)value * step.Mantissa / PowerOfTen(step.Scale)).ToString($"F{step.Scale}", CultureInfo.InvariantCulture);

    /// <summary>A price between ticks, with six decimals more than the tick.</summary>
    public static string Of(FinePrice price, MarketInfo market) => Of(price.Microticks, FineStep(market));

    /// <summary>A millionth of a market's tick.</summary>
    public static DecimalStep FineStep(MarketInfo market) => new(market.TickSize.Mantissa, market.TickSize.Scale + 6);

    /// <summary>A thousandth of the valuation asset's smallest unit, in which prices of assets are.</summary>
    public static DecimalStep AssetPriceStep(AssetInfo valuation) => new(1, valuation.Decimals + 3);

    public static string Of(AssetPrice price, AssetInfo valuation) => Of(price.Thousandths, AssetPriceStep(valuation));

    public static string Of(Money money, AssetInfo asset) => Of(money.Units, DecimalText.UnitOf(asset));

    public static string Of(Price price, MarketInfo market) => Of(price.Ticks, market.TickSize);

    public static string? OfMaybe(Price price, MarketInfo market) => price.IsNone ? null : Of(price, market);

    public static string Of(Quantity quantity, MarketInfo market) => Of(quantity.Lots, market.LotSize);

    public static string Of(Rate rate) => Of(rate.Billionths, Billionth);

    /// <summary>The average price of fills; for display.</summary>
    /// <param name="tickLots">Σ price × quantity, in tick·lots.</param>
    /// <param name="quantity">How many lots; null comes out for none.</param>
    /// <param name="market">Whose ticks and lots.</param>
    public static string? AveragePrice(long tickLots, Quantity quantity, MarketInfo market) =>
        quantity.IsZero ? null : PriceOf((decimal)tickLots / quantity.Lots, market);

    /// <summary>The average price at which a position was entered; for display. Null if it is flat.</summary>
    public static string? EntryPrice(Money cost, PositionSize size, MarketInfo market) =>
        size.IsFlat || cost == Money.Zero
            ? null
            : PriceOf(
                market.ContractKind == ContractKind.Linear
                    ? (decimal)cost.Units / market.TickLotValue / size.Lots
                    : -(decimal)size.Lots / cost.Units * market.TickLotValue,
                market);

    /// <summary>A price between ticks, cut off four decimals below the tick.</summary>
    private static string PriceOf(decimal ticks, MarketInfo market)
    {
        var price = ticks * market.TickSize.Mantissa / PowerOfTen(market.TickSize.Scale);
        return Math.Round(price, market.TickSize.Scale + 4, MidpointRounding.ToZero).ToString(CultureInfo.InvariantCulture);
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
