using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Exchange.Engine;

namespace Exchange.Runtime;

/// <summary>Several commands submitted together. Reusable, not thread-safe.</summary>
public sealed class CommandBatch
{
    private byte[] _frames = new byte[1024];
    private int _length;
    private CommandOutcome[] _outcomes = new CommandOutcome[4];

    public int Count { get; private set; }

    /// <summary>The framed commands, their times not yet stamped.</summary>
    internal Span<byte> Frames => _frames.AsSpan(0, _length);

    /// <summary>The outcomes, in order; valid once the submission has completed.</summary>
    public ReadOnlySpan<CommandOutcome> Outcomes => _outcomes.AsSpan(0, Count);

    internal Span<CommandOutcome> WritableOutcomes => _outcomes.AsSpan(0, Count);

    public void Add<TCommand>(in TCommand command)
        where TCommand : unmanaged, ICommand
    {
        var length = CommandHeader.Size + Unsafe.SizeOf<TCommand>();
        if (_length + length > _frames.Length)
        {
            Array.Resize(ref _frames, Math.Max(_frames.Length * 2, _length + length));
        }

        var target = _frames.AsSpan(_length, length);
        MemoryMarshal.Write(target, new CommandHeader(length, (ushort)TCommand.Kind, Reserved: 0, Time: default));
        MemoryMarshal.Write(target[CommandHeader.Size..], command);
        _length += length;
        Count++;
        if (Count > _outcomes.Length)
        {
            Array.Resize(ref _outcomes, _outcomes.Length * 2);
        }
    }

    public void Clear()
    {
        _length = 0;
        Count = 0;
    }
}
