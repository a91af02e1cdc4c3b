using Exchange.Engine;

namespace Exchange.Benchmarks;

/// <summary>The floor: the book that one writes first. Matching only: no margin, no fees, no events, no journal, no checks.</summary>
internal sealed class SortedDictionaryBook
{
    private readonly SortedDictionary<long, LinkedList<Resting>> _bids = new(Comparer<long>.Create(static (a, b) => b.CompareTo(a)));
    private readonly SortedDictionary<long, LinkedList<Resting>> _asks = [];
    private readonly Dictionary<long, LinkedListNode<Resting>> _byId = [];

    public void Place(long id, Side side, long price, long lots, bool rests)
    {
        var opposite = side == Side.Buy ? _asks : _bids;
        while (lots > 0 && opposite.Count > 0)
        {
            var (best, queue) = opposite.First();
            if (side == Side.Buy ? best > price : best < price)
            {
                break;
            }

            var maker = queue.First!;
            var traded = Math.Min(lots, maker.Value.Lots);
            lots -= traded;
            maker.ValueRef.Lots -= traded;
            if (maker.Value.Lots == 0)
            {
                Remove(maker);
            }
        }

        if (lots > 0 && rests)
        {
            var own = side == Side.Buy ? _bids : _asks;
            if (!own.TryGetValue(price, out var queue))
            {
                own[price] = queue = new LinkedList<Resting>();
            }

            _byId[id] = queue.AddLast(new Resting { Id = id, Side = side, Price = price, Lots = lots });
        }
    }

    public void Cancel(long id)
    {
        if (_byId.TryGetValue(id, out var node))
        {
            Remove(node);
        }
    }

    public void Amend(long id, long price, long lots)
    {
        if (_byId.TryGetValue(id, out var node))
        {
            Remove(node);
            Place(id, node.Value.Side, price, lots, rests: true);
        }
    }

    private void Remove(LinkedListNode<Resting> node)
    {
        var queue = node.List!;
        queue.Remove(node);
        _byId.Remove(node.Value.Id);
        if (queue.Count == 0)
        {
            (node.Value.Side == Side.Buy ? _bids : _asks).Remove(node.Value.Price);
        }
    }

    private struct Resting
    {
        public long Id;
        public Side Side;
        public long Price;
        public long Lots;
    }
}
