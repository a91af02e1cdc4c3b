using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>Margin of one position with its open orders. Pure. FORMULAS §4.</summary>
internal static class MarginRules
{
    /// <summary>Profit or loss at mark, in settlement units, less funding that is charged and not settled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long UnrealizedPnl(MarginTerms terms, in Position position) =>
        terms.IsFundingOpen ? Contract.UnrealizedPnl(terms, position) - AccruedFunding(terms, position) : Contract.UnrealizedPnl(terms, position);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long AccruedFunding(MarginTerms terms, in Position position) =>
        FundingFormula.Payment(new PositionSize(position.Size), terms.FundingIndex - position.FundingIndex);

    /// <summary>|size| at mark, in settlement units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Notional(MarginTerms terms, in Position position) => Contract.NotionalAtMark(terms, Math.Abs(position.Size));

    public static long MaintenanceMargin(MarginTerms terms, in Position position) =>
        position.Size == 0 ? 0 : terms.Tiers.MaintenanceMargin(Notional(terms, position));

    /// <summary>Initial margin: the worst of nothing, all bids and all asks filling.</summary>
    public static long InitialMargin(MarginTerms terms, in Position position)
    {
        var worst = position.Size == 0 ? 0 : terms.InitialMargin(Notional(terms, position), position.Leverage);
        if (position.BidLots > 0)
        {
            worst = Math.Max(worst, IfFilled(terms, position, Side.Buy));
        }

        if (position.AskLots > 0)
        {
            worst = Math.Max(worst, IfFilled(terms, position, Side.Sell));
        }

        return worst;
    }

    /// <summary>Initial margin, loss and fees if all orders of a side fill.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long IfFilled(MarginTerms terms, in Position position, Side side) => terms.Kind == ContractKind.Linear
        ? side == Side.Buy ? IfBidsFill(terms, position) : IfAsksFill(terms, position)
        : side == Side.Buy ? InverseMargin.IfBidsFill(terms, position) : InverseMargin.IfAsksFill(terms, position);

    private static long IfBidsFill(MarginTerms terms, in Position position)
    {
        var ordered = position.BidTickLots * terms.TickLotValue;
        var opening = Math.Max(0, position.BidLots - Math.Max(0, -position.Size));
        var notional = (Math.Max(0, position.Size) * terms.LotValueAtMark) + Share(ordered, opening, position.BidLots);
        var loss = Math.Max(0, ordered - (position.BidLots * terms.LotValueAtMark));
        return terms.InitialMargin(notional, position.Leverage) + loss + FixedMath.RateCeiling(ordered, terms.TakerFee);
    }

    private static long IfAsksFill(MarginTerms terms, in Position position)
    {
        var ordered = position.AskTickLots * terms.TickLotValue;
        var opening = Math.Max(0, position.AskLots - Math.Max(0, position.Size));
        var openingNotional = Math.Max(
            Share(position.AskMarginTickLots * terms.TickLotValue, opening, position.AskLots),
            opening * terms.LotValueAtMark);
        var notional = (Math.Max(0, -position.Size) * terms.LotValueAtMark) + openingNotional;
        var loss = Math.Max(0, (position.AskLots * terms.LotValueAtMark) - ordered);
        return terms.InitialMargin(notional, position.Leverage) + loss + FixedMath.RateCeiling(ordered, terms.TakerFee);
    }

    /// <summary>The part of a total that falls on some of its lots, rounded up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Share(long total, long lots, long ofLots) =>
        lots == ofLots ? total : lots == 0 ? 0 : FixedMath.MulDivCeiling(total, lots, ofLots);
}
