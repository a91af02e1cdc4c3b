using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>A message: a blittable struct without padding, so that its bytes in memory (little-endian) are its bytes in the journal.</summary>
/// <typeparam name="TKind">The enum that numbers this family of messages.</typeparam>
public interface IMessage<TKind>
    where TKind : struct, Enum
{
    static abstract TKind Kind { get; }
}

/// <summary>An order to the state machine, in the imperative.</summary>
public interface ICommand : IMessage<CommandKind>;

/// <summary>What the state machine did, in the past tense.</summary>
public interface IEvent : IMessage<EventKind>;

/// <summary>Stands before each command in a batch. The command's sequence is the batch's first sequence plus its position.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct CommandHeader(int Length, ushort KindCode, ushort Reserved, Timestamp Time)
{
    /// <summary>Bytes of this header; <see cref="Length"/> counts header and payload.</summary>
    public const int Size = 16;

    public CommandKind Kind => (CommandKind)KindCode;
}

/// <summary>Stands before each event in a batch.</summary>
/// <param name="Length">Bytes of header and payload.</param>
/// <param name="KindCode">The <see cref="EventKind"/>.</param>
/// <param name="Index">Position of the event among those of its command, from 0.</param>
/// <param name="Sequence">The sequence of the command that caused it.</param>
/// <param name="Time">The time of that command.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct EventHeader(ushort Length, ushort KindCode, int Index, long Sequence, Timestamp Time)
{
    /// <summary>Bytes of this header.</summary>
    public const int Size = 24;

    public EventKind Kind => (EventKind)KindCode;
}

/// <summary>One framed event: its header and its payload, read in place.</summary>
public readonly ref struct EventFrame(EventHeader header, ReadOnlySpan<byte> payload)
{
    public EventHeader Header { get; } = header;

    public ReadOnlySpan<byte> Payload { get; } = payload;

    public EventKind Kind => Header.Kind;

    /// <summary>The payload as its struct, in place.</summary>
    /// <exception cref="InvalidOperationException">The frame holds another kind of event.</exception>
    public ref readonly TEvent As<TEvent>()
        where TEvent : unmanaged, IEvent
    {
        if (Header.Kind != TEvent.Kind)
        {
            throw new InvalidOperationException($"The frame holds {Header.Kind}, not {TEvent.Kind}.");
        }

        return ref MemoryMarshal.AsRef<TEvent>(Payload);
    }
}

/// <summary>Walks the framed events of a batch: <c>foreach (var frame in new EventReader(bytes))</c>.</summary>
public ref struct EventReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;
    private EventHeader _header;
    private ReadOnlySpan<byte> _payload;

    public readonly EventReader GetEnumerator() => this;

    public readonly EventFrame Current => new(_header, _payload);

    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        _header = MemoryMarshal.Read<EventHeader>(_rest);
        _payload = _rest[EventHeader.Size.._header.Length];
        _rest = _rest[_header.Length..];
        return true;
    }
}

/// <summary>One framed command: its header and its payload, read in place.</summary>
public readonly ref struct CommandFrame(CommandHeader header, ReadOnlySpan<byte> payload)
{
    public CommandHeader Header { get; } = header;

    public ReadOnlySpan<byte> Payload { get; } = payload;

    public CommandKind Kind => Header.Kind;

    /// <summary>The payload as its struct, in place.</summary>
    /// <exception cref="InvalidOperationException">The frame holds another kind of command, or its length is wrong.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref readonly TCommand As<TCommand>()
        where TCommand : unmanaged, ICommand
    {
        if (Header.Kind != TCommand.Kind || Payload.Length != Unsafe.SizeOf<TCommand>())
        {
            ThrowNot(TCommand.Kind);
        }

        return ref Unsafe.As<byte, TCommand>(ref MemoryMarshal.GetReference(Payload));
    }

    private void ThrowNot(CommandKind kind) =>
        throw new InvalidOperationException($"The frame holds {Header.Kind} of {Payload.Length} bytes, not {kind}.");
}

/// <summary>Walks the framed commands of a batch.</summary>
public ref struct CommandReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;
    private CommandHeader _header;
    private ReadOnlySpan<byte> _payload;

    public readonly CommandReader GetEnumerator() => this;

    public readonly CommandFrame Current => new(_header, _payload);

    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        _header = MemoryMarshal.Read<CommandHeader>(_rest);
        _payload = _rest[CommandHeader.Size.._header.Length];
        _rest = _rest[_header.Length..];
        return true;
    }
}
