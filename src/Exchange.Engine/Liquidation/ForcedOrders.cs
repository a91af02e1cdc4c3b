namespace Exchange.Engine;

/// <summary>Offers a part of a position to the book, as an immediate-or-cancel order that the exchange places itself. FORMULAS §14.3.</summary>
internal sealed class ForcedOrders(State state, OrderExecution execution)
{
    public bool CanPlace => !state.Orders.IsFull;

    /// <summary>Works the order through the book like any other; its trades are marked as forced.</summary>
    /// <returns>The lots that were filled.</returns>
    public long Work(Market market, AccountId account, Side side, long lots, long limitTicks)
    {
        var slot = state.Orders.Take();
        ref var order = ref state.Orders[slot];
        order.Quantity = lots;
        order.Remaining = lots;
        order.PriceTicks = (int)limitTicks;
        order.Account = account.Value;
        order.Market = (ushort)market.Id.Value;
        order.Side = side;
        order.Flags = OrderFlags.ReduceOnly | OrderFlags.Forced;
        ref var detail = ref state.Orders.Detail(slot);
        detail = default;
        detail.CreatedAt = state.Now;
        detail.CreatedSequence = state.Sequence;
        detail.Type = OrderType.Limit;
        detail.TimeInForce = TimeInForce.ImmediateOrCancel;
        detail.SelfTradePrevention = SelfTradePrevention.ExpireMaker;
        ref var accepted = ref state.Events.Next<OrderAccepted>();
        accepted.OrderId = new OrderId(order.Id);
        accepted.Account = account;
        accepted.Market = market.Id;
        accepted.LimitPrice = new Price(limitTicks);
        accepted.Quantity = new Quantity(lots);
        accepted.Side = side;
        accepted.Type = detail.Type;
        accepted.TimeInForce = detail.TimeInForce;
        accepted.Flags = order.Flags;
        accepted.SelfTradePrevention = detail.SelfTradePrevention;
        ref var record = ref state.Accounts[account.Value];
        ref var position = ref state.Accounts.FindPosition(ref record, market.Id.Value);
        var before = Math.Abs(position.Size);
        execution.Work(slot, market, record.Owner, SelfTradePrevention.ExpireMaker, TimeInForce.ImmediateOrCancel, ref position);

        // What an order's outcome is written to; this command's is its own.
        state.Outcome = default;
        return before - Math.Abs(position.Size);
    }
}
