using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>What margin needs to know of a market.</summary>
internal sealed class MarginTerms
{
    private long _initialScale = Rate.One;
    private long _openInterestScale;
    private bool _isScaled;

    public required TierTable Tiers { get; set; }

    public ContractKind Kind { get; init; }

    /// <summary>Settlement units per tick·lot; in an inverse market settlement units × ticks per lot. <see cref="Contract"/> knows what to do with it.</summary>
    public required long TickLotValue { get; init; }

    /// <summary>Billionths.</summary>
    public required long TakerFee { get; set; }

    /// <summary>The mark price in ticks; 0 before there is one.</summary>
    public int MarkTicks { get; private set; }

    /// <summary>Settlement units that one lot is worth at the mark price; 0 in an inverse market, where a lot is worth no whole number (<see cref="Contract.NotionalAtMark"/>).</summary>
    public long LotValueAtMark { get; private set; }

    /// <summary>Whether positions may be behind the funding index; while not, nobody looks at either.</summary>
    public bool IsFundingOpen { get; private set; }

    /// <summary>The cumulative funding index, while positions may be behind it.</summary>
    public Int128 FundingIndex { get; private set; }

    public void OpenFunding(Int128 index)
    {
        IsFundingOpen = true;
        FundingIndex = index;
    }

    public void CloseFunding() => IsFundingOpen = false;

    /// <summary>What initial margin is multiplied by, in billionths; never below one. Maintenance margin is not.</summary>
    public long InitialScale
    {
        get => _initialScale;
        set
        {
            _initialScale = value;
            _isScaled = _initialScale != Rate.One || _openInterestScale != 0;
        }
    }

    /// <summary>Which part of what lies between initial margin and the whole notional is asked for as well, in billionths. Maintenance margin stays. FORMULAS §3.5.</summary>
    public long OpenInterestScale
    {
        get => _openInterestScale;
        set
        {
            _openInterestScale = value;
            _isScaled = _initialScale != Rate.One || _openInterestScale != 0;
        }
    }

    /// <summary>Initial margin of a notional at a chosen leverage, scaled, and never more than the notional itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long InitialMargin(long notional, int leverage)
    {
        var margin = Tiers.InitialMargin(notional, leverage);
        return _isScaled ? Scaled(notional, margin) : margin;
    }

    /// <summary>First the volatility's multiple, then open interest's part of the rest: together never more than the notional.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private long Scaled(long notional, long margin)
    {
        var multiple = Math.Min(notional, FixedMath.MulDivCeiling(margin, _initialScale, Rate.One));
        return multiple + FixedMath.RateCeiling(notional - multiple, _openInterestScale);
    }

    public void Mark(int ticks)
    {
        MarkTicks = ticks;
        LotValueAtMark = Kind == ContractKind.Linear ? ticks * TickLotValue : 0;
    }
}
