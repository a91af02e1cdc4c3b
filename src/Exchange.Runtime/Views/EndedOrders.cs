using Exchange.Engine;

namespace Exchange.Runtime;

/// <summary>An account's last ended orders, by id; the oldest makes room for the newest.</summary>
internal sealed class EndedOrders
{
    /// <summary>Enough for whoever asks soon after; what is older is in the read side.</summary>
    public const int Capacity = 128;

    private readonly Queue<OrderView> _byAge = [];
    private readonly Dictionary<OrderId, OrderView> _byId = [];

    public OrderView? Find(OrderId id) => _byId.GetValueOrDefault(id);

    /// <summary>Adds an order and gives the one that made room, if any.</summary>
    public OrderView? Add(OrderView order)
    {
        _byAge.Enqueue(order);
        _byId.Add(order.Id, order);
        if (_byAge.Count <= Capacity)
        {
            return null;
        }

        var forgotten = _byAge.Dequeue();
        _byId.Remove(forgotten.Id);
        return forgotten;
    }
}
