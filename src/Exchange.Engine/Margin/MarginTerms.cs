using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>What margin needs to know of a market.</summary>
internal sealed class MarginTerms
{
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
    public long InitialScale { get; set; } = Rate.One;

    /// <summary>Initial margin of a notional at a chosen leverage, scaled, and never more than the notional itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long InitialMargin(long notional, int leverage)
    {
        var margin = Tiers.InitialMargin(notional, leverage);
        return InitialScale == Rate.One ? margin : Math.Min(notional, FixedMath.MulDivCeiling(margin, InitialScale, Rate.One));
    }

    public void Mark(int ticks)
    {
        MarkTicks = ticks;
        LotValueAtMark = Kind == ContractKind.Linear ? ticks * TickLotValue : 0;
    }
}
