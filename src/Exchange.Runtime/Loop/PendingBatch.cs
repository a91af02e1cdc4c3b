using System.Runtime.InteropServices;
using Exchange.Engine;

namespace Exchange.Runtime;

/// <summary>
/// A journal batch in the making: the commands as they will be stored, the events they caused, and who waits for them. The engine's thread fills
/// it, the committer makes it durable, the publisher lets it out; one of them has it at a time, but the callers may be failed by another.
/// </summary>
internal sealed class PendingBatch(ExchangeOptions options)
{
    private readonly List<Submission> _callers = [];
    private byte[] _commands = new byte[64 * 1024];

    public EventBuffer Events { get; } = new();

    public int CommandBytes { get; private set; }

    public int CommandCount { get; private set; }

    /// <summary>The sequence of the first command.</summary>
    public long FirstSequence { get; private set; }

    public long LastSequence => FirstSequence + CommandCount - 1;

    /// <summary>The framed commands, stamped.</summary>
    public ReadOnlyMemory<byte> Commands => _commands.AsMemory(0, CommandBytes);

    /// <summary>Set if a snapshot of the state after this batch will be taken: it needs the position, once that is durable.</summary>
    public TaskCompletionSource<JournalPosition>? PositionWanted { get; set; }

    /// <summary>The row, once the batch is closed.</summary>
    public JournalRow? Row { get; private set; }

    public bool IsEmpty => CommandCount == 0;

    /// <summary>Whether a submission fits behind so many commands and bytes. A batch of its own fits always.</summary>
    public bool Fits(Submission submission, int commands, int bytes) =>
        commands == 0 || (commands + submission.Count <= options.MaxBatchCommands && bytes + submission.Frames.Length <= options.MaxBatchBytes);

    /// <summary>Copies the submission's commands in, stamped with the time, and remembers who waits for them.</summary>
    public void Append(Submission submission, long nextSequence, Timestamp time)
    {
        if (IsEmpty)
        {
            FirstSequence = nextSequence;
        }

        var frames = submission.Frames;
        if (_commands.Length - CommandBytes < frames.Length)
        {
            Array.Resize(ref _commands, Math.Max(_commands.Length * 2, CommandBytes + frames.Length));
        }

        var target = _commands.AsSpan(CommandBytes, frames.Length);
        frames.CopyTo(target);
        Stamp(target, time);
        CommandBytes += frames.Length;
        CommandCount += submission.Count;
        submission.TakenAt = Environment.TickCount64;
        lock (_callers)
        {
            _callers.Add(submission);
        }
    }

    /// <summary>Closes the batch: the row as it will be stored, with its hashes.</summary>
    public JournalRow Seal(JournalPosition previous, long epoch)
    {
        var heading = new JournalHeading(
            JournalRowKind.Commands, previous.BatchNumber + 1, epoch, FirstSequence, LastSequence, StateMachine.RulesVersion);
        Row = JournalChain.Seal(heading, previous.ChainHash, Commands, Events.Bytes);
        return Row;
    }

    /// <summary>The events, in a buffer of their own that others may keep.</summary>
    public CommittedBatch ToCommitted() => CommittedBatches.Copy(Row!.Heading, Events.Bytes);

    /// <summary>Tells all who wait that their commands are done and durable.</summary>
    public void Acknowledge()
    {
        lock (_callers)
        {
            foreach (var caller in _callers)
            {
                caller.Complete();
            }

            _callers.Clear();
        }
    }

    /// <summary>Tells all who wait that their commands were applied, and that it is not known whether they are durable.</summary>
    public void FailCallers(string message) => FailCallers(long.MaxValue, message);

    /// <summary>The same for those alone who were taken before a time (see <see cref="Submission.TakenAt"/>).</summary>
    public void FailCallers(long takenBefore, string message)
    {
        lock (_callers)
        {
            var failed = 0;
            for (; failed < _callers.Count && _callers[failed].TakenAt < takenBefore; failed++)
            {
                _callers[failed].Fail(new OutcomeUnknownException(message));
            }

            _callers.RemoveRange(0, failed);
        }
    }

    public void Clear()
    {
        CommandBytes = 0;
        CommandCount = 0;
        PositionWanted = null;
        Row = null;
        Events.Clear();
    }

    private static void Stamp(Span<byte> frames, Timestamp time)
    {
        while (!frames.IsEmpty)
        {
            ref var header = ref MemoryMarshal.AsRef<CommandHeader>(frames);
            header = header with { Time = time };
            frames = frames[header.Length..];
        }
    }
}
