using System.Security.Cryptography;
using Exchange.Engine;

namespace Exchange.Runtime;

/// <summary>
/// A state machine on its way along the journal. Every row must be the next one, of the rules this program has, and must cause exactly the events
/// that were hashed when it was written.
/// </summary>
internal sealed class Replayer(StateMachine machine, JournalPosition position)
{
    private readonly EventBuffer _events = new();

    /// <summary>A replayer from the beginning.</summary>
    public Replayer()
        : this(new StateMachine(), JournalPosition.Start)
    {
    }

    public StateMachine Machine { get; } = machine;

    public JournalPosition Position { get; private set; } = position;

    /// <summary>The events of the last row; valid until the next.</summary>
    public ReadOnlySpan<byte> Events => _events.Bytes;

    /// <summary>Applies the next row.</summary>
    /// <exception cref="JournalCorruptException">The row is not what may follow.</exception>
    public void Apply(JournalRow row)
    {
        CheckHeading(row.Heading);
        _events.Clear();
        if (row.Heading.Kind == JournalRowKind.Commands)
        {
            ApplyCommands(row);
        }

        CheckHashes(row);
        Position = row.Position;
    }

    private void CheckHeading(in JournalHeading heading)
    {
        if (heading.BatchNumber != Position.BatchNumber + 1)
        {
            throw Corrupt(heading, $"a gap: the row after {Position.BatchNumber} is missing.");
        }

        if (heading.FirstSequence != Position.LastSequence + 1)
        {
            throw Corrupt(heading, $"its first sequence is {heading.FirstSequence} and should be {Position.LastSequence + 1}.");
        }

        if (heading.Epoch < Position.Epoch || (heading.Kind == JournalRowKind.Commands && heading.Epoch != Position.Epoch))
        {
            throw Corrupt(heading, $"a row of epoch {heading.Epoch} follows one of epoch {Position.Epoch}.");
        }

        if (heading.Kind == JournalRowKind.Commands && heading.RulesVersion != StateMachine.RulesVersion)
        {
            throw Corrupt(heading, $"written under rules version {heading.RulesVersion}; this program has {StateMachine.RulesVersion} and needs a snapshot from after it.");
        }
    }

    private void ApplyCommands(JournalRow row)
    {
        var sequence = Position.LastSequence;
        try
        {
            foreach (var frame in new CommandReader(row.Commands.Span))
            {
                sequence++;
                Machine.Apply(frame, sequence, _events);
            }
        }
        catch (Exception error)
        {
            throw new JournalCorruptException(row.Heading.BatchNumber, $"the command of sequence {sequence} cannot be applied.", error);
        }

        if (sequence != row.Heading.LastSequence)
        {
            throw Corrupt(row.Heading, $"it holds commands up to sequence {sequence} and should hold them up to {row.Heading.LastSequence}.");
        }
    }

    private void CheckHashes(JournalRow row)
    {
        var content = JournalChain.Content(row.Heading, row.Commands.Span, _events.Bytes);
        var chain = JournalChain.Link(Position.ChainHash, content);
        if (!CryptographicOperations.FixedTimeEquals(content, row.ContentHash))
        {
            throw Corrupt(row.Heading, $"the content from sequence {row.Heading.FirstSequence} is not what was written: its hash differs.");
        }

        if (!CryptographicOperations.FixedTimeEquals(chain, row.ChainHash))
        {
            throw Corrupt(row.Heading, "it does not continue the chain of the rows before it.");
        }
    }

    private static JournalCorruptException Corrupt(in JournalHeading heading, string message) => new(heading.BatchNumber, message);
}
