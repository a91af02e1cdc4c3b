using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Exchange.Engine;

/// <summary>All open orders. A slot that an order leaves is the first to be taken again.</summary>
internal sealed class OrderPool
{
    private const int InitialCapacity = 4096;

    private Slab<OrderSlot> _slots = new(InitialCapacity);
    private OrderDetail[] _details = new OrderDetail[InitialCapacity];
    private int _used = 1; // slot 0 is no order
    private int _firstFree;
    private long _lastCounter;

    /// <summary>Open orders of the venue.</summary>
    public int Count { get; private set; }

    /// <summary>One more than the highest slot ever taken.</summary>
    public int UsedSlots => _used;

    public bool IsFull => Count == Bounds.MaxOrders;

    public ref OrderSlot this[int slot]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _slots[slot];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref OrderDetail Detail(int slot) => ref _details[slot];

    /// <summary>The slot of an open order, or 0 if no open order has that id.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(OrderId id)
    {
        var slot = id.Slot;
        return slot < _used && _slots[slot].Id == id.Value && slot != 0 ? slot : 0;
    }

    /// <summary>Takes a slot and gives it a new id; everything else of it is zero.</summary>
    public int Take()
    {
        int slot;
        if (_firstFree != 0)
        {
            slot = _firstFree;
            _firstFree = _slots[slot].Next;
        }
        else
        {
            if (_used == _slots.Capacity)
            {
                Grow();
            }

            slot = _used++;
        }

        Count++;
        ref var order = ref _slots[slot];
        order = default;
        order.Id = OrderId.From(++_lastCounter, slot).Value;
        order.ExpiryPlace = -1;
        return slot;
    }

    public void Release(int slot)
    {
        ref var order = ref _slots[slot];
        order.Id = 0;
        order.Next = _firstFree;
        _firstFree = slot;
        Count--;
    }

    /// <summary>Hints to the processor that this order will be needed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int slot) => _slots.Prefetch(slot);

    /// <summary>Hints that an order's detail and its neighbors will be needed; its own line should have come near by now.</summary>
    /// <returns>Whether there is such a slot.</returns>
    public unsafe bool PrefetchAround(int slot)
    {
        if (!Sse.IsSupported || (uint)slot >= (uint)_used)
        {
            return false;
        }

        ref var order = ref _slots[slot];
        Sse.Prefetch0(Unsafe.AsPointer(ref _details[slot]));
        _slots.Prefetch(order.Next);
        _slots.Prefetch(order.Previous);
        _slots.Prefetch(order.NewerOfAccount);
        _slots.Prefetch(order.OlderOfAccount);
        return true;
    }

    /// <summary>Hints that the slot to be taken next will be needed.</summary>
    public void PrefetchFree() => Prefetch(_firstFree);

    public void Write(SnapshotWriter writer)
    {
        writer.Write(_lastCounter);
        writer.Write(_firstFree);
        writer.Write(Count);
        writer.WriteArray<OrderSlot>(_slots.AsSpan(_used));
        writer.WriteArray<OrderDetail>(_details.AsSpan(0, _used));
    }

    public void Read(ref SnapshotReader reader)
    {
        _lastCounter = reader.Read<long>();
        _firstFree = reader.Read<int>();
        Count = reader.Read<int>();
        _slots = reader.ReadSlab<OrderSlot>(out _used, InitialCapacity);
        _details = reader.ReadArray<OrderDetail>(_slots.Capacity);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow()
    {
        _slots.Grow();
        Array.Resize(ref _details, _slots.Capacity);
    }
}
