namespace Exchange.Engine;

/// <summary>Good-till-date orders by expiry, then by order id: a binary heap of slots. Each order knows its place, so that leaving is as cheap as entering.</summary>
internal sealed class ExpiryQueue(OrderPool orders)
{
    private int[] _heap = new int[64];
    private int _count;

    /// <summary>The slot of the order that expires first, or 0.</summary>
    public int First => _count == 0 ? 0 : _heap[0];

    /// <summary>When the first order expires; the end of time if none does.</summary>
    public long FirstExpiry { get; private set; } = long.MaxValue;

    public void Add(int slot)
    {
        if (_count == _heap.Length)
        {
            Array.Resize(ref _heap, _heap.Length * 2);
        }

        MoveUp(slot, _count++);
        RefreshFirst();
    }

    public void Remove(int slot)
    {
        var place = orders[slot].ExpiryPlace;
        if (place < 0)
        {
            return;
        }

        orders[slot].ExpiryPlace = -1;
        var last = _heap[--_count];
        if (last != slot)
        {
            MoveDown(last, place);
            if (_heap[place] == last)
            {
                MoveUp(last, place);
            }
        }

        RefreshFirst();
    }

    public void Write(SnapshotWriter writer) => writer.WriteArray<int>(_heap.AsSpan(0, _count));

    public void Read(ref SnapshotReader reader)
    {
        _heap = reader.ReadArray<int>(out _count, minimumCapacity: 64);
        RefreshFirst();
    }

    private void MoveUp(int slot, int place)
    {
        while (place > 0)
        {
            var parent = (place - 1) >> 1;
            if (!Before(slot, _heap[parent]))
            {
                break;
            }

            Put(_heap[parent], place);
            place = parent;
        }

        Put(slot, place);
    }

    private void MoveDown(int slot, int place)
    {
        while (true)
        {
            var child = (place * 2) + 1;
            if (child >= _count)
            {
                break;
            }

            if (child + 1 < _count && Before(_heap[child + 1], _heap[child]))
            {
                child++;
            }

            if (!Before(_heap[child], slot))
            {
                break;
            }

            Put(_heap[child], place);
            place = child;
        }

        Put(slot, place);
    }

    private void Put(int slot, int place)
    {
        _heap[place] = slot;
        orders[slot].ExpiryPlace = place;
    }

    private bool Before(int a, int b)
    {
        var first = orders.Detail(a).ExpiresAt.Microseconds;
        var second = orders.Detail(b).ExpiresAt.Microseconds;
        return first < second || (first == second && orders[a].Id < orders[b].Id);
    }

    private void RefreshFirst() => FirstExpiry = _count == 0 ? long.MaxValue : orders.Detail(_heap[0]).ExpiresAt.Microseconds;
}
