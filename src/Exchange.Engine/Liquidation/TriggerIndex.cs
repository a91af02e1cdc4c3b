using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>A margin unit that was found below its maintenance margin.</summary>
internal readonly record struct FoundUnit(MarginUnit Unit, long Equity, long MaintenanceMargin) : IComparable<FoundUnit>
{
    /// <summary>The worst first: equity ÷ maintenance margin ascending, compared by cross-multiplication; then account, then market.</summary>
    public int CompareTo(FoundUnit other)
    {
        var order = ((Int128)Equity * other.MaintenanceMargin).CompareTo((Int128)other.Equity * MaintenanceMargin);
        order = order != 0 ? order : Unit.Account.CompareTo(other.Unit.Account);
        return order != 0 ? order : Unit.Market.CompareTo(other.Unit.Market);
    }
}

/// <summary>
/// Finds the margin units below maintenance margin, exactly and in the command in which they come there, and looks only at those near the edge:
/// each position has a bound, and as long as no bound is passed nobody's health is in question. FORMULAS §14.1.
/// </summary>
internal sealed class TriggerIndex(State state)
{
    private readonly List<FoundUnit> _found = [];
    private readonly List<MarginUnit> _watched = [];
    private readonly HashSet<MarginUnit> _isWatched = [];
    private long[] _kept = new long[16];

    /// <summary>Units that were looked at since the start, for the measurements.</summary>
    public long Examined { get; private set; }

    /// <summary>Units without bounds, looked at whenever a price moves.</summary>
    public int WatchedCount => _watched.Count;

    public bool HasWork => state.Touched.Count != 0 || !state.Markets.Moves.IsEmpty;

    /// <summary>Looks at all whose health may have changed for the worse in this command.</summary>
    /// <returns>Those below maintenance margin without a case, the worst first; valid until the next call.</returns>
    public List<FoundUnit> Find()
    {
        _found.Clear();
        var moves = state.Markets.Moves;
        foreach (var account in state.Touched.All)
        {
            Retest(account);
        }

        foreach (var market in moves.Retermed)
        {
            RetestAll(state.Markets[market]);
        }

        foreach (var market in moves.Repriced)
        {
            TakeCrossed(state.Markets[market]);
        }

        if (!moves.IsEmpty)
        {
            for (var i = _watched.Count - 1; i >= 0; i--)
            {
                Examine(_watched[i]);
            }
        }

        state.Touched.Clear();
        moves.Clear();
        _found.Sort();
        return _found;
    }

    /// <summary>All accounts with a position on a side of a market, in order, into a list that is cleared first.</summary>
    public void HoldersOf(Market market, bool isLong, List<int> holders)
    {
        holders.Clear();
        foreach (var entry in (isLong ? market.Triggers.Longs : market.Triggers.Shorts).Entries)
        {
            holders.Add(TriggerHeap.AccountOf(entry));
        }

        foreach (var unit in _watched)
        {
            holders.Add(unit.Account);
        }

        for (var i = 0; i < state.Liquidations.Count; i++)
        {
            holders.Add(state.Liquidations.At(i).Account);
        }

        holders.Sort();
        var kept = 0;
        for (var i = 0; i < holders.Count; i++)
        {
            if ((i == 0 || holders[i] != holders[i - 1]) && Holds(holders[i], market, isLong))
            {
                holders[kept++] = holders[i];
            }
        }

        holders.RemoveRange(kept, holders.Count - kept);
    }

    /// <summary>Enters everything again from the positions, as after a snapshot was read.</summary>
    public void Rebuild()
    {
        for (var account = AccountId.FirstCustomer; account < state.Accounts.NextId; account++)
        {
            foreach (ref var position in new PositionWalk(state.Accounts, account))
            {
                if (position.Size != 0 && position.SafeTicks != 0)
                {
                    state.Markets[position.Market].Triggers.Add(position, account);
                }
                else if (position.Size != 0)
                {
                    Watch(UnitOf(account, position));
                }
            }
        }
    }

    /// <summary>Every unit below maintenance margin that has no case and whose prices are fresh: a walk over all accounts, to check this class by.</summary>
    public void FindAll(List<FoundUnit> found)
    {
        found.Clear();
        for (var account = AccountId.FirstCustomer; account < state.Accounts.NextId; account++)
        {
            var crossIsChecked = false;
            foreach (ref var position in new PositionWalk(state.Accounts, account))
            {
                if (position.Size == 0 || (position.IsIsolated == 0 && crossIsChecked))
                {
                    continue;
                }

                crossIsChecked |= position.IsIsolated == 0;
                var unit = UnitOf(account, position);
                var risk = state.Units.Risk(unit);
                if (!risk.IsMaintained && !state.Liquidations.Has(unit) && state.Units.HasFreshPrices(unit))
                {
                    found.Add(new FoundUnit(unit, risk.Equity, risk.MaintenanceMargin));
                }
            }
        }

        found.Sort();
    }

