using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>Keeps a position's sums over its open orders equal to those orders. FORMULAS §4.3.</summary>
internal static class OrderSums
{
    /// <summary>An order came to rest with these lots, or (negative) lots of it left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref Position position, MarginTerms terms, Side side, bool isReduceOnly, long priceTicks, long marginTicks, long lots)
    {
        if (isReduceOnly)
        {
            position.ReduceOnlyLots += lots;
        }
        else if (terms.Kind == ContractKind.Inverse)
        {
            AddInverse(ref position, terms, side, priceTicks, marginTicks, lots);
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
    public static void Remove(ref Position position, MarginTerms terms, in OrderSlot order, long lots) =>
        Add(ref position, terms, order.Side, order.IsReduceOnly, order.PriceTicks, order.MarginTicks, -lots);

    /// <summary>In terms of value instead of price; and it is the bids that are margined at more than their limit.</summary>
    private static void AddInverse(ref Position position, MarginTerms terms, Side side, long priceTicks, long marginTicks, long lots)
    {
        var weight = lots * Contract.Weight(terms, priceTicks);
        if (side == Side.Buy)
        {
            position.BidLots += lots;
            position.BidTickLots += weight;
            position.AskMarginTickLots += lots * Contract.Weight(terms, marginTicks);
        }
        else
        {
            position.AskLots += lots;
            position.AskTickLots += weight;
        }
    }
}
