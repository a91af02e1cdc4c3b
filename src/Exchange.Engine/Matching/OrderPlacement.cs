using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>The path of a new order: known already? admitted? then in, through the book, and to rest.</summary>
internal sealed class OrderPlacement(State state, Admission admission, OrderExecution execution)
{
    private static readonly Position[] NoPosition = new Position[1];

    public CommandOutcome Apply(in PlaceOrder command)
    {
        if (!IsWellFormed(command))
        {
            return Reject(command, RejectReason.MalformedCommand);
        }

        if (!state.Accounts.IsCustomer(command.Account))
        {
            return Reject(command, RejectReason.AccountUnknown);
        }

        if (state.Markets.Find(command.Market) is not { } market)
        {
            return Reject(command, RejectReason.MarketUnknown);
        }

        if (!command.ClientOrderId.IsEmpty && state.Remembered.Find(command.Account, command.ClientOrderId) is var known and not 0)
        {
            return Repeat(command, known);
        }

        ref var account = ref state.Accounts[command.Account.Value];
        var intent = Resolve(command, market, ref account);
        if (admission.Check(intent) is var reason and not RejectReason.None)
        {
            return Reject(command, reason);
        }

        if (state.Orders.IsFull || (!command.ClientOrderId.IsEmpty && state.Remembered.IsFull))
        {
            return Reject(command, RejectReason.CapacityExhausted);
        }

        // Nothing below this line may fail: from here the order is in.
        var slot = Accept(command, intent);
        ref var position = ref state.Accounts.PositionOf(ref account, market.Id.Value);
        return execution.Work(slot, market, account.Owner, command.SelfTradePrevention, command.TimeInForce, ref position);
    }

    private OrderIntent Resolve(in PlaceOrder command, Market market, ref AccountRecord account)
    {
        ref readonly var position = ref state.Accounts.FindPosition(ref account, market.Id.Value);
        return new OrderIntent
        {
            Market = market,
            Account = command.Account,
            Side = command.Side,
            Type = command.Type,
            TimeInForce = command.TimeInForce,
            Flags = command.Flags,
            LimitTicks = command.Type == OrderType.Limit ? command.LimitPrice.Ticks : SlippageBound(command, market),
            Lots = command.Quantity.Lots,
            TotalLots = command.Quantity.Lots,
            ExpiresAt = command.ExpiresAt,
            MaxSlippage = command.MaxSlippage,
            GivenPrice = command.LimitPrice,
            Position = ref Unsafe.IsNullRef(in position) ? ref NoPosition[0] : ref position,
        };
    }

    private static long SlippageBound(in PlaceOrder command, Market market)
    {
        var cap = market.Parameters.SlippageCap.Billionths;
        var asked = command.MaxSlippage.Billionths;
        return market.MarkTicks == 0 ? 0 : market.SlippageBound(command.Side, asked > 0 && asked < cap ? asked : cap);
    }

    private int Accept(in PlaceOrder command, in OrderIntent intent)
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
        state.Orders.Detail(slot) = new OrderDetail
        {
            ExpiresAt = command.ExpiresAt,
            CreatedAt = state.Now,
            CreatedSequence = state.Sequence,
            Type = command.Type,
            TimeInForce = command.TimeInForce,
            SelfTradePrevention = command.SelfTradePrevention,
        };
        if (!command.ClientOrderId.IsEmpty)
        {
            order.Remembered = state.Remembered.Add(command, order.Id);
        }

        state.Events.Append(new OrderAccepted
        {
            OrderId = new OrderId(order.Id),
            Account = command.Account,
            Market = command.Market,
            LimitPrice = new Price(intent.LimitTicks),
            Quantity = command.Quantity,
            ExpiresAt = command.ExpiresAt,
            ClientOrderId = command.ClientOrderId,
            Side = command.Side,
            Type = command.Type,
            TimeInForce = command.TimeInForce,
            Flags = command.Flags,
            SelfTradePrevention = command.SelfTradePrevention,
        });
        return slot;
    }

    /// <summary>The outcome of the order that had this client order id first, if it was asked for in the same words. FORMULAS §5.11.</summary>
    private CommandOutcome Repeat(in PlaceOrder command, int place)
    {
        ref var remembered = ref state.Remembered[place];
        if (!remembered.HasContentOf(command))
        {
            return Reject(command, RejectReason.ClientOrderIdReused);
        }

        var slot = state.Orders.Find(new OrderId(remembered.OrderId));
        if (slot != 0)
        {
            return execution.Outcome(slot) with { IsRepeat = true };
        }

        return new CommandOutcome
        {
            OrderId = new OrderId(remembered.OrderId),
            Entity = remembered.Market,
            Filled = new Quantity(remembered.Filled),
            FilledTickLots = remembered.FilledTickLots,
            Status = remembered.Status,
            CancelReason = remembered.CancelReason,
            IsRepeat = true,
        };
    }

    private static bool IsWellFormed(in PlaceOrder command) =>
        command.Side is Side.Buy or Side.Sell
        && command.Type is OrderType.Limit or OrderType.Market
        && command.TimeInForce is >= TimeInForce.GoodTillCanceled and <= TimeInForce.FillOrKill
        && command.Flags <= (OrderFlags.PostOnly | OrderFlags.ReduceOnly)
        && command.SelfTradePrevention is >= SelfTradePrevention.ExpireTaker and <= SelfTradePrevention.ExpireBoth
        && command.ClientOrderId.IsWellFormed();

    private CommandOutcome Reject(in PlaceOrder command, RejectReason reason) =>
        Rejection.Of(state, CommandKind.PlaceOrder, reason, command.Account, command.Market);
}
