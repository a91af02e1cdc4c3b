namespace Exchange.Engine;

/// <summary>Cancels orders: one, all of an account, and those whose time has come.</summary>
internal sealed class OrderCancellation(State state, OpenOrders open, OrderExecution execution)
{
    private int[] _marketIds = new int[8];

    public RejectReason Apply(in CancelOrder command)
    {
        if (!command.ClientOrderId.IsWellFormed())
        {
            return RejectReason.MalformedCommand;
        }

        if (!state.Accounts.IsCustomer(command.Account))
        {
            return RejectReason.AccountUnknown;
        }

        var slot = OrderLookup.Find(state, command.Account, command.OrderId, command.ClientOrderId);
        if (slot == 0)
        {
            return RejectReason.OrderUnknown;
        }

        execution.Describe(state.Orders[slot], remaining: 0, OrderStatus.Canceled, CancelReason.Requested);
        open.Cancel(slot, CancelReason.Requested);
        return RejectReason.None;
    }

    /// <summary>Cancels by market, then by age. The outcome's entity is how many.</summary>
    public RejectReason Apply(in CancelAllOrders command)
    {
        if (command.Side is not (0 or Side.Buy or Side.Sell) || command.Reason is not (CancelReason.Requested or CancelReason.Operator))
        {
            return RejectReason.MalformedCommand;
        }

        if (!state.Accounts.IsCustomer(command.Account))
        {
            return RejectReason.AccountUnknown;
        }

        if (command.Market.Value != 0 && state.Markets.Find(command.Market) is null)
        {
            return RejectReason.MarketUnknown;
        }

        var count = 0;
        foreach (var market in MarketsWithOrders(command.Account, command.Market.Value))
        {
            count += CancelAllIn(command.Account, market, command.Side, command.Reason);
        }

        state.Outcome.Entity = count;
        return RejectReason.None;
    }

    /// <summary>Cancels all of an account, in one market or in all, by market, then by age.</summary>
    /// <returns>How many.</returns>
    public int CancelAll(AccountId account, MarketId only, CancelReason reason)
    {
        var count = 0;
        foreach (var market in MarketsWithOrders(account, only.Value))
        {
            count += CancelAllIn(account, market, side: 0, reason);
        }

        return count;
    }

    /// <summary>Cancels what has expired, the earliest first, as far as the bound on one command allows.</summary>
    public void ExpireDue()
    {
        for (var i = 0; i < Bounds.MaxExpiriesPerCommand && state.Expiries.FirstExpiry <= state.Now.Microseconds; i++)
        {
            open.Cancel(state.Expiries.First, CancelReason.Expired);
        }
    }

    private int CancelAllIn(AccountId account, int marketId, Side side, CancelReason reason)
    {
        var market = state.Markets[marketId];
        ref var position = ref state.Accounts.FindPosition(ref state.Accounts[account.Value], marketId);
        var slot = position.NewestOrder;
        while (slot != 0 && state.Orders[slot].OlderOfAccount != 0)
        {
            slot = state.Orders[slot].OlderOfAccount;
        }

        var count = 0;
        while (slot != 0)
        {
            ref var order = ref state.Orders[slot];
            var newer = order.NewerOfAccount;
            if (side == 0 || order.Side == side)
            {
                open.Cancel(slot, ref order, market, ref position, reason);
                count++;
            }

            slot = newer;
        }

        return count;
    }

    private ReadOnlySpan<int> MarketsWithOrders(AccountId account, int only)
    {
        var count = 0;
        ref var record = ref state.Accounts[account.Value];
        for (var i = 0; i < InlinePositions.Count; i++)
        {
            Note(AccountStore.Inline(ref record, i), only, ref count);
        }

        for (var place = record.FirstOverflow; place != 0; place = state.Accounts.Overflow(place).NextOverflow)
        {
            Note(state.Accounts.Overflow(place), only, ref count);
        }

        var found = _marketIds.AsSpan(0, count);
        found.Sort();
        return found;
    }

    private void Note(in Position position, int only, ref int count)
    {
        if (position.OpenOrders == 0 || (only != 0 && position.Market != only))
        {
            return;
        }

        if (count == _marketIds.Length)
        {
            Array.Resize(ref _marketIds, count * 2);
        }

        _marketIds[count++] = position.Market;
    }
}
