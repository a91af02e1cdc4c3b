using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>A margin unit in liquidation.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LiquidationCase
{
    public long Id;
    public int Account;

    /// <summary>The market of the isolated position; 0 for the cross positions.</summary>
    public int Market;

    public long OpenedAt;

    /// <summary>Since when the book has not taken what it was offered; 0 if it does.</summary>
    public long WaitingSince;

    public int Steps;

    /// <summary>The market whose open interest bears what nobody else does; 0 while there is nothing to bear.</summary>
    public int LossMarket;

    /// <summary>The account up to which that market's holders have borne their part.</summary>
    public int LossCursor;

    /// <summary>1 if somebody bore something since the cursor began anew.</summary>
    public int HasLossMoved;

    /// <summary>What each lot bears, in billionths of a settlement unit.</summary>
    public Int128 LossPerLot;

    public readonly MarginUnit Unit => new(Account, Market);
}

/// <summary>All open cases, in the order in which they were opened.</summary>
internal sealed class LiquidationCases
{
    private readonly Dictionary<MarginUnit, long> _byUnit = [];
    private LiquidationCase[] _cases = new LiquidationCase[16];
    private int _dead;
    private long _lastId;

    /// <summary>Places, closed cases included.</summary>
    public int Count { get; private set; }

    /// <summary>Open cases.</summary>
    public int OpenCount => Count - _dead;

    /// <summary>The case at a place; its account is 0 if it is closed.</summary>
    public ref LiquidationCase At(int place) => ref _cases[place];

    public bool Has(MarginUnit unit) => _byUnit.Count != 0 && _byUnit.ContainsKey(unit);

    /// <summary>Whether an account may only reduce in a market.</summary>
    public bool Restricts(AccountId account, MarketId market) =>
        OpenCount != 0 && (Has(new MarginUnit(account.Value, Market: 0)) || Has(new MarginUnit(account.Value, market.Value)));

    /// <summary>Whether something of an account is being liquidated.</summary>
    public bool Restricts(AccountId account) => OpenCount != 0 && Has(new MarginUnit(account.Value, Market: 0));

    /// <summary>The open case with an id, or a null reference.</summary>
    public ref LiquidationCase Find(long id)
    {
        var (low, high) = (0, Count - 1);
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            if (_cases[middle].Id == id)
            {
                return ref _cases[middle].Account == 0 ? ref System.Runtime.CompilerServices.Unsafe.NullRef<LiquidationCase>() : ref _cases[middle];
            }

            (low, high) = _cases[middle].Id < id ? (middle + 1, high) : (low, middle - 1);
        }

        return ref System.Runtime.CompilerServices.Unsafe.NullRef<LiquidationCase>();
    }

    /// <summary>Opens a case. References to others do not hold after it.</summary>
    public ref LiquidationCase Open(MarginUnit unit, Timestamp now)
    {
        if (Count == _cases.Length)
        {
            Array.Resize(ref _cases, Count * 2);
        }

        ref var opened = ref _cases[Count++];
        opened = new LiquidationCase { Id = ++_lastId, Account = unit.Account, Market = unit.Market, OpenedAt = now.Microseconds };
        _byUnit.Add(unit, opened.Id);
        return ref opened;
    }

    /// <summary>Closes a case. References to others do not hold after it.</summary>
    public void Close(ref LiquidationCase closed)
    {
        _byUnit.Remove(closed.Unit);
        closed.Account = 0;
        _dead++;
        if (_dead > 16 && _dead > Count / 2)
        {
            Compact();
        }
    }

    public void Write(SnapshotWriter writer)
    {
        Compact();
        writer.Write(_lastId);
        writer.WriteArray<LiquidationCase>(_cases.AsSpan(0, Count));
    }

    public void Read(ref SnapshotReader reader)
    {
        _lastId = reader.Read<long>();
        _cases = reader.ReadArray<LiquidationCase>(out var count, minimumCapacity: 16);
        Count = count;
        foreach (ref var read in _cases.AsSpan(0, count))
        {
            _byUnit.Add(read.Unit, read.Id);
        }
    }

    private void Compact()
    {
        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            if (_cases[i].Account != 0)
            {
                _cases[kept++] = _cases[i];
            }
        }

        Count = kept;
        _dead = 0;
    }
}
