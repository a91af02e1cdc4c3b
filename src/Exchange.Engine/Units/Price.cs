namespace Exchange.Engine;

/// <summary>A price in whole ticks of its market. 0 means no price; a valid price is in 1..<see cref="MaxTicks"/>.</summary>
public readonly record struct Price(long Ticks) : IComparable<Price>
{
    /// <summary>The highest price any market can express; the ladder is built for it.</summary>
    public const long MaxTicks = (1L << 28) - 1;

    public static readonly Price None;

    public bool IsNone => Ticks == 0;

    public int CompareTo(Price other) => Ticks.CompareTo(other.Ticks);

    /// <summary>Whether an order on <paramref name="side"/> at this price matches a resting order at <paramref name="other"/>.</summary>
    public bool Crosses(Price other, Side side) => side switch
    {
        Side.Buy => other.Ticks <= Ticks,
        Side.Sell => other.Ticks >= Ticks,
    };
}
