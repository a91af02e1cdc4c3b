namespace Exchange.Engine;

/// <summary>Works an order that is in: shrinks it to what it may reduce, matches it, and rests or cancels what is left.</summary>
internal sealed class OrderExecution(State state, Matcher matcher, FillOrKillProbe probe, OpenOrders open)
{
    /// <param name="slot">The order, with its remaining quantity; in no book yet.</param>
    /// <param name="market">Its market.</param>
    /// <param name="owner">Its account's owner.</param>
    /// <param name="selfTradePrevention">Its mode.</param>
    /// <param name="timeInForce">Decides what becomes of the remainder.</param>
    /// <param name="position">Its account's position.</param>
    public void Work(int slot, Market market, int owner, SelfTradePrevention selfTradePrevention, TimeInForce timeInForce, ref Position position)
    {
        ref var order = ref state.Orders[slot];
        if (order.IsReduceOnly)
        {
            ShrinkToReducible(ref order, market, position);
        }

        var incoming = new IncomingOrder
        {
            Id = new OrderId(order.Id),
            Account = new AccountId(order.Account),
            Owner = owner,
            Side = order.Side,
            Flags = order.Flags,
            SelfTradePrevention = selfTradePrevention,
            LimitTicks = order.PriceTicks,
            Remaining = order.Remaining,
        };
        if (timeInForce == TimeInForce.FillOrKill && !probe.WouldFill(market, incoming))
        {
            incoming.CancelReason = CancelReason.FillOrKill;
        }
        else
        {
            matcher.Match(market, ref incoming, ref position);
        }

        order.Remaining = incoming.Remaining;
        state.Orders.Detail(slot).FilledTickLots += incoming.FilledTickLots;
        Conclude(slot, ref order, market, timeInForce, incoming.CancelReason, ref position);
    }

    /// <summary>Answers the command with how an open order stands.</summary>
    public void Describe(int slot)
    {
        ref var order = ref state.Orders[slot];
        Describe(order, order.Remaining, order.Remaining == order.Quantity ? OrderStatus.Open : OrderStatus.PartiallyFilled, 0);
    }

    /// <summary>Answers the command with how an order stands, or ended.</summary>
    public void Describe(in OrderSlot order, long remaining, OrderStatus status, CancelReason reason)
    {
        ref var outcome = ref state.Outcome;
        var id = new OrderId(order.Id);
        outcome.OrderId = id;
        outcome.Entity = order.Market;
        outcome.Filled = new Quantity(order.Quantity - order.Remaining);
        outcome.Remaining = new Quantity(remaining);
        outcome.FilledTickLots = state.Orders.Detail(id.Slot).FilledTickLots;
        outcome.Status = status;
        outcome.CancelReason = reason;
    }

    private void Conclude(int slot, ref OrderSlot order, Market market, TimeInForce timeInForce, CancelReason reason, ref Position position)
    {
        if (order.Remaining > 0 && reason == 0)
        {
            if (timeInForce is TimeInForce.GoodTillCanceled or TimeInForce.GoodTillDate)
            {
                Rest(slot, ref order, market, ref position);
                Describe(slot);
                return;
            }

            reason = CancelReason.ImmediateOrCancel;
        }

        var status = OrderStatus.Filled;
        if (order.Remaining > 0)
        {
            status = OrderStatus.Canceled;
            open.PublishCanceled(order, order.Remaining, remaining: 0, reason);
        }
        else
        {
            reason = 0;
        }

        Describe(order, remaining: 0, status, reason);
        EndUnrested(slot, ref order, status, reason, ref position);
    }

    private void Rest(int slot, ref OrderSlot order, Market market, ref Position position)
    {
        if (!order.IsListed)
        {
            open.Enlist(slot, ref position);
            if (state.Orders.Detail(slot).TimeInForce == TimeInForce.GoodTillDate)
            {
                state.Expiries.Add(slot);
            }
        }

        open.Rest(slot, market, ref position);
    }

    private void EndUnrested(int slot, ref OrderSlot order, OrderStatus status, CancelReason reason, ref Position position)
    {
        if (order.IsListed)
        {
            open.End(slot, ref order, ref position, status, reason);
            return;
        }

        if (order.Remembered != 0)
        {
            state.Remembered.End(order.Remembered, status, reason, order.Quantity - order.Remaining, state.Orders.Detail(slot).FilledTickLots);
        }

        state.Orders.Release(slot);
    }

    /// <summary>A reduce-only order never works more than the position leaves it. FORMULAS §5.7.</summary>
    private void ShrinkToReducible(ref OrderSlot order, Market market, in Position position)
    {
        var excess = order.Remaining - (position.ClosableBy(order.Side) - position.ReduceOnlyLots);
        if (excess <= 0)
        {
            return;
        }

        order.Remaining -= excess;
        order.Quantity -= excess;
        open.PublishCanceled(order, excess, order.Remaining, CancelReason.ReduceOnly);
    }
}