    /// <summary>Whether every unit is either within valid bounds, or watched, or a case.</summary>
    public bool IsSound()
    {
        for (var account = AccountId.FirstCustomer; account < state.Accounts.NextId; account++)
        {
            foreach (ref var position in new PositionWalk(state.Accounts, account))
            {
                var unit = UnitOf(account, position);
                if (position.Size != 0 && !state.Liquidations.Has(unit) && !_isWatched.Contains(unit) && !BoundsHold(unit))
                {
                    return false;
                }
            }
        }

        return true;
    }

    public static MarginUnit UnitOf(int account, in Position position) => new(account, position.IsIsolated == 0 ? 0 : position.Market);

    private bool Holds(int account, Market market, bool isLong)
    {
        ref var position = ref state.Accounts.FindPosition(ref state.Accounts[account], market.Id.Value);
        return !Unsafe.IsNullRef(ref position) && position.Size != 0 && position.Size > 0 == isLong;
    }

    private void TakeCrossed(Market market)
    {
        var (triggers, mark) = (market.Triggers, market.MarkTicks);
        while (triggers.Longs.Count > 0 && mark < (int)Price.MaxTicks - triggers.Longs.FirstKey)
        {
            var entry = triggers.Longs.TakeFirst();
            Examine(market, TriggerHeap.AccountOf(entry), (int)Price.MaxTicks - TriggerHeap.KeyOf(entry), isLong: true);
        }

        while (triggers.Shorts.Count > 0 && mark > triggers.Shorts.FirstKey)
        {
            var entry = triggers.Shorts.TakeFirst();
            Examine(market, TriggerHeap.AccountOf(entry), TriggerHeap.KeyOf(entry), isLong: false);
        }
    }

    /// <summary>Looks at the unit of a position whose bound was passed, unless the bound is not its own any more.</summary>
    private void Examine(Market market, int account, int safeTicks, bool isLong)
    {
        ref var position = ref state.Accounts.FindPosition(ref state.Accounts[account], market.Id.Value);
        if (!Unsafe.IsNullRef(ref position) && IsOwn(position, safeTicks, isLong))
        {
            Examine(UnitOf(account, position));
        }
    }

    private static bool IsOwn(in Position position, int safeTicks, bool isLong) =>
        position.SafeTicks == safeTicks && position.Size != 0 && position.Size > 0 == isLong;

    /// <summary>Looks at a unit exactly: it is found, or gets new bounds, or is watched from now on.</summary>
    private void Examine(MarginUnit unit)
    {
        Examined++;
        var risk = state.Units.Risk(unit);
        if (!state.Units.HasPositions(unit) || state.Liquidations.Has(unit))
        {
            Forget(unit);
            Unwatch(unit);
            return;
        }

        if (risk.IsMaintained && TrySplit(unit, risk.Equity - risk.MaintenanceMargin))
        {
            Unwatch(unit);
            return;
        }

        Forget(unit);
        if (!risk.IsMaintained && state.Units.HasFreshPrices(unit))
        {
            _found.Add(new FoundUnit(unit, risk.Equity, risk.MaintenanceMargin));
            Unwatch(unit);
        }
        else
        {
            Watch(unit);
        }
    }

    /// <summary>After anything but a price: whoever still stands within bounds that hold is left alone.</summary>
    private void Retest(int account)
    {
        if (account < AccountId.FirstCustomer)
        {
            return;
        }

        var hasCross = false;
        foreach (ref var position in new PositionWalk(state.Accounts, account))
        {
            if (position.Size == 0)
            {
                position.SafeTicks = 0;
            }
            else if (position.IsIsolated == 0)
            {
                hasCross = true;
            }
            else
            {
                Retest(new MarginUnit(account, position.Market));
            }
        }

        if (hasCross)
        {
            Retest(new MarginUnit(account, Market: 0));
        }
    }

    private void Retest(MarginUnit unit)
    {
        if (!BoundsHold(unit) && !state.Liquidations.Has(unit) && !IsFoundAlready(unit))
        {
            Examine(unit);
        }
    }

    private bool IsFoundAlready(MarginUnit unit)
    {
        foreach (var found in _found)
        {
            if (found.Unit == unit)
            {
                return true;
            }
        }

        return false;
    }

    private void RetestAll(Market market)
    {
        var holders = new List<int>();
        foreach (var isLong in (ReadOnlySpan<bool>)[true, false])
        {
            HoldersOf(market, isLong, holders);
            foreach (var account in holders)
            {
                Retest(account);
            }
        }
    }

