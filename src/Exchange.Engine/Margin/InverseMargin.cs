namespace Exchange.Engine;

/// <summary>Initial margin in an inverse market: the scenarios of <see cref="MarginRules"/> in the mirror, bids in the place of asks. Pure. FORMULAS §4.5.</summary>
internal static class InverseMargin
{
    /// <summary>Who buys the contract sells coins: what was bid counts at the higher of its value at the limit and at mark, as asks do in a linear market.</summary>
    public static long IfBidsFill(MarginTerms terms, in Position position)
    {
        var opening = Math.Max(0, position.BidLots - Math.Max(0, -position.Size));
        var openingNotional = Math.Max(
            Share(Contract.WeightCeiling(position.AskMarginTickLots), opening, position.BidLots),
            Contract.NotionalAtMark(terms, opening));
        var notional = Contract.NotionalAtMark(terms, Math.Max(0, position.Size)) + openingNotional;
        var loss = Math.Max(0, Contract.NotionalAtMark(terms, position.BidLots) - Contract.WeightFloor(position.BidTickLots, position.BidLots));
        return terms.InitialMargin(notional, position.Leverage) + loss + Fee(terms, position.BidTickLots);
    }

    public static long IfAsksFill(MarginTerms terms, in Position position)
    {
        var ordered = Contract.WeightCeiling(position.AskTickLots);
        var opening = Math.Max(0, position.AskLots - Math.Max(0, position.Size));
        var notional = Contract.NotionalAtMark(terms, Math.Max(0, -position.Size)) + Share(ordered, opening, position.AskLots);
        var loss = Math.Max(0, ordered - FixedMath.MulDivFloor(terms.TickLotValue, position.AskLots, terms.MarkTicks));
        return terms.InitialMargin(notional, position.Leverage) + loss + Fee(terms, position.AskTickLots);
    }

    private static long Fee(MarginTerms terms, long weight) => FixedMath.RateCeiling(Contract.WeightCeiling(weight), terms.TakerFee);

    private static long Share(long total, long lots, long ofLots) =>
        lots == ofLots ? total : lots == 0 ? 0 : FixedMath.MulDivCeiling(total, lots, ofLots);
}
