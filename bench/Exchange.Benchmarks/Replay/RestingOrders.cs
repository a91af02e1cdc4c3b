using Exchange.Engine;

namespace Exchange.Benchmarks;

/// <summary>An order of a replay that rests in the engine's book.</summary>
internal sealed class ReplayedOrder
{
    /// <summary>The id that the file gives it; 0 for a seed, which stands for all orders that were at a price when it came into view.</summary>
    public required long FileId { get; init; }

    public required ClientOrderId ClientOrderId { get; init; }

    public required OrderId OrderId { get; init; }

    public required Side Side { get; init; }

    public required int Ticks { get; init; }

    /// <summary>What was ordered, reduced by what was canceled in part; what is filled counts.</summary>
    public required long Quantity { get; set; }

    public long Filled { get; set; }

    public long Remaining => Quantity - Filled;
}

/// <summary>The orders of a replay that rest, found by the file's id and by the engine's.</summary>
internal sealed class RestingOrders
{
    private readonly Dictionary<long, ReplayedOrder> _byFileId = [];
    private readonly Dictionary<long, ReplayedOrder> _byOrderId = [];

    public int Count => _byOrderId.Count;

    public void Add(ReplayedOrder order)
    {
        _byOrderId.Add(order.OrderId.Value, order);
        if (order.FileId != 0)
        {
            _byFileId.Add(order.FileId, order);
        }
    }

    public void Remove(ReplayedOrder order)
    {
        _byOrderId.Remove(order.OrderId.Value);
        _byFileId.Remove(order.FileId);
    }

    public ReplayedOrder? FindByFileId(long id) => _byFileId.GetValueOrDefault(id);

    /// <summary>The order in a slot of the engine's pool.</summary>
    public ReplayedOrder In(ref readonly OrderSlot slot) => _byOrderId[slot.Id];
}
