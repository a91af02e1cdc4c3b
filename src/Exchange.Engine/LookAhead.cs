using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>
/// Brings near what the next commands will touch, in three steps a few commands apart, each when what the step before asked for has come:
/// the lines that the command itself names (account, order); the lines that these name in turn (positions, level, the order it would
/// match); the account of that order. Hints only, and only from what stands now: it changes nothing and may guess wrong.
/// </summary>
internal sealed class LookAhead(State state)
{
    /// <summary>How many commands ahead of the one applied a command should be shown.</summary>
    public const int Distance = 12;

    /// <summary>Up to so many accounts, and the orders and levels that come with them, stay in a processor's cache by themselves.</summary>
    private const int AccountsInCache = 1 << 15;

    private const int SecondStep = 4;
    private const int ThirdStep = 8;
    private const int RingMask = 15;

    private readonly Shown[] _ring = new Shown[RingMask + 1];
    private int _next;

    private bool IsLarge => state.Accounts.NextId > AccountsInCache;

    /// <summary>Shows a command, in the order in which they will be applied.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Show(in CommandFrame command)
    {
        if (!IsLarge)
        {
            Lightly(command);
            return;
        }

        unchecked
        {
            First(command, ref _ring[_next & RingMask]);
            Second(ref _ring[(_next - SecondStep) & RingMask]);
            Third(_ring[(_next - ThirdStep) & RingMask]);
            _next++;
        }
    }

    /// <summary>In a small venue what is not near is not far: only what the command names, since every further hint costs as much as it gains.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Lightly(in CommandFrame command)
    {
        switch (command.Kind)
        {
            case CommandKind.PlaceOrder:
                ref readonly var place = ref command.As<PlaceOrder>();
                state.Accounts.PrefetchFirstPosition(place.Account.Value);
                if (!place.ClientOrderId.IsEmpty)
                {
                    state.Remembered.Prefetch(place.Account, place.ClientOrderId);
                }

                break;
            case CommandKind.CancelOrder:
                ref readonly var cancel = ref command.As<CancelOrder>();
                state.Accounts.PrefetchFirstPosition(cancel.Account.Value);
                state.Orders.Prefetch(cancel.OrderId.Slot);
                break;
            case CommandKind.AmendOrder:
                ref readonly var amend = ref command.As<AmendOrder>();
                state.Accounts.PrefetchFirstPosition(amend.Account.Value);
                state.Orders.Prefetch(amend.OrderId.Slot);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void First(in CommandFrame command, ref Shown shown)
    {
        shown.Account = 0;
        shown.Market = 0;
        shown.Slot = 0;
        shown.Maker = 0;
        shown.NeedsMargin = command.Kind != CommandKind.CancelOrder;
        switch (command.Kind)
        {
            case CommandKind.PlaceOrder:
                ref readonly var place = ref command.As<PlaceOrder>();
                shown.Account = place.Account.Value;
                shown.Market = place.Market.Value;
                shown.Side = place.Side;
                shown.LimitTicks = place.LimitPrice.Ticks;
                if (!place.ClientOrderId.IsEmpty)
                {
                    state.Remembered.Prefetch(place.Account, place.ClientOrderId);
                }

                break;
            case CommandKind.CancelOrder:
                ref readonly var cancel = ref command.As<CancelOrder>();
                shown.Account = cancel.Account.Value;
                shown.Slot = cancel.OrderId.Slot;
                break;
            case CommandKind.AmendOrder:
                ref readonly var amend = ref command.As<AmendOrder>();
                shown.Account = amend.Account.Value;
                shown.Slot = amend.OrderId.Slot;
                break;
        }

        state.Accounts.Prefetch(shown.Account);
        state.Orders.Prefetch(shown.Slot);
    }

    private void Second(ref Shown shown)
    {
        var market = shown.Market;
        if (shown.Slot != 0)
        {
            market = BeforeOrder(shown);
        }
        else if (state.Markets.Find(new MarketId(market)) is { } named)
        {
            BeforePlacement(ref shown, named.Book);
        }

        state.Accounts.PrefetchPositions(shown.Account, market, others: shown.NeedsMargin);
    }

    private void Third(in Shown shown)
    {
        if (shown.Maker != 0)
        {
            state.Accounts.PrefetchWhole(state.Orders[shown.Maker].Account);
        }
    }

    /// <summary>A command on an open order: its neighbors, its level, and where it is remembered.</summary>
    /// <returns>Its market; 0 if there is no such order.</returns>
    private int BeforeOrder(in Shown shown)
    {
        if (!state.Orders.PrefetchAround(shown.Slot))
        {
            return 0;
        }

        ref var order = ref state.Orders[shown.Slot];
        if (order.Id == 0)
        {
            return 0;
        }

        state.Markets[order.Market].Book.Ladder(order.Side).Prefetch(order.PriceTicks);
        if (order.Remembered != 0)
        {
            state.Remembered.PrefetchEnd(order.Remembered, shown.Account);
        }

        return order.Market;
    }

    /// <summary>A new order: the order it would match first if it came now, or else the level where it would rest.</summary>
    private void BeforePlacement(ref Shown shown, OrderBook book)
    {
        state.Orders.PrefetchFree();
        var opposite = shown.Side == Side.Buy ? Side.Sell : Side.Buy;
        var best = book.Best(opposite);
        if (best != 0 && (shown.LimitTicks == 0 || (shown.Side == Side.Buy ? best <= shown.LimitTicks : best >= shown.LimitTicks)))
        {
            shown.Maker = book.OldestAt(opposite, best);
            state.Orders.PrefetchWhole(shown.Maker);
        }
        else
        {
            book.Ladder(shown.Side).Prefetch(shown.LimitTicks);
        }
    }

    /// <summary>What the later steps need of a command; all 0 if they need nothing.</summary>
    private struct Shown
    {
        public int Account;
        public int Market;
        public int Slot;

        /// <summary>The slot of the order that a new order would match first.</summary>
        public int Maker;

        public long LimitTicks;
        public Side Side;

        /// <summary>Whether the account's other positions count.</summary>
        public bool NeedsMargin;
    }
}
