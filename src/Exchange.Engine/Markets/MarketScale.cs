namespace Exchange.Engine;

/// <summary>The tick-lot value of a market: whole by construction, so that notional and PnL are exact integers. FORMULAS §8.</summary>
public static class MarketScale
{
    private const int MaxMantissa = 1_000_000;

    /// <summary><c>tick × lot × 10^decimals</c>, if it is a whole number in range and both steps are.</summary>
    public static bool TryGetTickLotValue(DecimalStep tick, DecimalStep lot, int decimals, out long value)
    {
        value = 0;
        if (!IsStep(tick) || !IsStep(lot) || decimals is < 0 or > Bounds.MaxDecimals)
        {
            return false;
        }

        var mantissa = (long)tick.Mantissa * lot.Mantissa;
        for (var exponent = decimals - tick.Scale - lot.Scale; exponent < 0; exponent++)
        {
            if (mantissa % 10 != 0)
            {
                return false;
            }

            mantissa /= 10;
        }

        for (var exponent = decimals - tick.Scale - lot.Scale; exponent > 0; exponent--)
        {
            mantissa *= 10;
            if (mantissa > Bounds.MaxTickLotValue)
            {
                return false;
            }
        }

        value = mantissa;
        return value is >= 1 and <= Bounds.MaxTickLotValue;
    }

    /// <summary>One whole unit of an asset, in its smallest.</summary>
    /// <param name="decimals">From 0 to 12.</param>
    public static long UnitOf(int decimals)
    {
        var unit = 1L;
        for (var i = 0; i < decimals; i++)
        {
            unit *= 10;
        }

        return unit;
    }

    /// <summary>The same for an inverse market, whose lot is in units of the price: <c>lot × 10^decimals ÷ tick</c>, so that value = this ÷ ticks.</summary>
    public static bool TryGetUnitTicks(DecimalStep tick, DecimalStep lot, int decimals, out long value)
    {
        value = 0;
        if (!IsStep(tick) || !IsStep(lot) || decimals is < 0 or > Bounds.MaxDecimals)
        {
            return false;
        }

        var (above, below) = ((Int128)lot.Mantissa, (Int128)tick.Mantissa);
        for (var exponent = decimals - lot.Scale + tick.Scale; exponent != 0; exponent -= Math.Sign(exponent))
        {
            if (exponent > 0)
            {
                above *= 10;
            }
            else
            {
                below *= 10;
            }
        }

        if (above % below != 0 || above / below > Bounds.MaxTickLotValue)
        {
            return false;
        }

        value = (long)(above / below);
        return true;
    }

    private static bool IsStep(DecimalStep step) =>
        step.Mantissa is >= 1 and <= MaxMantissa && step.Scale is >= 0 and <= Bounds.MaxDecimals;
}
