using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>How far the mark price may move in how long.</summary>
[StructLayout(LayoutKind.Sequential)]
public record struct MoveLimit
{
    /// <summary>How far back the highest and the lowest price count, in microseconds.</summary>
    public long Window { get; set; }

    /// <summary>How far the mark may be from either, as a part of the day's first mark.</summary>
    public Rate MaxMove { get; set; }

    /// <summary>For how long it must be farther, in microseconds; 0 for at once.</summary>
    public long Hold { get; set; }
}

/// <summary>Room for a market's limits on moves.</summary>
[InlineArray(Count)]
public struct MoveLimits
{
    public const int Count = 3;

    private MoveLimit _first;
}

/// <summary>From which volatility on new risk needs more margin.</summary>
[StructLayout(LayoutKind.Sequential)]
public record struct RegimeStep
{
    /// <summary>Of a year; 1 is 100 %.</summary>
    public Rate Volatility { get; set; }

    /// <summary>What initial margin is multiplied by; above 1.</summary>
    public Rate MarginScale { get; set; }
}

/// <summary>Room for the steps of a market's volatility regime.</summary>
[InlineArray(Count)]
public struct RegimeSteps
{
    public const int Count = 3;

    private RegimeStep _first;
}

/// <summary>When a market is slowed down or stopped by itself, and how it comes back. Times in microseconds. FORMULAS §12.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct BreakerRules
{
    public MoveLimits Moves;

    /// <summary>After how long with too few sources only reducing is allowed.</summary>
    public long DegradedAfter { get; set; }

    /// <summary>After how long with too few sources only canceling is allowed.</summary>
    public long LostAfter { get; set; }

    /// <summary>How far apart the sources that count may lie, as a part of the index.</summary>
    public Rate MaxSpread { get; set; }

    /// <summary>How much of the average depth may be missing.</summary>
    public Rate MaxDepthLoss { get; set; }

    /// <summary>How much of the open interest may be liquidated within a minute.</summary>
    public Rate MaxForcedFlow { get; set; }

    /// <summary>The least amount of liquidations within a minute that counts.</summary>
    public Money ForcedFloor { get; set; }

    /// <summary>How much of its highest balance of eight hours the insurance fund may lose.</summary>
    public Rate MaxFundDrawdown { get; set; }

    /// <summary>The highest balance from which on that counts.</summary>
    public Money FundFloor { get; set; }

    /// <summary>For how long spread and loss of depth must be beyond their limits.</summary>
    public long Hold { get; set; }

    /// <summary>How long a cause stays at least, once it has come.</summary>
    public long Dwell { get; set; }

    /// <summary>After how long a cause that stays is looked at afresh, by the limit at which it came.</summary>
    public long ReviewAfter { get; set; }

    /// <summary>How long an auction takes orders.</summary>
    public long AuctionTime { get; set; }

    /// <summary>How long more, if its price is too far from the mark.</summary>
    public long ExtensionTime { get; set; }

    /// <summary>How far from the mark an auction may end; with each extension once more.</summary>
    public Rate CollarStep { get; set; }

    /// <summary>How often an auction is extended at most.</summary>
    public int MaxExtensions { get; set; }

    /// <summary>How many automatic auctions there are in an hour at most; then only reducing is allowed.</summary>
    public int MaxAuctionsPerHour { get; set; }

    public RegimeSteps Regime;

    /// <summary>How much the last minute counts for the volatility, beside all before it.</summary>
    public Rate VolatilityWeight { get; set; }

    /// <summary>How long volatility must be well below a step before it is taken back.</summary>
    public long RegimeDwell { get; set; }

    [UnscopedRef]
    public readonly ReadOnlySpan<MoveLimit> ActiveMoves => Moves;

    [UnscopedRef]
    public readonly ReadOnlySpan<RegimeStep> ActiveRegime => Regime;

    /// <summary>What a market starts with.</summary>
    /// <param name="unit">One whole unit of the settlement asset, in its smallest.</param>
    public static BreakerRules Default(long unit)
    {
        const long Second = 1_000_000;
        const long Percent = Rate.One / 100;
        var rules = new BreakerRules
        {
            DegradedAfter = 5 * Second,
            LostAfter = 30 * Second,
            MaxSpread = new Rate(2 * Percent),
            MaxDepthLoss = new Rate(80 * Percent),
            MaxForcedFlow = new Rate(10 * Percent),
            MaxFundDrawdown = new Rate(30 * Percent),
            ForcedFloor = new Money(Math.Min(100_000 * unit, Bounds.MaxTransfer)),
            FundFloor = new Money(Math.Min(10_000 * unit, Bounds.MaxTransfer)),
            Hold = 15 * Second,
            Dwell = 120 * Second,
            ReviewAfter = 3_600 * Second,
            AuctionTime = 120 * Second,
            ExtensionTime = 60 * Second,
            CollarStep = new Rate(5 * Percent),
            MaxExtensions = 6,
            MaxAuctionsPerHour = 3,
            VolatilityWeight = new Rate(5 * Percent),
            RegimeDwell = 1_800 * Second,
        };
        rules.Moves[0] = new MoveLimit { Window = 60 * Second, MaxMove = new Rate(10 * Percent) };
        rules.Moves[1] = new MoveLimit { Window = 300 * Second, MaxMove = new Rate(15 * Percent), Hold = 15 * Second };
        rules.Moves[2] = new MoveLimit { Window = 3_600 * Second, MaxMove = new Rate(25 * Percent) };
        rules.Regime[0] = new RegimeStep { Volatility = new Rate(150 * Percent), MarginScale = new Rate(125 * Percent) };
        rules.Regime[1] = new RegimeStep { Volatility = new Rate(250 * Percent), MarginScale = new Rate(150 * Percent) };
        rules.Regime[2] = new RegimeStep { Volatility = new Rate(400 * Percent), MarginScale = new Rate(200 * Percent) };
        return rules;
    }
}
