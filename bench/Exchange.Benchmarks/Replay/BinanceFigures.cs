namespace Exchange.Benchmarks;

/// <summary>What a replay of a capture counted.</summary>
internal sealed class BinanceFigures
{
    public int DepthUpdates { get; set; }

    /// <summary>Depth updates and trades that came before the snapshot or are older than it.</summary>
    public int BeforeSnapshot { get; set; }

    public int Placed { get; set; }

    public int Amended { get; set; }

    public int Canceled { get; set; }

    /// <summary>Levels that a taker's order changed and the next update did not mention.</summary>
    public int Refills { get; set; }

    public int EqualBooks { get; set; }

    public int UnequalBooks { get; set; }

    public int Takers { get; private set; }

    public int FilledWhole { get; private set; }

    public int FilledInPart { get; private set; }

    public long LotsAsked { get; private set; }

    public long LotsFilled { get; private set; }

    /// <summary>Counts a taker's order.</summary>
    public void Note(long asked, long filled)
    {
        Takers++;
        LotsAsked += asked;
        LotsFilled += filled;
        FilledWhole += filled == asked ? 1 : 0;
        FilledInPart += filled > 0 && filled < asked ? 1 : 0;
    }
}
