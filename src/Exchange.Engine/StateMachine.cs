using System.Buffers;

namespace Exchange.Engine;

/// <summary>The exchange: every account, order, position and market, moved by commands alone. Not thread-safe; one thread owns it.</summary>
internal sealed class StateMachine
{
    /// <summary>Changes when the same commands would give other events; stored with each journal batch.</summary>
    public const int RulesVersion = 1;

    /// <summary>Applies a framed command, as the journal holds it. Events go to <paramref name="events"/>.</summary>
    /// <exception cref="InvalidOperationException">The kind is unknown or the length is wrong: a journal of another version.</exception>
    public CommandOutcome Apply(CommandFrame command, long sequence, EventBuffer events) => throw new NotImplementedException();

    /// <summary>Applies one command at a time that is not before the last one's (an earlier one is raised to it).</summary>
    public CommandOutcome Apply<TCommand>(in TCommand command, long sequence, Timestamp time, EventBuffer events)
        where TCommand : unmanaged, ICommand => throw new NotImplementedException();

    /// <summary>Brings the memory that a command will touch nearer to the processor. Changes nothing.</summary>
    public void Prefetch(CommandFrame command) => throw new NotImplementedException();

    /// <summary>The sequence of the last command applied; 0 before the first.</summary>
    public long LastSequence { get; private set; }

    /// <summary>The time of the last command applied.</summary>
    public Timestamp LastTime { get; private set; }

    /// <summary>Writes the whole state, for <see cref="Restore"/>.</summary>
    public void WriteSnapshot(IBufferWriter<byte> target) => throw new NotImplementedException();

    /// <summary>The state that <see cref="WriteSnapshot"/> wrote.</summary>
    /// <exception cref="InvalidOperationException">Not a snapshot of this rules version, or damaged.</exception>
    public static StateMachine Restore(ReadOnlySequence<byte> snapshot) => throw new NotImplementedException();

    /// <summary>SHA-256 over the state in canonical order, the same for every implementation of the rules.</summary>
    public byte[] Hash() => throw new NotImplementedException();

    /// <summary>Recomputes every aggregate and checks every invariant.</summary>
    /// <exception cref="InvariantViolatedException">One does not hold.</exception>
    public void CheckInvariants() => throw new NotImplementedException();
}
