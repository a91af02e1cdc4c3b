namespace Exchange.Engine;

/// <summary>Changes a resting order in place. FORMULAS §5.8.</summary>
internal sealed class OrderAmendment(State state, Admission admission, OrderExecution execution, OpenOrders open)
{
    public RejectReason Apply(in AmendOrder command)
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

        ref var order = ref state.Orders[slot];
        var market = state.Markets[order.Market];
        ref var account = ref state.Accounts[order.Account];
        ref var position = ref state.Accounts.FindPosition(ref account, order.Market);
        var price = command.LimitPrice.IsNone ? order.PriceTicks : command.LimitPrice.Ticks;
        var quantity = command.Quantity.IsZero ? order.Quantity : command.Quantity.Lots;
        var without = position;
        OrderSums.Remove(ref without, market.Margin, order, order.Remaining);
        Resolve(order, slot, market, without, price, quantity, out var intent);
        if (price == order.PriceTicks && quantity < order.Quantity)
        {
            // Less at the same price neither matches nor raises risk: a cancel in part, which band and margin cannot refuse.
            var against = MarketStateRules.AllowsOrder(market, isHeldToRest: true, mayRest: true, raisesRisk: false)
                ? Admission.CheckShape(intent)
                : RejectReason.MarketStateForbids;
            if (against == RejectReason.None)
            {
                ShrinkInPlace(slot, ref order, market, ref position, quantity);
            }

            return against;
        }

        if (Check(order, ref intent) is var reason and not RejectReason.None)
        {
            return reason;
        }

        // Nothing below this line may fail.
        Reenter(slot, ref order, market, account.Owner, ref position, (int)price, quantity);
        return RejectReason.None;
    }

    private RejectReason Check(in OrderSlot order, ref OrderIntent intent)
    {
        var reason = admission.Check(ref intent);
        return reason == RejectReason.None && order.IsReduceOnly && intent.Lots > intent.Reducible
            ? RejectReason.ReduceOnlyWouldIncrease
            : reason;
    }

    /// <summary>The order as it would be, with the old one out of its account's sums; filled in where it stays, as in a placement.</summary>
    private void Resolve(in OrderSlot order, int slot, Market market, in Position without, long price, long quantity, out OrderIntent intent)
    {
        ref var detail = ref state.Orders.Detail(slot);
        var filled = order.Quantity - order.Remaining;
        intent = default;
        intent.Market = market;
        intent.Account = new AccountId(order.Account);
        intent.Side = order.Side;
        intent.Type = OrderType.Limit;
        intent.TimeInForce = detail.TimeInForce;
        intent.Flags = order.Flags;
        intent.LimitTicks = price;
        intent.Lots = quantity < 0 ? quantity : quantity - filled;
        intent.TotalLots = quantity;
        intent.IsPointless = quantity <= filled || (price == order.PriceTicks && quantity == order.Quantity);
        intent.IsAmendment = true;
        intent.ExpiresAt = detail.ExpiresAt;
        intent.GivenPrice = new Price(price);
        intent.Position = ref without;
    }

    private void ShrinkInPlace(int slot, ref OrderSlot order, Market market, ref Position position, long quantity)
    {
        var lots = order.Quantity - quantity;
        OrderSums.Remove(ref position, market.Margin, order, lots);
        market.Book.Shrink(ref order, lots);
        order.Quantity = quantity;
        Publish(order, keptPriority: 1);
        open.PublishLevel(market, order.Side, order.PriceTicks);
        execution.Describe(slot);
    }

    private void Reenter(int slot, ref OrderSlot order, Market market, int owner, ref Position position, int price, long quantity)
    {
        var (oldPrice, filled) = (order.PriceTicks, order.Quantity - order.Remaining);
        OpenOrders.TakeOut(slot, ref order, market, ref position);
        order.PriceTicks = price;
        order.Quantity = quantity;
        order.Remaining = quantity - filled;
        Publish(order, keptPriority: 0);
        open.PublishLevel(market, order.Side, oldPrice);
        ref var detail = ref state.Orders.Detail(slot);
        execution.Work(slot, market, owner, detail.SelfTradePrevention, detail.TimeInForce, ref position);
    }

    private void Publish(in OrderSlot order, int keptPriority)
    {
        ref var amended = ref state.Events.Next<OrderAmended>();
        amended.OrderId = new OrderId(order.Id);
        amended.Account = new AccountId(order.Account);
        amended.Market = new MarketId(order.Market);
        amended.LimitPrice = new Price(order.PriceTicks);
        amended.Quantity = new Quantity(order.Quantity);
        amended.Remaining = new Quantity(order.Remaining);
        amended.KeptPriority = keptPriority;
    }
}
