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

    public void Mark(int ticks)
    {
        MarkTicks = ticks;
        LotValueAtMark = Kind == ContractKind.Linear ? ticks * TickLotValue : 0;
    }
}
