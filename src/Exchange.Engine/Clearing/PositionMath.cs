namespace Exchange.Engine;

/// <summary>What fills do to a position. Pure. FORMULAS §1.</summary>
internal static class PositionMath
{
    /// <summary>Applies a fill and returns the profit (positive) or loss it realized, rounded down.</summary>
    /// <param name="position">The position, changed in place.</param>
    /// <param name="signedLots">Positive bought, negative sold; not zero.</param>
    /// <param name="lotValue">Settlement units of one lot at the fill's price.</param>
    public static long Fill(ref Position position, long signedLots, long lotValue)
    {
        var closed = ClosedBy(position.Size, signedLots);
        if (closed == 0)
        {
            position.Size += signedLots;
            position.Cost += signedLots * lotValue;
            return 0;
        }

        var released = Released(position.Cost, closed, Math.Abs(position.Size));
        var signedClosed = position.Size > 0 ? closed : -closed;
        var realized = (signedClosed * lotValue) - released;
        var opened = signedLots + signedClosed;
        position.Size -= signedClosed;
        position.Cost -= released;
        position.RealizedPnl = position.Size == 0 ? 0 : position.RealizedPnl + realized;
        position.Size += opened;
        position.Cost += opened * lotValue;
        return realized;
    }

    /// <summary>Lots of a position that a fill closes; zero if it is on the position's own side.</summary>
    public static long ClosedBy(long size, long signedLots) =>
        size == 0 || (size > 0) == (signedLots > 0) ? 0 : Math.Min(Math.Abs(size), Math.Abs(signedLots));

    /// <summary>The cost that the closed part takes with it, rounded up so that what it realizes is rounded down; all of it when the position closes whole.</summary>
    private static long Released(long cost, long closed, long size) =>
        closed == size ? cost : FixedMath.MulDivCeiling(cost, closed, size);
}
