namespace Exchange.Engine;

/// <summary>What fills do to a position. Pure. FORMULAS §1.</summary>
internal static class PositionMath
{
    /// <summary>Applies a fill and returns the profit (positive) or loss it realized, rounded down.</summary>
    /// <param name="position">The position, changed in place.</param>
    /// <param name="signedLots">Positive bought, negative sold; not zero.</param>
    /// <param name="kind">The market's.</param>
    /// <param name="value">What all the lots are worth at the fill's price: <see cref="Contract.Value"/>.</param>
    public static long Fill(ref Position position, long signedLots, ContractKind kind, long value)
    {
        var cost = Contract.SignedCost(kind, signedLots, value);
        var closed = ClosedBy(position.Size, signedLots);
        if (closed == 0)
        {
            position.Size += signedLots;
            position.Cost += cost;
            return 0;
        }

        var released = Released(position.Cost, closed, Math.Abs(position.Size));
        var signedClosed = position.Size > 0 ? closed : -closed;
        var closing = Released(cost, closed, Math.Abs(signedLots));
        var realized = -closing - released;
        var opened = signedLots + signedClosed;
        position.Size -= signedClosed;
        position.Cost -= released;
        position.RealizedPnl = position.Size == 0 ? 0 : position.RealizedPnl + realized;
        position.Size += opened;
        position.Cost += cost - closing;
        return realized;
    }

    /// <summary>Lots of a position that a fill closes; zero if it is on the position's own side.</summary>
    public static long ClosedBy(long size, long signedLots) =>
        size == 0 || (size > 0) == (signedLots > 0) ? 0 : Math.Min(Math.Abs(size), Math.Abs(signedLots));

    /// <summary>The part of a cost that falls on some of its lots, rounded up so that what they realize is rounded down; all of it for all of them.</summary>
    private static long Released(long cost, long closed, long size) =>
        closed == size ? cost : FixedMath.MulDivCeiling(cost, closed, size);
}
