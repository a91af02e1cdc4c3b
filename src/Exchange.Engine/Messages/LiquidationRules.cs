using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>Who is closed against whom when neither the book nor the house takes a position.</summary>
public enum DeleveragingMethod : byte
{
    /// <summary>All who have a profit in the market give up the same part of it, as far as each can.</summary>
    SharedByProfit = 1,

    /// <summary>Whoever has the largest profit times leverage goes first, until it is enough.</summary>
    RankedByProfitTimesLeverage = 2,
}

/// <summary>How positions of a market are liquidated. FORMULAS §14.</summary>
[StructLayout(LayoutKind.Sequential)]
public record struct LiquidationRules
{
    /// <summary>How far above maintenance margin a liquidation leaves equity, as a part of maintenance margin.</summary>
    public Rate Buffer { get; set; }

    /// <summary>What a liquidated notional pays to the insurance fund, out of what remains.</summary>
    public Rate Fee { get; set; }

    /// <summary>How far from mark a liquidation may trade while what is to be liquidated is less than the book holds within it.</summary>
    public Rate WideCollar { get; set; }

    /// <summary>The same when it is more.</summary>
    public Rate NarrowCollar { get; set; }

    /// <summary>The least part of a position that a step closes.</summary>
    public Rate SmallestStep { get; set; }

    /// <summary>The most of a large position that a step closes.</summary>
    public Rate LargestStep { get; set; }

    /// <summary>From which notional on a position is large, in settlement units.</summary>
    public Money LargePosition { get; set; }

    /// <summary>How many microseconds a liquidation waits for the book before the house takes over.</summary>
    public long TakeoverAfter { get; set; }

    /// <summary>Below which part of maintenance margin equity is left to the book no longer.</summary>
    public Rate TakeoverBelow { get; set; }

    /// <summary>The largest part of the market's open interest that the backstop holds.</summary>
    public Rate BackstopShare { get; set; }

    /// <summary>The largest part of the book's depth within the narrow collar that the backstop trades in a second.</summary>
    public Rate UnwindPace { get; set; }

    public DeleveragingMethod Deleveraging { get; set; }

    private readonly byte _reserved0;
    private readonly ushort _reserved1;
    private readonly int _reserved2;
}
