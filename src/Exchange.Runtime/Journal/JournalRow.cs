namespace Exchange.Runtime;

/// <summary>What a row of the journal is. Stored; a number is never given twice.</summary>
public enum JournalRowKind : short
{
    /// <summary>A batch of commands.</summary>
    Commands = 0,

    /// <summary>The start of an epoch: from here on another process leads. It has no commands; its content names the leader.</summary>
    EpochStart = 1,
}

/// <summary>What a row says about itself.</summary>
/// <param name="Kind">Commands or the start of an epoch.</param>
/// <param name="BatchNumber">Counted from 1, without gaps. Whoever inserts a number first has it.</param>
/// <param name="Epoch">The leader's term. It never falls from one row to the next.</param>
/// <param name="FirstSequence">The sequence of the first command.</param>
/// <param name="LastSequence">The sequence of the last command; one less than the first if the row has none.</param>
/// <param name="RulesVersion">The version of the engine's rules under which the commands caused the events that were hashed.</param>
public readonly record struct JournalHeading(JournalRowKind Kind, long BatchNumber, long Epoch, long FirstSequence, long LastSequence, int RulesVersion);

/// <summary>One row of the journal.</summary>
public sealed record JournalRow
{
    public required JournalHeading Heading { get; init; }

    /// <summary>Framed commands, or the leader's name in an epoch start.</summary>
    public required ReadOnlyMemory<byte> Commands { get; init; }

    /// <summary>SHA-256 over the heading, the commands and the events they caused; see <see cref="JournalChain"/>.</summary>
    public required byte[] ContentHash { get; init; }

    /// <summary>SHA-256 over the previous row's chain hash and this row's content hash.</summary>
    public required byte[] ChainHash { get; init; }

    /// <summary>Where the journal stands after this row.</summary>
    public JournalPosition Position => new(Heading.BatchNumber, Heading.LastSequence, Heading.Epoch, ChainHash);
}

/// <summary>The end of a stretch of the journal.</summary>
/// <param name="BatchNumber">The last row's number; 0 before the first.</param>
/// <param name="LastSequence">The last command's sequence; 0 before the first.</param>
/// <param name="Epoch">The last row's epoch; 0 before the first.</param>
/// <param name="ChainHash">The last row's chain hash.</param>
public sealed record JournalPosition(long BatchNumber, long LastSequence, long Epoch, byte[] ChainHash)
{
    /// <summary>Before the first row.</summary>
    public static readonly JournalPosition Start = new(0, 0, 0, JournalChain.Genesis);
}
