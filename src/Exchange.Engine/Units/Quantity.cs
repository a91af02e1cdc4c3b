namespace Exchange.Engine;

/// <summary>An order or fill quantity, in whole lots of its market. Never negative; a signed size is a <see cref="PositionSize"/>.</summary>
public readonly record struct Quantity(long Lots) : IComparable<Quantity>
{
    /// <summary>The largest quantity any order may have; sums over a book then fit in 64 bits.</summary>
    public const long MaxLots = 1L << 40;

    public static readonly Quantity Zero;

    public bool IsZero => Lots == 0;

    public int CompareTo(Quantity other) => Lots.CompareTo(other.Lots);

    public static Quantity operator +(Quantity a, Quantity b) => new(a.Lots + b.Lots);

    public static Quantity operator -(Quantity a, Quantity b) => new(a.Lots - b.Lots);
}

/// <summary>A position in whole lots of its market: positive is long, negative is short, zero is flat.</summary>
public readonly record struct PositionSize(long Lots)
{
    public bool IsFlat => Lots == 0;

    public Quantity Magnitude => new(Math.Abs(Lots));
}