    /// <summary>Whether every position of the unit has a bound that is not passed, and the unit is healthy at the corner of them all.</summary>
    private bool BoundsHold(MarginUnit unit)
    {
        if (!state.Units.IsPlain(unit))
        {
            return false;
        }

        foreach (ref var position in new PositionWalk(state.Accounts, unit.Account))
        {
            if (position.Size == 0 || !unit.Holds(position))
            {
                continue;
            }

            var mark = state.Markets[position.Market].MarkTicks;
            if (position.SafeTicks == 0 || (position.Size > 0 ? mark < position.SafeTicks : mark > position.SafeTicks))
            {
                return false;
            }
        }

        return AtCorner(unit) >= 0;
    }

    private long AtCorner(MarginUnit unit)
    {
        var excess = state.Units.Collateral(unit);
        foreach (ref var position in new PositionWalk(state.Accounts, unit.Account))
        {
            if (position.Size != 0 && unit.Holds(position))
            {
                excess += TriggerMath.Excess(state.Markets[position.Market].Margin, position, position.SafeTicks);
            }
        }

        return excess;
    }

    /// <summary>Moves every price against its position by the same part, as far as the unit bears it.</summary>
    private bool TrySplit(MarginUnit unit, long excess)
    {
        if (!state.Units.IsPlain(unit))
        {
            return false;
        }

        Int128 sensitivity = 1;
        foreach (ref var position in new PositionWalk(state.Accounts, unit.Account))
        {
            if (position.Size != 0 && unit.Holds(position))
            {
                sensitivity += TriggerMath.Sensitivity(state.Markets[position.Market].Margin, position);
            }
        }

        var part = (long)Int128.Min(TriggerMath.WholePart, (Int128)excess * TriggerMath.WholePart / sensitivity);
        Bound(unit, part);
        for (var corner = AtCorner(unit); corner < 0; corner = AtCorner(unit))
        {
            if (part == 0)
            {
                return false;
            }

            // What is left falls ever faster, so where the straight line to the corner reaches nothing there is something left, but for rounding.
            part = Math.Min((long)((Int128)part * excess / ((Int128)excess - corner)), part - 1 - (part >> 10));
            Bound(unit, part);
        }

        Enter(unit);
        return true;
    }

    private void Bound(MarginUnit unit, long part)
    {
        foreach (ref var position in new PositionWalk(state.Accounts, unit.Account))
        {
            if (position.Size != 0 && unit.Holds(position))
            {
                position.SafeTicks = TriggerMath.Bound(state.Markets[position.Market].MarkTicks, position.Size > 0, part);
            }
        }
    }

    private void Enter(MarginUnit unit)
    {
        foreach (ref var position in new PositionWalk(state.Accounts, unit.Account))
        {
            if (position.Size != 0 && unit.Holds(position))
            {
                var market = state.Markets[position.Market];
                market.Triggers.Add(position, unit.Account);
                var heap = position.Size > 0 ? market.Triggers.Longs : market.Triggers.Shorts;
                if (heap.Count > heap.CompactAt)
                {
                    Compact(market, heap, isLong: position.Size > 0);
                }
            }
        }
    }

    /// <summary>Throws out the entries that do not hold any more, and those that stand there twice.</summary>
    private void Compact(Market market, TriggerHeap heap, bool isLong)
    {
        if (_kept.Length < heap.Count)
        {
            _kept = new long[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)heap.Count)];
        }

        var count = 0;
        foreach (var entry in heap.Entries)
        {
            ref var position = ref state.Accounts.FindPosition(ref state.Accounts[TriggerHeap.AccountOf(entry)], market.Id.Value);
            var safeTicks = isLong ? (int)Price.MaxTicks - TriggerHeap.KeyOf(entry) : TriggerHeap.KeyOf(entry);
            if (!Unsafe.IsNullRef(ref position) && IsOwn(position, safeTicks, isLong))
            {
                _kept[count++] = entry;
            }
        }

        var kept = _kept.AsSpan(0, count);
        kept.Sort();
        var unique = 0;
        for (var i = 0; i < count; i++)
        {
            if (i == 0 || kept[i] != kept[i - 1])
            {
                kept[unique++] = kept[i];
            }
        }

        heap.Replace(kept[..unique]);
    }

    /// <summary>The unit's bounds do not hold any more.</summary>
    private void Forget(MarginUnit unit)
    {
        foreach (ref var position in new PositionWalk(state.Accounts, unit.Account))
        {
            if (unit.Holds(position))
            {
                position.SafeTicks = 0;
            }
        }
    }

    private void Watch(MarginUnit unit)
    {
        if (_isWatched.Add(unit))
        {
            _watched.Add(unit);
        }
    }

    private void Unwatch(MarginUnit unit)
    {
        if (_isWatched.Remove(unit))
        {
            _watched.Remove(unit);
        }
    }
}
