using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>Keeps a position's sums over its open orders equal to those orders. FORMULAS §4.3.</summary>
internal static class OrderSums
{
    /// <summary>An order came to rest with these lots, or (negative) lots of it left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref Position position, Side side, bool isReduceOnly, long priceTicks, long marginTicks, long lots)
    {
        if (isReduceOnly)
        {
            position.ReduceOnlyLots += lots;
        }
        else if (side == Side.Buy)
        {
            position.BidLots += lots;
            position.BidTickLots += lots * priceTicks;
        }
        else
        {
            position.AskLots += lots;
            position.AskTickLots += lots * priceTicks;
            position.AskMarginTickLots += lots * marginTicks;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Remove(ref Position position, in OrderSlot order, long lots) =>
        Add(ref position, order.Side, order.IsReduceOnly, order.PriceTicks, order.MarginTicks, -lots);
}
