using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>Where the parts of the state machine put their events: the buffer of the batch that is being applied.</summary>
internal sealed class EventSink
{
    private EventBuffer _buffer = new(0);

    public void Begin(EventBuffer buffer, long sequence, Timestamp time)
    {
        _buffer = buffer;
        buffer.BeginCommand(sequence, time);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append<TEvent>(in TEvent happened)
        where TEvent : unmanaged, IEvent => _buffer.Append(happened);
}
