using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>
/// Brings near what the next commands will touch, in two steps: first the lines that the command itself names (account, order), then, a few
/// commands later, when these have arrived, the lines that they name in turn (positions, levels). Hints only: it changes nothing.
/// </summary>
internal sealed class LookAhead(State state)
{
    /// <summary>How many commands ahead of the one applied a command should be shown.</summary>
    public const int Distance = 12;

    /// <summary>How many commands after the first step the second follows.</summary>
    private const int Between = 6;

    private const int RingMask = 7;

    private readonly Shown[] _ring = new Shown[RingMask + 1];
    private int _next;

    /// <summary>Shows a command, in the order in which they will be applied.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Show(in CommandFrame command)
    {
        ref var shown = ref _ring[_next & RingMask];
        shown.Account = 0;
        shown.Market = 0;
        shown.Slot = 0;
        switch (command.Kind)
        {
            case CommandKind.PlaceOrder:
                ref readonly var place = ref command.As<PlaceOrder>();
                shown.Account = place.Account.Value;
                shown.Market = place.Market.Value;
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
        unchecked
        {
            Continue(_ring[(_next - Between) & RingMask]);
            _next++;
        }
    }

    private void Continue(in Shown shown)
    {
        var market = shown.Market;
        if (shown.Slot != 0 && state.Orders.PrefetchAround(shown.Slot))
        {
            ref var order = ref state.Orders[shown.Slot];
            market = order.Market;
            if (order.Remembered != 0)
            {
                state.Remembered.PrefetchEnd(order.Remembered, shown.Account);
            }
        }

        state.Accounts.PrefetchPositions(shown.Account, market, others: true);
    }

    /// <summary>What the second step needs of a command; all 0 if it needs nothing.</summary>
    private struct Shown
    {
        public int Account;
        public int Market;
        public int Slot;
    }
}
