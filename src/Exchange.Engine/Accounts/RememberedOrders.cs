using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>What is remembered of an order that has a client order id: enough to recognize its repetition and to answer it. Two cache lines; the end of an order touches only the first.</summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
internal struct RememberedOrder
{
    public long OrderId;

    /// <summary>The account; 0 if the place is free.</summary>
    public int Account;

    /// <summary>The account's next younger ended order; 0 for none or while the order is open. In a free place the next free one.</summary>
    public int Next;

    /// <summary>Where the <see cref="ClientOrderIndex"/> has it.</summary>
    public uint Hash;

    public int Market;

    // What became of it, once it has ended.
    public long Filled;
    public long FilledTickLots;
    public OrderStatus Status;
    public CancelReason CancelReason;
    private readonly byte _reserved;

    // Content, as it was asked for.
    public Side Side;
    public OrderType Type;
    public TimeInForce TimeInForce;
    public OrderFlags Flags;
    public SelfTradePrevention SelfTradePrevention;
    public Timestamp ExpiresAt;
    public Rate MaxSlippage;
    public ClientOrderId ClientOrderId;
    public Price LimitPrice;
    public Quantity Quantity;

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
/// Client order ids: of open orders, and of each account's last <see cref="Bounds.RememberedOrdersPerAccount"/> ended ones. Found by a
/// hash keyed with the venue's secret; lookups only, so that its order is never seen from outside.
/// </summary>
internal sealed class RememberedOrders(AccountStore accounts)
{
    private RememberedChunks _places = new();
    private ClientOrderIndex _index = new();
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
    public int Find(AccountId account, in ClientOrderId id) => Find(account, id, Hash(account, id));

    /// <inheritdoc cref="Find(AccountId, in ClientOrderId)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(AccountId account, in ClientOrderId id, uint hash)
    {
        var entry = _index.Home(hash);
        while (true)
        {
            var place = _index.Next(hash, ref entry);
            if (place == 0)
            {
                return 0;
            }

            ref var remembered = ref _places[place];
            if (remembered.Account == account.Value && remembered.ClientOrderId.Equals(id))
            {
                return place;
            }

            entry = _index.Behind(entry);
        }
    }

    /// <summary>Remembers an order that has just been accepted.</summary>
    public int Add(in PlaceOrder command, long orderId, uint hash)
    {
        var place = _firstFree;
        if (place != 0)
        {
            _firstFree = _places[place].Next;
        }
        else
        {
            _places.Reach(_used);
            place = _used++;
        }

        _count++;
        ref var remembered = ref _places[place];
        remembered.OrderId = orderId;
        remembered.Account = command.Account.Value;
        remembered.Next = 0;
        remembered.Hash = hash;
        remembered.Market = command.Market.Value;
        remembered.Filled = 0;
        remembered.FilledTickLots = 0;
        remembered.Status = OrderStatus.None;
        remembered.CancelReason = 0;
        remembered.Side = command.Side;
        remembered.Type = command.Type;
        remembered.TimeInForce = command.TimeInForce;
        remembered.Flags = command.Flags;
        remembered.SelfTradePrevention = command.SelfTradePrevention;
        remembered.ExpiresAt = command.ExpiresAt;
        remembered.MaxSlippage = command.MaxSlippage;
        remembered.ClientOrderId = command.ClientOrderId;
        remembered.LimitPrice = command.LimitPrice;
        remembered.Quantity = command.Quantity;
        _index.Add(hash, place);
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
            _places[account.NewestEnded].Next = place;
        }

        account.NewestEnded = place;
        if (account.EndedCount < Bounds.RememberedOrdersPerAccount)
        {
            account.EndedCount++;
            return;
        }

        var oldest = account.OldestEnded;
        account.OldestEnded = _places[oldest].Next;
        Forget(oldest);
    }

    /// <summary>Makes room for so many now, at 150 bytes each, instead of while commands wait.</summary>
    public void Reserve(int count)
    {
        _places.Reserve(count + 1);
        _index.Reserve(count);
    }

    /// <summary>What the index knows an id by: the low half of the keyed hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Hash(AccountId account, in ClientOrderId id) => unchecked((uint)id.Hash(_key ^ (uint)account.Value));

    /// <summary>Hints to the processor that this id will be looked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(AccountId account, in ClientOrderId id) => _index.Prefetch(Hash(account, id));

    /// <summary>Hints that an order may end. Any numbers will do.</summary>
    /// <param name="place">Where it is remembered.</param>
    /// <param name="account">Its account, whose first line should have come near by now.</param>
    public void PrefetchEnd(int place, int account)
    {
        _places.Prefetch(place);
        if (accounts.Has(account))
        {
            ref var record = ref accounts[account];
            _places.Prefetch(record.NewestEnded);
            if (record.EndedCount == Bounds.RememberedOrdersPerAccount)
            {
                _places.Prefetch(record.OldestEnded);
            }
        }
    }

    public void Write(SnapshotWriter writer)
    {
        writer.Write(_key);
        writer.Write(_firstFree);
        writer.Write(_count);
        writer.Write(_used);
        _places.Write(writer, _used);
    }

    public void Read(ref SnapshotReader reader)
    {
        _key = reader.Read<ulong>();
        _firstFree = reader.Read<int>();
        _count = reader.Read<int>();
        _used = reader.Read<int>();
        _places = new RememberedChunks();
        _places.Read(ref reader, _used);
        _index = new ClientOrderIndex();
        for (var place = 1; place < _used; place++)
        {
            if (_places[place].Account != 0)
            {
                _index.Add(_places[place].Hash, place);
            }
        }
    }

    private void Forget(int place)
    {
        ref var forgotten = ref _places[place];
        _index.Remove(forgotten.Hash, place);
        forgotten.Account = 0;
        forgotten.Next = _firstFree;
        _firstFree = place;
        _count--;
    }
}
