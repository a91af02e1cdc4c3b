namespace Exchange.Engine;

/// <summary>What a position must be closed for so that its share of the unit's equity is used up to nothing. FORMULAS §4.13, §12.4.</summary>
/// <param name="Lots">Of the position, without sign.</param>
/// <param name="IsPaidOut">Whether closing brings value: a long of a linear market, a short of an inverse one. Otherwise closing costs it.</param>
/// <param name="ValueAtMark">What the lots are worth at mark, in settlement units.</param>
/// <param name="Value">What they must be closed for.</param>
internal readonly record struct BankruptcyTerms(long Lots, bool IsPaidOut, long ValueAtMark, long Value)
{
    /// <summary>How much less than at mark whoever takes the position gets; negative if more.</summary>
    public long Concession => IsPaidOut ? Value - ValueAtMark : ValueAtMark - Value;

    /// <param name="terms">The market's.</param>
    /// <param name="position">Not flat.</param>
    /// <param name="equityShare">The part of the unit's equity that falls on it, in settlement units.</param>
    public static BankruptcyTerms Of(MarginTerms terms, in Position position, long equityShare)
    {
        var atMark = Contract.UnrealizedPnl(terms, position) + position.Cost;
        var isPaidOut = (position.Size > 0) == (terms.Kind == ContractKind.Linear);

        // A price is never negative: what that leaves of a debt stays with the account.
        var value = isPaidOut ? Math.Max(0, atMark - equityShare) : Math.Max(0, equityShare - atMark);
        return new BankruptcyTerms(Math.Abs(position.Size), isPaidOut, Math.Abs(atMark), value);
    }

    /// <summary>The value of some of the lots, rounded for the house.</summary>
    public long ValueOf(long lots) => IsPaidOut ? FixedMath.MulDivFloor(Value, lots, Lots) : FixedMath.MulDivCeiling(Value, lots, Lots);

    /// <summary>What some of the lots are worth at mark, rounded for the house.</summary>
    public long ValueAtMarkOf(long lots) => IsPaidOut ? FixedMath.MulDivFloor(ValueAtMark, lots, Lots) : FixedMath.MulDivCeiling(ValueAtMark, lots, Lots);

    /// <summary>The worst whole tick at which closing in the book brings that, with the taker fee paid.</summary>
    public long Ticks(MarginTerms terms, in Position position)
    {
        if (terms.Kind == ContractKind.Linear)
        {
            return BankruptcyPrice.Ticks(position.Size, IsPaidOut ? Value : -Value, terms.TickLotValue, terms.TakerFee);
        }

        // K·q ÷ p: to be received with the fee taken off at most at one price, to be paid with the fee on top at least at another.
        var coins = (Int128)terms.TickLotValue * Lots;
        var divisor = (Int128)Math.Max(1, Value) * Rate.One;
        var scaled = coins * (IsPaidOut ? Rate.One - terms.TakerFee : Rate.One + terms.TakerFee);
        var (quotient, remainder) = Int128.DivRem(scaled, divisor);
        return (long)Int128.Clamp(IsPaidOut || remainder == 0 ? quotient : quotient + 1, 1, Price.MaxTicks);
    }
}
