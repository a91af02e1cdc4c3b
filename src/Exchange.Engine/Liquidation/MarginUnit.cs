namespace Exchange.Engine;

/// <summary>What is margined together: an account's cross positions, or one isolated position.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Market">The market of the isolated position; 0 for the cross positions.</param>
internal readonly record struct MarginUnit(int Account, int Market)
{
    public bool IsCross => Market == 0;

    public bool Holds(in Position position) => IsCross ? position.IsIsolated == 0 : position.IsIsolated != 0 && position.Market == Market;
}

/// <summary>Walks an account's places, inline ones first. References hold while no place is added.</summary>
internal ref struct PositionWalk
{
    private readonly AccountStore _accounts;
    private readonly ref AccountRecord _record;
    private int _index;
    private int _place;

    public PositionWalk(AccountStore accounts, int account)
    {
        _accounts = accounts;
        _record = ref accounts[account];
        _index = -1;
    }

    public readonly PositionWalk GetEnumerator() => this;

    public readonly ref Position Current =>
        ref _index < InlinePositions.Count ? ref AccountStore.Inline(ref _record, _index) : ref _accounts.Overflow(_place);

    public bool MoveNext()
    {
        while (++_index < InlinePositions.Count)
        {
            if (_record.Markets[_index] != 0)
            {
                return true;
            }
        }

        _place = _index == InlinePositions.Count ? _record.FirstOverflow : _accounts.Overflow(_place).NextOverflow;
        return _place != 0;
    }
}
