using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>Where the state machine writes its framed events, one after another. Grows as needed and keeps its array, so that steady state allocates nothing.</summary>
internal sealed class EventBuffer(int initialCapacity = 64 * 1024)
{
    private byte[] _bytes = new byte[initialCapacity];
    private int _length;
    private long _sequence;
    private Timestamp _time;
    private int _index;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public int Length => _length;

    /// <summary>How many events the current command has caused so far.</summary>
    public int CountOfCommand => _index;

    public void Clear() => _length = 0;

    /// <summary>Events appended from now on belong to this command.</summary>
    public void BeginCommand(long sequence, Timestamp time)
    {
        _sequence = sequence;
        _time = time;
        _index = 0;
    }

    /// <summary>The next event, all zero, to be filled in where it will stay: building it elsewhere and copying it here costs twice. Holds until the next event.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TEvent Next<TEvent>()
        where TEvent : unmanaged, IEvent
    {
        var length = EventHeader.Size + Unsafe.SizeOf<TEvent>();
        if (_bytes.Length - _length < length)
        {
            Grow(length);
        }

        ref var target = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_bytes), _length);
        Unsafe.WriteUnaligned(ref target, (ushort)length | ((ulong)(ushort)TEvent.Kind << 16) | ((ulong)(uint)_index << 32));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, 8), _sequence);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, 16), _time);
        _length += length;
        _index++;
        ref var happened = ref Unsafe.As<byte, TEvent>(ref Unsafe.Add(ref target, EventHeader.Size));
        happened = default;
        return ref happened;
    }

    public void Append<TEvent>(in TEvent happened)
        where TEvent : unmanaged, IEvent => Next<TEvent>() = happened;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int needed) => Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + needed));
}
