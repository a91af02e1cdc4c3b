namespace Exchange.Engine;

/// <summary>The ranking alternative to sharing out: profit times leverage, the highest is closed first. Pure. FORMULAS §14.6.</summary>
internal static class DeleveragingScore
{
    /// <summary><c>profit ÷ stake × exposure ÷ equity</c> in billionths, rounded toward zero; of a loss <c>profit ÷ stake ÷ (exposure ÷ equity)</c>, so that losers with little leverage come last of all.</summary>
    /// <param name="profit">Unrealized profit of the position, negative for a loss.</param>
    /// <param name="stake">What the profit is measured by: the position's cost, or a wallet balance. Taken as 1 if it is less.</param>
    /// <param name="exposure">Notional, or maintenance margin. Not negative.</param>
    /// <param name="equity">What is left until bankruptcy; if nothing, the score of a profit is 0.</param>
    public static Int128 Of(long profit, long stake, long exposure, long equity)
    {
        if (equity <= 0)
        {
            return profit < 0 ? -Rate.One : 0;
        }

        var part = (Int128)profit * Rate.One / Math.Max(1, stake);
        return profit >= 0 ? part * exposure / equity : part * equity / Math.Max(1, exposure);
    }
}
