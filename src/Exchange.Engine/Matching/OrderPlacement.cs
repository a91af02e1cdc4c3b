using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>The path of a new order: known already? admitted? then in, through the book, and to rest.</summary>
internal sealed class OrderPlacement(State state, Admission admission, OrderExecution execution)
{
    private static readonly Position[] NoPosition = new Position[1];

    public RejectReason Apply(in PlaceOrder command)
    {
        if (!IsWellFormed(command))
        {
            return RejectReason.MalformedCommand;
        }

        if (!state.Accounts.IsCustomer(command.Account))
        {
            return RejectReason.AccountUnknown;
        }

        if (state.Markets.Find(command.Market) is not { } market)
        {
            return RejectReason.MarketUnknown;
        }

        uint hash = 0;
        if (!command.ClientOrderId.IsEmpty)
        {
            hash = state.Remembered.Hash(command.Account, command.ClientOrderId);
            if (state.Remembered.Find(command.Account, command.ClientOrderId, hash) is var known and not 0)
            {
                return Repeat(command, known);
            }
        }

        ref var account = ref state.Accounts[command.Account.Value];
        Resolve(command, market, ref account, out var intent);
        if (admission.Check(ref intent) is var reason and not RejectReason.None)
        {
            return reason;
        }

        if (state.Orders.IsFull || (!command.ClientOrderId.IsEmpty && state.Remembered.IsFull))
        {
            return RejectReason.CapacityExhausted;
        }

        // Nothing below this line may fail: from here the order is in.
        var slot = Accept(command, intent, hash);
        ref var position = ref state.Accounts.PositionOf(ref account, market.Id.Value);
        execution.Work(slot, market, account.Owner, command.SelfTradePrevention, command.TimeInForce, ref position);
        return RejectReason.None;
    }

    /// <summary>Field by field where it will stay: a struct made elsewhere and copied here is read before its parts are written through.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Resolve(in PlaceOrder command, Market market, ref AccountRecord account, out OrderIntent intent)
    {
        intent = default;
        ref readonly var position = ref state.Accounts.FindPosition(ref account, market.Id.Value);
        intent.Market = market;
        intent.Account = command.Account;
        intent.Side = command.Side;
        intent.Type = command.Type;
        intent.TimeInForce = command.TimeInForce;
        intent.Flags = command.Flags;
        intent.LimitTicks = command.Type == OrderType.Limit ? command.LimitPrice.Ticks : SlippageBound(command, market);
        intent.Lots = command.Quantity.Lots;
        intent.TotalLots = command.Quantity.Lots;
        intent.ExpiresAt = command.ExpiresAt;
        intent.MaxSlippage = command.MaxSlippage;
        intent.GivenPrice = command.LimitPrice;
        intent.Position = ref Unsafe.IsNullRef(in position) ? ref NoPosition[0] : ref position;
    }

    private static long SlippageBound(in PlaceOrder command, Market market)
    {
        var cap = market.Parameters.SlippageCap.Billionths;
        var asked = command.MaxSlippage.Billionths;
        return market.MarkTicks == 0 ? 0 : market.SlippageBound(command.Side, asked > 0 && asked < cap ? asked : cap);
    }

    private int Accept(in PlaceOrder command, in OrderIntent intent, uint hash)
    {
        var slot = state.Orders.Take();
        ref var order = ref state.Orders[slot];
        order.Quantity = intent.Lots;
        order.Remaining = intent.Lots;
        order.PriceTicks = (int)intent.LimitTicks;
        order.Account = command.Account.Value;
        order.Market = (ushort)intent.Market.Id.Value;
        order.Side = command.Side;
        order.Flags = command.Flags;
        ref var detail = ref state.Orders.Detail(slot);
        detail.FilledTickLots = 0;
        detail.ExpiresAt = command.ExpiresAt;
        detail.CreatedAt = state.Now;
        detail.CreatedSequence = state.Sequence;
        detail.Type = command.Type;
        detail.TimeInForce = command.TimeInForce;
        detail.SelfTradePrevention = command.SelfTradePrevention;
        if (!command.ClientOrderId.IsEmpty)
        {
            order.Remembered = state.Remembered.Add(command, order.Id, hash);
        }

        ref var accepted = ref state.Events.Next<OrderAccepted>();
        accepted.OrderId = new OrderId(order.Id);
        accepted.Account = command.Account;
        accepted.Market = command.Market;
        accepted.LimitPrice = new Price(intent.LimitTicks);
        accepted.Quantity = command.Quantity;
        accepted.ExpiresAt = command.ExpiresAt;
        accepted.ClientOrderId = command.ClientOrderId;
        accepted.Side = command.Side;
        accepted.Type = command.Type;
        accepted.TimeInForce = command.TimeInForce;
        accepted.Flags = command.Flags;
        accepted.SelfTradePrevention = command.SelfTradePrevention;
        return slot;
    }

    /// <summary>Answers as the order stands that had this client order id first, if it was asked for in the same words. FORMULAS §5.11.</summary>
    private RejectReason Repeat(in PlaceOrder command, int place)
    {
        ref var remembered = ref state.Remembered[place];
        if (!remembered.HasContentOf(command))
        {
            return RejectReason.ClientOrderIdReused;
        }

        ref var outcome = ref state.Outcome;
        outcome.IsRepeat = true;
        var slot = state.Orders.Find(new OrderId(remembered.OrderId));
        if (slot != 0)
        {
            execution.Describe(slot);
            return RejectReason.None;
        }

        outcome.OrderId = new OrderId(remembered.OrderId);
        outcome.Entity = remembered.Market;
        outcome.Filled = new Quantity(remembered.Filled);
        outcome.FilledTickLots = remembered.FilledTickLots;
        outcome.Status = remembered.Status;
        outcome.CancelReason = remembered.CancelReason;
        return RejectReason.None;
    }

    private static bool IsWellFormed(in PlaceOrder command) =>
        command.Side is Side.Buy or Side.Sell
        && command.Type is OrderType.Limit or OrderType.Market
        && command.TimeInForce is >= TimeInForce.GoodTillCanceled and <= TimeInForce.FillOrKill
        && command.Flags <= (OrderFlags.PostOnly | OrderFlags.ReduceOnly)
        && command.SelfTradePrevention is >= SelfTradePrevention.ExpireTaker and <= SelfTradePrevention.ExpireBoth
        && command.ClientOrderId.IsWellFormed();
}
