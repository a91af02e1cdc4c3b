namespace Exchange.Benchmarks;

/// <summary>Why an execution of the file could not be an incoming order here.</summary>
internal enum ExecutionMiss
{
    /// <summary>Neither the order nor a seed is at the price that the file gives.</summary>
    NotInBook,

    /// <summary>The file gives another price than the order's.</summary>
    OtherPrice,

    /// <summary>It takes more than is left of the order.</summary>
    MoreThanIsLeft,

    /// <summary>A better price stands before it.</summary>
    BehindBetterPrice,

    /// <summary>An order of the file came to the same price earlier.</summary>
    BehindEarlierOrder,

    /// <summary>What was at the price when it came into view stands before it.</summary>
    BehindSeed,
}

/// <summary>What a replay of a day counted.</summary>
internal sealed class LobsterFigures
{
    public SortedDictionary<LobsterEvent, int> Messages { get; } = [];

    /// <summary>By cause.</summary>
    public SortedDictionary<ExecutionMiss, int> Missed { get; } = [];

    public int EqualRows { get; set; }

    public int UnequalRows { get; set; }

    /// <summary>Levels of the first row.</summary>
    public int SeededAtStart { get; set; }

    /// <summary>Levels that came into view later.</summary>
    public int SeededOnEntry { get; set; }

    /// <summary>Orders canceled since their level went out of view.</summary>
    public int WindowCancels { get; set; }

    /// <summary>Cancels and deletions of orders that are part of a seed.</summary>
    public int CancelsOfSeeds { get; set; }

    /// <summary>Executions that hit the very order that the file names.</summary>
    public int HitsOfOrders { get; set; }

    /// <summary>Executions that hit the seed of which the named order is a part.</summary>
    public int HitsOfSeeds { get; set; }

    public long SharesExecuted { get; set; }

    /// <summary>The most orders that rested at once.</summary>
    public int MostResting { get; set; }

    public static void Count<TKey>(SortedDictionary<TKey, int> counts, TKey key)
        where TKey : notnull => counts[key] = counts.GetValueOrDefault(key) + 1;
}
