using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Exchange.Engine;

namespace Exchange.Simulation;

/// <summary>A state machine with its journal kept in memory: every command that was sent, every event that it caused.</summary>
internal sealed class Venue
{
    private readonly EventBuffer _events = new();
    private readonly List<byte[]> _commands = [];
    private readonly List<byte[]> _eventsOfCommands = [];

    public StateMachine Machine { get; private set; } = new();

    /// <summary>The time of the next command, in microseconds.</summary>
    public long Now { get; set; } = 1_700_000_000_000_000;

    /// <summary>Whether every invariant is checked after every command.</summary>
    public bool ChecksInvariants { get; init; } = true;

    public int Count => _commands.Count;

    /// <summary>The events of the last command.</summary>
    public ReadOnlySpan<byte> LastEvents => _eventsOfCommands[^1];

    /// <summary>A command as the journal holds it; the first is at 0.</summary>
    public ReadOnlyMemory<byte> CommandAt(int index) => _commands[index];

    /// <summary>The events of a command.</summary>
    public ReadOnlyMemory<byte> EventsAt(int index) => _eventsOfCommands[index];

    public CommandOutcome Send<TCommand>(in TCommand command)
        where TCommand : unmanaged, ICommand
    {
        var frame = new byte[CommandHeader.Size + Unsafe.SizeOf<TCommand>()];
        MemoryMarshal.Write(frame, new CommandHeader(frame.Length, (ushort)TCommand.Kind, Reserved: 0, new Timestamp(Now)));
        MemoryMarshal.Write(frame.AsSpan(CommandHeader.Size), command);
        _commands.Add(frame);
        _events.Clear();
        var outcome = Apply(Machine, frame, _commands.Count, _events);
        _eventsOfCommands.Add(_events.Bytes.ToArray());
        if (ChecksInvariants)
        {
            Machine.CheckInvariants();
        }

        return outcome;
    }

    /// <summary>Every transfer so far.</summary>
    public List<MoneyTransferred> Transfers()
    {
        var transfers = new List<MoneyTransferred>();
        foreach (var events in _eventsOfCommands)
        {
            foreach (var frame in new EventReader(events))
            {
                if (frame.Kind == EventKind.MoneyTransferred)
                {
                    transfers.Add(frame.As<MoneyTransferred>());
                }
            }
        }

        return transfers;
    }

    /// <summary>Whether the last command left one event, its rejection: nothing had expired before it either.</summary>
    public bool LastCommandWasOnlyRejected()
    {
        var count = 0;
        var isRejection = false;
        foreach (var frame in new EventReader(LastEvents))
        {
            count++;
            isRejection = frame.Kind == EventKind.CommandRejected;
        }

        return count == 1 && isRejection;
    }

    /// <summary>Adds the kinds of events that happened, and the reasons of rejections.</summary>
    public void Collect(HashSet<EventKind> kinds, HashSet<RejectReason> reasons)
    {
        foreach (var events in _eventsOfCommands)
        {
            foreach (var frame in new EventReader(events))
            {
                kinds.Add(frame.Kind);
                if (frame.Kind == EventKind.CommandRejected)
                {
                    reasons.Add(frame.As<CommandRejected>().Reason);
                }
            }
        }
    }

    /// <summary>Goes on with what a snapshot of the machine restores to.</summary>
    public void Restart() => Machine = Copy(Machine);

    /// <summary>A machine that went through the same commands; every event is compared on the way.</summary>
    /// <exception cref="InvalidOperationException">A command caused other events.</exception>
    public StateMachine Replay()
    {
        var machine = new StateMachine();
        var events = new EventBuffer();
        for (var i = 0; i < _commands.Count; i++)
        {
            events.Clear();
            Apply(machine, _commands[i], i + 1, events);
            if (!events.Bytes.SequenceEqual(_eventsOfCommands[i]))
            {
                throw new InvalidOperationException($"Command {i + 1} caused other events when it was replayed.");
            }
        }

        return machine;
    }

    public static StateMachine Copy(StateMachine machine)
    {
        var snapshot = new System.Buffers.ArrayBufferWriter<byte>();
        machine.WriteSnapshot(snapshot);
        return StateMachine.Restore(new System.Buffers.ReadOnlySequence<byte>(snapshot.WrittenMemory));
    }

    private static CommandOutcome Apply(StateMachine machine, byte[] frame, long sequence, EventBuffer events)
    {
        var reader = new CommandReader(frame);
        reader.MoveNext();
        return machine.Apply(reader.Current, sequence, events);
    }
}
