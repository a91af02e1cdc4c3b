namespace Exchange.Engine;

/// <summary>What a fill moves between an account's balance and the margin of its isolated position.</summary>
/// <param name="FeeFromMargin">Whether the position's margin pays the fee (or has the rebate): a fill that only closes.</param>
/// <param name="Released">From the margin to the balance, for what was closed.</param>
/// <param name="Drawn">From the balance to the margin, for what was opened.</param>
internal readonly record struct IsolatedFill(bool FeeFromMargin, long Released, long Drawn);

/// <summary>The rules of isolated margin. Pure. FORMULAS §4.14.</summary>
internal static class IsolatedMargin
{
    /// <summary>Margin and profit at mark, in settlement units.</summary>
    public static long Equity(MarginTerms terms, in Position position) =>
        position.IsolatedMargin + (position.Size == 0 ? 0 : MarginRules.UnrealizedPnl(terms, position));

    /// <summary>Initial margin of the position alone, without its orders.</summary>
    public static long Required(MarginTerms terms, in Position position) =>
        position.Size == 0 ? 0 : terms.InitialMargin(MarginRules.Notional(terms, position), position.Leverage);

    /// <summary>What the margin of an open position lacks for initial margin.</summary>
    public static long Lacking(MarginTerms terms, in Position position) =>
        position.Size == 0 ? 0 : Math.Max(0, Required(terms, position) - Equity(terms, position));

    /// <summary>
    /// What the position's open orders could still draw from the account's balance: on the worse side what margin lacks once they are filled, and
    /// at least the initial margin of what they open; with their fees. Orders that only close draw nothing.
    /// </summary>
    public static long Reserve(MarginTerms terms, in Position position)
    {
        if (position.BidLots == 0 && position.AskLots == 0)
        {
            return 0;
        }

        var equity = Equity(terms, position);
        return Math.Max(ReserveOf(terms, position, Side.Buy, equity), ReserveOf(terms, position, Side.Sell, equity));
    }

    /// <summary>Applies a fill to a position of either mode and returns what it does to its account's balance.</summary>
    /// <param name="terms">The market's.</param>
    /// <param name="position">Changed in place.</param>
    /// <param name="signedLots">Positive bought, negative sold.</param>
    /// <param name="value">What the lots are worth at the fill's price.</param>
    /// <param name="fee">The fee; negative is a rebate.</param>
    /// <param name="balance">The account's balance in the settlement asset before the fill; of no matter to a cross position.</param>
    public static long Fill(MarginTerms terms, ref Position position, long signedLots, long value, long fee, long balance)
    {
        var sizeBefore = position.Size;
        var pnl = PositionMath.Fill(ref position, signedLots, terms.Kind, value);
        if (position.IsIsolated == 0)
        {
            return pnl - fee;
        }

        var moves = OfFill(terms, position, sizeBefore, signedLots, value, fee, pnl, balance);
        position.IsolatedMargin += pnl - moves.Released + moves.Drawn - (moves.FeeFromMargin ? fee : 0);
        return moves.Released - moves.Drawn - (moves.FeeFromMargin ? 0 : fee);
    }

    /// <summary>
    /// What a fill moves. What it realized goes to the margin first; what closed then releases its share of the margin (all of it when flat), as far as
    /// initial margin stays covered; what opened draws its own initial margin as far as the balance reaches, and in any case what initial margin lacks.
    /// </summary>
    /// <param name="terms">The market's.</param>
    /// <param name="position">The position after the fill, with its margin before it.</param>
    /// <param name="sizeBefore">Its size before.</param>
    /// <param name="signedLots">Positive bought, negative sold.</param>
    /// <param name="value">What all the lots are worth at the fill's price.</param>
    /// <param name="fee">The fee; negative is a rebate.</param>
    /// <param name="pnl">What the fill realized.</param>
    /// <param name="balance">The account's balance in the settlement asset before the fill.</param>
    public static IsolatedFill OfFill(MarginTerms terms, in Position position, long sizeBefore, long signedLots, long value, long fee, long pnl, long balance)
    {
        var closed = PositionMath.ClosedBy(sizeBefore, signedLots);
        var lots = Math.Abs(signedLots);
        var feeFromMargin = closed == lots;
        var margin = position.IsolatedMargin + pnl - (feeFromMargin ? fee : 0);
        var profit = position.Size == 0 ? 0 : MarginRules.UnrealizedPnl(terms, position);
        var required = Required(terms, position);
        var released = Released(margin, closed, Math.Abs(sizeBefore), margin + profit - required);
        if (closed == lots)
        {
            return new IsolatedFill(feeFromMargin, released, Drawn: 0);
        }

        var opened = FixedMath.MulDivCeiling(value, lots - closed, lots);
        var own = Math.Min(terms.InitialMargin(opened, position.Leverage), Math.Max(0, balance + released - fee));
        return new IsolatedFill(feeFromMargin, released, Math.Max(0, Math.Max(own, required - (margin - released) - profit)));
    }

    private static long Released(long margin, long closed, long size, long excess) =>
        closed == 0 || margin <= 0 ? 0
        : closed == size ? margin
        : Math.Min(FixedMath.MulDivFloor(margin, closed, size), Math.Max(0, excess));

    private static long ReserveOf(MarginTerms terms, in Position position, Side side, long equity)
    {
        var lots = position.OpenLots(side);
        var opening = lots - position.ClosableBy(side);
        if (lots == 0 || opening <= 0)
        {
            return 0;
        }

        var lacking = MarginRules.IfFilled(terms, position, side) - equity;

        // The opening part as if it were all: a position that is flat, with the lots' share of the sums.
        var alone = new Position { Leverage = position.Leverage };
        if (side == Side.Buy)
        {
            alone.BidLots = opening;
            alone.BidTickLots = FixedMath.MulDivCeiling(position.BidTickLots, opening, lots);
            alone.AskMarginTickLots = terms.Kind == ContractKind.Linear ? 0 : FixedMath.MulDivCeiling(position.AskMarginTickLots, opening, lots);
        }
        else
        {
            alone.AskLots = opening;
            alone.AskTickLots = FixedMath.MulDivCeiling(position.AskTickLots, opening, lots);
            alone.AskMarginTickLots = terms.Kind == ContractKind.Linear ? FixedMath.MulDivCeiling(position.AskMarginTickLots, opening, lots) : 0;
        }

        return Math.Max(0, Math.Max(lacking, MarginRules.IfFilled(terms, alone, side)));
    }
}
