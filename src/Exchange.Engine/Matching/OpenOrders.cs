namespace Exchange.Engine;

/// <summary>Brings orders to rest and takes them out: book, account, sums, expiry and client order id together.</summary>
internal sealed class OpenOrders(State state)
{
    /// <summary>Lets an accepted order rest with what is left of it.</summary>
    public void Rest(int slot, Market market, ref Position position)
    {
        ref var order = ref state.Orders[slot];
        order.MarginTicks = (int)Contract.MarginTicks(market.Margin.Kind, order.PriceTicks, market.MarkTicks);
        OrderSums.Add(ref position, market.Margin, order.Side, order.IsReduceOnly, order.PriceTicks, order.MarginTicks, order.Remaining);
        market.Book.Enqueue(slot);
        PublishLevel(market, order.Side, order.PriceTicks);
    }

    /// <summary>Enters an accepted order into its account's list.</summary>
    public void Enlist(int slot, ref Position position)
    {
        ref var order = ref state.Orders[slot];
        order.OlderOfAccount = position.NewestOrder;
        order.NewerOfAccount = 0;
        if (position.NewestOrder != 0)
        {
            state.Orders[position.NewestOrder].NewerOfAccount = slot;
        }

        position.NewestOrder = slot;
        position.OpenOrders++;
        state.Accounts[order.Account].OpenOrders++;
    }

    /// <summary>Cancels a resting order whole.</summary>
    public void Cancel(int slot, CancelReason reason)
    {
        ref var order = ref state.Orders[slot];
        var market = state.Markets[order.Market];
        ref var position = ref state.Accounts.FindPosition(ref state.Accounts[order.Account], order.Market);
        Cancel(slot, ref order, market, ref position, reason);
    }

    /// <inheritdoc cref="Cancel(int, CancelReason)"/>
    public void Cancel(int slot, ref OrderSlot order, Market market, ref Position position, CancelReason reason)
    {
        var (side, ticks) = (order.Side, order.PriceTicks);
        PublishCanceled(order, order.Remaining, remaining: 0, reason);
        TakeOut(slot, ref order, market, ref position);
        End(slot, ref order, ref position, OrderStatus.Canceled, reason);
        PublishLevel(market, side, ticks);
    }

    /// <summary>Makes a resting reduce-only order smaller; it stays in its place.</summary>
    public void Shrink(ref OrderSlot order, Market market, ref Position position, long lots)
    {
        OrderSums.Remove(ref position, market.Margin, order, lots);
        market.Book.Shrink(ref order, lots);
        order.Quantity -= lots;
        PublishCanceled(order, lots, order.Remaining, CancelReason.ReduceOnly);
        PublishLevel(market, order.Side, order.PriceTicks);
    }

    /// <summary>A resting order was filled by some lots at a price: takes them off, and ends the order if nothing is left.</summary>
    public void Fill(int slot, ref OrderSlot order, Market market, ref Position position, long lots, int atTicks)
    {
        var (side, ticks) = (order.Side, order.PriceTicks);
        state.Orders.Detail(slot).FilledTickLots += lots * atTicks;
        OrderSums.Remove(ref position, market.Margin, order, lots);
        market.Book.Shrink(ref order, lots);
        if (order.Remaining == 0)
        {
            market.Book.Dequeue(slot);
            End(slot, ref order, ref position, OrderStatus.Filled, 0);
        }

        PublishLevel(market, side, ticks);
    }

    /// <summary>Takes a resting order out of the book and out of its sums, and keeps everything else: to be entered again.</summary>
    public static void TakeOut(int slot, ref OrderSlot order, Market market, ref Position position)
    {
        OrderSums.Remove(ref position, market.Margin, order, order.Remaining);
        market.Book.Dequeue(slot);
    }

    /// <summary>The order is no more: leaves its account's list, its expiry and its slot.</summary>
    public void End(int slot, ref OrderSlot order, ref Position position, OrderStatus status, CancelReason reason)
    {
        Delist(ref order, ref position);
        if (order.ExpiryPlace >= 0)
        {
            state.Expiries.Remove(slot);
        }

        if (order.Remembered != 0)
        {
            state.Remembered.End(order.Remembered, status, reason, order.Quantity - order.Remaining, state.Orders.Detail(slot).FilledTickLots);
        }

        state.Orders.Release(slot);
    }

    /// <summary>Says that lots of an order were taken out, and what remains of it.</summary>
    public void PublishCanceled(in OrderSlot order, long lots, long remaining, CancelReason reason)
    {
        ref var canceled = ref state.Events.Next<OrderCanceled>();
        canceled.OrderId = new OrderId(order.Id);
        canceled.Account = new AccountId(order.Account);
        canceled.Market = new MarketId(order.Market);
        canceled.LimitPrice = new Price(order.PriceTicks);
        canceled.CanceledQuantity = new Quantity(lots);
        canceled.Remaining = new Quantity(remaining);
        canceled.Side = order.Side;
        canceled.Reason = reason;
    }

    public void PublishLevel(Market market, Side side, int ticks)
    {
        ref var changed = ref state.Events.Next<LevelChanged>();
        changed.Market = market.Id;
        market.Book.Describe(side, ticks, ref changed);
    }

    private void Delist(ref OrderSlot order, ref Position position)
    {
        if (order.NewerOfAccount == 0)
        {
            position.NewestOrder = order.OlderOfAccount;
        }
        else
        {
            state.Orders[order.NewerOfAccount].OlderOfAccount = order.OlderOfAccount;
        }

        if (order.OlderOfAccount != 0)
        {
            state.Orders[order.OlderOfAccount].NewerOfAccount = order.NewerOfAccount;
        }

        position.OpenOrders--;
        state.Accounts[order.Account].OpenOrders--;
    }
}
