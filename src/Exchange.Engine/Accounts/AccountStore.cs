using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Exchange.Engine;

/// <summary>All accounts, by id, with their positions and balances.</summary>
internal sealed class AccountStore
{
    private const int InitialCapacity = 1024;

    private Slab<AccountRecord> _records = new(InitialCapacity);
    private AccountProfile[] _profiles = new AccountProfile[InitialCapacity];
    private Slab<Position> _overflow = new(64);
    private int _overflowCount = 1; // place 0 is no position
    private readonly List<long[]> _furtherBalances = []; // by asset from the fifth, then by account

    public AccountStore()
    {
        for (var house = AccountId.External.Value; house <= AccountId.Backstop.Value; house++)
        {
            _records[house].Owner = house;
        }
    }

    /// <summary>The id that the next account gets.</summary>
    public int NextId { get; private set; } = AccountId.FirstCustomer;

    public ref AccountRecord this[int account]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _records[account];
    }

    /// <summary>Whether there is a record under a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Has(int account) => (uint)account < (uint)NextId;

    public ref AccountProfile Profile(int account) => ref _profiles[account];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsCustomer(AccountId account) => account.Value >= AccountId.FirstCustomer && account.Value < NextId;

    public AccountId Open(AccountId sameOwnerAs, in Text64 label, Timestamp time)
    {
        var id = NextId++;
        if (id >= _records.Capacity)
        {
            _records.Grow();
            Array.Resize(ref _profiles, _records.Capacity);
        }

        _records[id].Owner = sameOwnerAs.Value == 0 ? id : _records[sameOwnerAs.Value].Owner;
        _profiles[id] = new AccountProfile { Label = label, OpenedAt = time };
        return new AccountId(id);
    }

    /// <summary>The account's place in a market, or a null reference if it has none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref Position FindPosition(ref AccountRecord record, int market)
    {
        var index = record.Markets.IndexOf(market);
        return ref index < InlinePositions.Count ? ref Inline(ref record, index) : ref FindOverflow(record.FirstOverflow, market);
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
        ref Unsafe.Add(ref Unsafe.As<InlinePositions, Position>(ref record.Positions), (nint)index);

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

    /// <summary>Whether an account has a balance in any asset but the first.</summary>
    public bool HoldsOtherAssets(int account)
    {
        ref var balances = ref _records[account].Balances;
        if ((balances[1] | balances[2] | balances[3]) != 0)
        {
            return true;
        }

        foreach (var column in _furtherBalances)
        {
            if (account < column.Length && column[account] != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Hints to the processor that this account's first line will be needed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int account) => _records.Prefetch(account);

    /// <summary>Hints that an account's first line and its first position will be needed. Any number will do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void PrefetchFirstPosition(int account)
    {
        if (Sse.IsSupported && Has(account))
        {
            var first = (byte*)Unsafe.AsPointer(ref _records[account]);
            Sse.Prefetch0(first);
            Sse.Prefetch0(first + 64);
            Sse.Prefetch0(first + 128);
        }
    }

    /// <summary>Hints that the account's position in a market will be needed whole, and of its other positions what margin looks at.</summary>
    /// <param name="account">Any number; its first line should have come near by now.</param>
    /// <param name="market">The market of the command.</param>
    /// <param name="others">Whether the other positions will be needed.</param>
    public unsafe void PrefetchPositions(int account, int market, bool others)
    {
        if (!Sse.IsSupported || !Has(account))
        {
            return;
        }

        unchecked
        {
            ref var record = ref _records[account];
            var position = (Position*)Unsafe.AsPointer(ref record.Positions);
            var wanted = record.Markets.IndexOf(market);
            if (wanted < InlinePositions.Count)
            {
                Sse.Prefetch0(position + wanted);
                Sse.Prefetch0((byte*)(position + wanted) + 64);
            }

            for (var i = 0; others && i < InlinePositions.Count && record.Markets[i] != 0; i++)
            {
                Sse.Prefetch0(position + i);
            }
        }
    }

    /// <summary>Hints that an account will be needed with all its inline positions.</summary>
    public unsafe void PrefetchWhole(int account)
    {
        if (!Sse.IsSupported || !Has(account))
        {
            return;
        }

        var first = (byte*)Unsafe.AsPointer(ref _records[account]);
        for (var offset = 0; offset < sizeof(AccountRecord); offset += 64)
        {
            Sse.Prefetch0(first + offset);
        }
    }

    public void Write(SnapshotWriter writer)
    {
        writer.Write(NextId);
        writer.WriteArray<AccountRecord>(_records.AsSpan(NextId));
        writer.WriteArray<AccountProfile>(_profiles.AsSpan(0, NextId));
        writer.WriteArray<Position>(_overflow.AsSpan(_overflowCount));
        writer.Write(_furtherBalances.Count);
        foreach (var column in _furtherBalances)
        {
            writer.WriteArray<long>(column.AsSpan(0, Math.Min(column.Length, NextId)));
        }
    }

    public void Read(ref SnapshotReader reader)
    {
        NextId = reader.Read<int>();
        _records = reader.ReadSlab<AccountRecord>(out _, InitialCapacity);
        _profiles = reader.ReadArray<AccountProfile>(_records.Capacity);
        _overflow = reader.ReadSlab<Position>(out _overflowCount, minimumCapacity: 64);
        _furtherBalances.Clear();
        var columns = reader.Read<int>();
        for (var i = 0; i < columns; i++)
        {
            _furtherBalances.Add(reader.ReadArray<long>(_records.Capacity));
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
                record.Markets.Set(i, market);
                place = new Position { Market = (ushort)market };
                return ref place;
            }
        }

        for (var next = record.FirstOverflow; next != 0; next = _overflow[next].NextOverflow)
        {
            ref var place = ref _overflow[next];
            if (place.IsIdle)
            {
                place = new Position { Market = (ushort)market, NextOverflow = place.NextOverflow };
                return ref place;
            }
        }

        if (_overflowCount == _overflow.Capacity)
        {
            _overflow.Grow();
        }

        var added = _overflowCount++;
        _overflow[added] = new Position { Market = (ushort)market, NextOverflow = record.FirstOverflow };
        record.FirstOverflow = added;
        return ref _overflow[added];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref long FurtherBalance(int account, int asset)
    {
        var column = asset - InlineBalances.Count - 1;
        while (_furtherBalances.Count <= column)
        {
            _furtherBalances.Add(new long[_records.Capacity]);
        }

        if (_furtherBalances[column].Length < _records.Capacity)
        {
            var grown = _furtherBalances[column];
            Array.Resize(ref grown, _records.Capacity);
            _furtherBalances[column] = grown;
        }

        return ref _furtherBalances[column][account];
    }
}
