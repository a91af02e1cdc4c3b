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

    /// <summary>The next event, all zero, to be filled in where it will stay. Holds until the next event.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TEvent Next<TEvent>()
        where TEvent : unmanaged, IEvent => ref _buffer.Next<TEvent>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append<TEvent>(in TEvent happened)
        where TEvent : unmanaged, IEvent => _buffer.Append(happened);
}
