namespace Exchange.Engine;

/// <summary>
/// A price finer than a tick, in millionths of a tick: what sources report, indices, averages. 0 means none; a valid one is positive and at
/// most <see cref="Max"/>.
/// </summary>
public readonly record struct FinePrice(long Microticks)
{
    public const long PerTick = 1_000_000;

    public static readonly FinePrice None;

    /// <summary>As far as prices of a market go.</summary>
    public static readonly FinePrice Max = new(Price.MaxTicks * PerTick);

    public bool IsNone => Microticks == 0;

    public static FinePrice Of(Price price) => new(price.Ticks * PerTick);
}
