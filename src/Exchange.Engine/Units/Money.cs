namespace Exchange.Engine;

/// <summary>An amount in whole smallest units of its asset (for USDT 1e-6). Signed.</summary>
public readonly record struct Money(long Units) : IComparable<Money>
{
    public static readonly Money Zero;

    public int CompareTo(Money other) => Units.CompareTo(other.Units);

    public static Money operator +(Money a, Money b) => new(a.Units + b.Units);

    public static Money operator -(Money a, Money b) => new(a.Units - b.Units);

    public static Money operator -(Money a) => new(-a.Units);
}

/// <summary>A rate (margin, fee, band) in whole billionths: 1 % is 10,000,000. Signed; a negative maker fee is a rebate.</summary>
public readonly record struct Rate(long Billionths) : IComparable<Rate>
{
    /// <summary>Billionths in one.</summary>
    public const long One = 1_000_000_000;

    public int CompareTo(Rate other) => Billionths.CompareTo(other.Billionths);
}

/// <summary>Microseconds since 1970-01-01T00:00:00Z, as given by the command. 0 means none.</summary>
public readonly record struct Timestamp(long Microseconds) : IComparable<Timestamp>
{
    public int CompareTo(Timestamp other) => Microseconds.CompareTo(other.Microseconds);
}
