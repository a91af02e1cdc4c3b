using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>
/// What lots of a contract are worth, and which way: the one place that knows the kinds. Everything else — cost, profit, margin, sums of
/// orders — is made of these, so a further kind (quanto, power) is an arm in each. FORMULAS §1.
/// </summary>
/// <remarks>
/// An inverse market is a linear one in the mirror: its lots are worth <c>K ÷ price</c> coins, and who buys them sells coins. So value falls
/// where price rises, a purchase has a negative cost, and bids take the part that asks have in a linear market.
/// </remarks>
internal static class Contract
{
    /// <summary>The bits of a unit that an order of an inverse market is summed in, so that sums stay exact.</summary>
    private const int WeightBits = 18;

    /// <summary>What lots are worth at a price, in settlement units: exact in a linear market, rounded up in an inverse one, the same for both sides of a fill.</summary>
    /// <param name="terms">The market's.</param>
    /// <param name="lots">Not negative.</param>
    /// <param name="ticks">Positive.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Value(MarginTerms terms, long lots, long ticks) => terms.Kind == ContractKind.Linear
        ? lots * ticks * terms.TickLotValue
        : FixedMath.MulDivCeiling(terms.TickLotValue, lots, ticks);

    /// <summary>What lots add to a position's cost: positive where value and price rise together.</summary>
    /// <param name="kind">The market's.</param>
    /// <param name="signedLots">Positive bought, negative sold.</param>
    /// <param name="value">Their <see cref="Value"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long SignedCost(ContractKind kind, long signedLots, long value) =>
        (signedLots > 0) == (kind == ContractKind.Linear) ? value : -value;

    /// <summary>What closing the position at mark would bring, less its cost, rounded down.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long UnrealizedPnl(MarginTerms terms, in Position position) => terms.Kind == ContractKind.Linear
        ? (position.Size * terms.LotValueAtMark) - position.Cost
        : UnrealizedPnlOfInverse(terms, position);

    /// <summary>|size| at mark, in settlement units, rounded up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long NotionalAtMark(MarginTerms terms, long lots) => terms.Kind == ContractKind.Linear
        ? lots * terms.LotValueAtMark
        : FixedMath.MulDivCeiling(terms.TickLotValue, lots, Math.Max(1, terms.MarkTicks));

    /// <summary>The price at which an order is margined that is entered at a limit and a mark: the one at which lots are worth more.</summary>
    public static long MarginTicks(ContractKind kind, long limit, long mark) =>
        kind == ContractKind.Linear ? Math.Max(limit, mark) : mark == 0 ? limit : Math.Min(limit, mark);

    /// <summary>What a lot at a price adds to a sum of an inverse market's orders: its value in 2^-18 units, rounded up.</summary>
    public static long Weight(MarginTerms terms, long ticks) => FixedMath.MulDivCeiling(terms.TickLotValue, 1L << WeightBits, ticks);

    /// <summary>A sum of weights as value, rounded up.</summary>
    public static long WeightCeiling(long weight) => (weight + ((1L << WeightBits) - 1)) >> WeightBits;

    /// <summary>A sum of weights over some lots as value, for certain not more than the lots are worth.</summary>
    public static long WeightFloor(long weight, long lots) => Math.Max(0, weight - lots) >> WeightBits;

    private static long UnrealizedPnlOfInverse(MarginTerms terms, in Position position)
    {
        var mark = Math.Max(1, terms.MarkTicks);
        return position.Size > 0
            ? -FixedMath.MulDivCeiling(terms.TickLotValue, position.Size, mark) - position.Cost
            : FixedMath.MulDivFloor(terms.TickLotValue, -position.Size, mark) - position.Cost;
    }
}
