using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Exchange.Engine;

/// <summary>All accounts, by id, with their positions and balances.</summary>
internal sealed class AccountStore
{
    private const int InitialCapacity = 1024;

    private AccountRecord[] _records = new AccountRecord[InitialCapacity];
    private AccountProfile[] _profiles = new AccountProfile[InitialCapacity];
    private Position[] _overflow = new Position[64];
    private int _overflowCount = 1; // place 0 is no position
    private readonly List<long[]> _furtherBalances = []; // by asset from the fifth, then by account

    public AccountStore()
    {
        foreach (var house in (ReadOnlySpan<AccountId>)[AccountId.External, AccountId.Fees, AccountId.InsuranceFund, AccountId.Clearing])
        {
            _records[house.Value].Owner = house.Value;
        }
    }

    /// <summary>The id that the next account gets.</summary>
    public int NextId { get; private set; } = AccountId.FirstCustomer;

    public ref AccountRecord this[int account]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _records[account];
    }

    public ref AccountProfile Profile(int account) => ref _profiles[account];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsCustomer(AccountId account) => account.Value >= AccountId.FirstCustomer && account.Value < NextId;

    public AccountId Open(AccountId sameOwnerAs, in Text64 label, Timestamp time)
    {
        var id = NextId++;
        if (id >= _records.Length)
        {
            Array.Resize(ref _records, _records.Length * 2);
            Array.Resize(ref _profiles, _profiles.Length * 2);
        }

        _records[id].Owner = sameOwnerAs.Value == 0 ? id : _records[sameOwnerAs.Value].Owner;
        _profiles[id] = new AccountProfile { Label = label, OpenedAt = time };
        return new AccountId(id);
    }

    /// <summary>The account's place in a market, or a null reference if it has none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref Position FindPosition(ref AccountRecord record, int market)
    {
        for (var i = 0; i < InlinePositions.Count; i++)
        {
            ref var place = ref Inline(ref record, i);
            if (place.Market == market)
            {
                return ref place;
            }
        }

        return ref FindOverflow(record.FirstOverflow, market);
    }

    /// <summary>The account's place in a market, made if it has none. References to overflow positions taken before are not to be used after.</summary>
    public ref Position PositionOf(ref AccountRecord record, int market)
    {
        ref var found = ref FindPosition(ref record, market);
        return ref Unsafe.IsNullRef(ref found) ? ref AddPosition(ref record, market) : ref found;
    }

    /// <summary>The inline position at an index below <see cref="InlinePositions.Count"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref Position Inline(ref AccountRecord record, int index) =>
        ref Unsafe.Add(ref Unsafe.As<InlinePositions, Position>(ref record.Positions), index);

    /// <summary>The overflow position at a place of the pool.</summary>
    public ref Position Overflow(int place) => ref _overflow[place];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref long Balance(int account, int asset)
    {
        if (asset <= InlineBalances.Count)
        {
            return ref Unsafe.Add(ref Unsafe.As<InlineBalances, long>(ref _records[account].Balances), asset - 1);
        }

        return ref FurtherBalance(account, asset);
    }

    /// <summary>Hints to the processor that this account will be needed.</summary>
    public unsafe void Prefetch(int account)
    {
        if (!Sse.IsSupported || (uint)account >= (uint)_records.Length)
        {
            return;
        }

        // A hint only: an address made stale by a collection does no harm.
        var address = (byte*)Unsafe.AsPointer(ref _records[account]);
        Sse.Prefetch0(address);
        Sse.Prefetch0(address + 64);
        Sse.Prefetch0(address + 192);
        Sse.Prefetch0(address + 320);
        Sse.Prefetch0(address + 448);
    }

    public void Write(SnapshotWriter writer)
    {
        writer.Write(NextId);
        writer.WriteArray<AccountRecord>(_records.AsSpan(0, NextId));
        writer.WriteArray<AccountProfile>(_profiles.AsSpan(0, NextId));
        writer.WriteArray<Position>(_overflow.AsSpan(0, _overflowCount));
        writer.Write(_furtherBalances.Count);
        foreach (var column in _furtherBalances)
        {
            writer.WriteArray<long>(column.AsSpan(0, Math.Min(column.Length, NextId)));
        }
    }

    public void Read(ref SnapshotReader reader)
    {
        NextId = reader.Read<int>();
        _records = reader.ReadArray<AccountRecord>(InitialCapacity);
        _profiles = reader.ReadArray<AccountProfile>(_records.Length);
        _overflow = reader.ReadArray<Position>(out _overflowCount, minimumCapacity: 64);
        _furtherBalances.Clear();
        var columns = reader.Read<int>();
        for (var i = 0; i < columns; i++)
        {
            _furtherBalances.Add(reader.ReadArray<long>(_records.Length));
        }
    }

    private ref Position FindOverflow(int place, int market)
    {
        while (place != 0)
        {
            ref var position = ref _overflow[place];
            if (position.Market == market)
            {
                return ref position;
            }

            place = position.NextOverflow;
        }

        return ref Unsafe.NullRef<Position>();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref Position AddPosition(ref AccountRecord record, int market)
    {
        for (var i = 0; i < InlinePositions.Count; i++)
        {
            ref var place = ref Inline(ref record, i);
            if (place.Market == 0 || place.IsIdle)
            {
                place = new Position { Market = market };
                return ref place;
            }
        }

        for (var next = record.FirstOverflow; next != 0; next = _overflow[next].NextOverflow)
        {
            ref var place = ref _overflow[next];
            if (place.IsIdle)
            {
                place = new Position { Market = market, NextOverflow = place.NextOverflow };
                return ref place;
            }
        }

        if (_overflowCount == _overflow.Length)
        {
            Array.Resize(ref _overflow, _overflow.Length * 2);
        }

        var added = _overflowCount++;
        _overflow[added] = new Position { Market = market, NextOverflow = record.FirstOverflow };
        record.FirstOverflow = added;
        return ref _overflow[added];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref long FurtherBalance(int account, int asset)
    {
        var column = asset - InlineBalances.Count - 1;
        while (_furtherBalances.Count <= column)
        {
            _furtherBalances.Add(new long[_records.Length]);
        }

        if (_furtherBalances[column].Length < _records.Length)
        {
            var grown = _furtherBalances[column];
            Array.Resize(ref grown, _records.Length);
            _furtherBalances[column] = grown;
        }

        return ref _furtherBalances[column][account];
    }
}
