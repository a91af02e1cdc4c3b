using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Exchange.Engine;

/// <summary>What is remembered of an order that has a client order id: enough to recognize its repetition and to answer it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RememberedOrder
{
    public ClientOrderId ClientOrderId;
    public long OrderId;

    /// <summary>The account; 0 if the place is free.</summary>
    public int Account;

    /// <summary>Next in the hash bucket; in a free place the next free one.</summary>
    public int NextInBucket;

    /// <summary>The account's next younger ended order; 0 for none or while the order is open.</summary>
    public int NextEnded;

    public int Market;

    // Content, as it was asked for.
    public Price LimitPrice;
    public Quantity Quantity;
    public Timestamp ExpiresAt;
    public Rate MaxSlippage;
    public Side Side;
    public OrderType Type;
    public TimeInForce TimeInForce;
    public OrderFlags Flags;
    public SelfTradePrevention SelfTradePrevention;

    // What became of it, once it has ended.
    public OrderStatus Status;
    public CancelReason CancelReason;
    private readonly byte _reserved;
    public long Filled;
    public long FilledTickLots;

    public readonly bool HasContentOf(in PlaceOrder command) =>
        Market == command.Market.Value
        && LimitPrice == command.LimitPrice
        && Quantity == command.Quantity
        && ExpiresAt == command.ExpiresAt
        && MaxSlippage == command.MaxSlippage
        && Side == command.Side
        && Type == command.Type
        && TimeInForce == command.TimeInForce
        && Flags == command.Flags
        && SelfTradePrevention == command.SelfTradePrevention;
}

/// <summary>
/// Client order ids: of open orders, and of each account's last <see cref="Bounds.RememberedOrdersPerAccount"/> ended ones. A chained
/// hash table keyed by the venue's secret; lookups only, so that its order is never seen from outside.
/// </summary>
internal sealed class RememberedOrders(AccountStore accounts)
{
    private const int InitialCapacity = 4096;

    private RememberedOrder[] _places = new RememberedOrder[InitialCapacity];
    private int[] _buckets = new int[InitialCapacity];
    private int _used = 1; // place 0 is none
    private int _firstFree;
    private int _count;
    private ulong _key;

    public bool IsFull => _count == Bounds.MaxRememberedOrders;

    public void UseKey(ulong key) => _key = key;

    public ref RememberedOrder this[int place]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _places[place];
    }

    /// <summary>The place of an account's client order id, or 0.</summary>
    public int Find(AccountId account, in ClientOrderId id)
    {
        var place = _buckets[Bucket(account.Value, id)];
        while (place != 0)
        {
            ref var remembered = ref _places[place];
            if (remembered.Account == account.Value && remembered.ClientOrderId.Equals(id))
            {
                return place;
            }

            place = remembered.NextInBucket;
        }

        return 0;
    }

    /// <summary>Remembers an order that has just been accepted.</summary>
    public int Add(in PlaceOrder command, long orderId)
    {
        if (_count >= _buckets.Length)
        {
            GrowBuckets();
        }

        var place = _firstFree;
        if (place != 0)
        {
            _firstFree = _places[place].NextInBucket;
        }
        else
        {
            if (_used == _places.Length)
            {
                Array.Resize(ref _places, _places.Length * 2);
            }

            place = _used++;
        }

        _count++;
        ref var bucket = ref _buckets[Bucket(command.Account.Value, command.ClientOrderId)];
        ref var remembered = ref _places[place];
        remembered.ClientOrderId = command.ClientOrderId;
        remembered.OrderId = orderId;
        remembered.Account = command.Account.Value;
        remembered.NextInBucket = bucket;
        remembered.NextEnded = 0;
        remembered.Market = command.Market.Value;
        remembered.LimitPrice = command.LimitPrice;
        remembered.Quantity = command.Quantity;
        remembered.ExpiresAt = command.ExpiresAt;
        remembered.MaxSlippage = command.MaxSlippage;
        remembered.Side = command.Side;
        remembered.Type = command.Type;
        remembered.TimeInForce = command.TimeInForce;
        remembered.Flags = command.Flags;
        remembered.SelfTradePrevention = command.SelfTradePrevention;
        remembered.Status = OrderStatus.None;
        remembered.CancelReason = 0;
        remembered.Filled = 0;
        remembered.FilledTickLots = 0;
        bucket = place;
        return place;
    }

    /// <summary>The order has ended: keeps what became of it, and forgets the account's oldest beyond its window.</summary>
    public void End(int place, OrderStatus status, CancelReason reason, long filled, long filledTickLots)
    {
        ref var ended = ref _places[place];
        ended.Status = status;
        ended.CancelReason = reason;
        ended.Filled = filled;
        ended.FilledTickLots = filledTickLots;

        ref var account = ref accounts[ended.Account];
        if (account.EndedCount == 0)
        {
            account.OldestEnded = place;
        }
        else
        {
            _places[account.NewestEnded].NextEnded = place;
        }

        account.NewestEnded = place;
        if (account.EndedCount < Bounds.RememberedOrdersPerAccount)
        {
            account.EndedCount++;
            return;
        }

        var oldest = account.OldestEnded;
        account.OldestEnded = _places[oldest].NextEnded;
        Forget(oldest);
    }

    /// <summary>Hints to the processor that the bucket of this id will be needed.</summary>
    public unsafe void Prefetch(AccountId account, in ClientOrderId id)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref _buckets[Bucket(account.Value, id)]));
            Sse.Prefetch0(Unsafe.AsPointer(ref _places[_firstFree]));
        }
    }

    public void Write(SnapshotWriter writer)
    {
        writer.Write(_key);
        writer.Write(_firstFree);
        writer.Write(_count);
        writer.WriteArray<RememberedOrder>(_places.AsSpan(0, _used));
    }

    public void Read(ref SnapshotReader reader)
    {
        _key = reader.Read<ulong>();
        _firstFree = reader.Read<int>();
        _count = reader.Read<int>();
        _places = reader.ReadArray<RememberedOrder>(out _used, InitialCapacity);
        Rehash((int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(InitialCapacity, _count)));
    }

    private void Forget(int place)
    {
        ref var forgotten = ref _places[place];
        ref var link = ref _buckets[Bucket(forgotten.Account, forgotten.ClientOrderId)];
        while (link != place)
        {
            link = ref _places[link].NextInBucket;
        }

        link = forgotten.NextInBucket;
        forgotten.Account = 0;
        forgotten.NextInBucket = _firstFree;
        _firstFree = place;
        _count--;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Bucket(int account, in ClientOrderId id) =>
        (int)(id.Hash(_key ^ (uint)account) & (ulong)(_buckets.Length - 1));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void GrowBuckets() => Rehash(_buckets.Length * 2);

    private void Rehash(int buckets)
    {
        _buckets = new int[buckets];
        for (var place = 1; place < _used; place++)
        {
            ref var remembered = ref _places[place];
            if (remembered.Account != 0)
            {
                ref var bucket = ref _buckets[Bucket(remembered.Account, remembered.ClientOrderId)];
                remembered.NextInBucket = bucket;
                bucket = place;
            }
        }
    }
}
