using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>A market's resting orders in price-time priority.</summary>
internal sealed class OrderBook(OrderPool orders)
{
    private readonly PriceLadder _bids = new();
    private readonly PriceLadder _asks = new();

    /// <summary>The highest bid in ticks; 0 if there is none.</summary>
    public int BestBid { get; private set; }

    /// <summary>The lowest ask in ticks; 0 if there is none.</summary>
    public int BestAsk { get; private set; }

    public PriceLadder Ladder(Side side) => side == Side.Buy ? _bids : _asks;

    public int Best(Side side) => side == Side.Buy ? BestBid : BestAsk;

    /// <summary>The next occupied price behind one, seen from the touch; 0 if there is none.</summary>
    public int NextBehind(Side side, int ticks) =>
        side == Side.Buy ? _bids.NextAtOrBelow(ticks - 1) : _asks.NextAtOrAbove(ticks + 1);

    /// <summary>The oldest order at an occupied price.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int OldestAt(Side side, int ticks) => Ladder(side).At(ticks).Oldest;

    /// <summary>Puts an order at the end of its price's queue.</summary>
    public void Enqueue(int slot)
    {
        ref var order = ref orders[slot];
        ref var level = ref Ladder(order.Side).Occupy(order.PriceTicks);
        order.Next = 0;
        order.Previous = level.Newest;
        if (level.Newest == 0)
        {
            level.Oldest = slot;
        }
        else
        {
            orders[level.Newest].Next = slot;
        }

        level.Newest = slot;
        level.Lots += order.Remaining;
        level.Count++;
        ImproveBest(order.Side, order.PriceTicks);
    }

    /// <summary>Takes an order out of its queue.</summary>
    public void Dequeue(int slot)
    {
        ref var order = ref orders[slot];
        var ladder = Ladder(order.Side);
        ref var level = ref ladder.At(order.PriceTicks);
        if (order.Previous == 0)
        {
            level.Oldest = order.Next;
        }
        else
        {
            orders[order.Previous].Next = order.Next;
        }

        if (order.Next == 0)
        {
            level.Newest = order.Previous;
        }
        else
        {
            orders[order.Next].Previous = order.Previous;
        }

        level.Lots -= order.Remaining;
        level.Count--;
        if (level.Count == 0)
        {
            Invariant.That(level.Lots == 0);
            ladder.Vacate(order.PriceTicks);
            RefreshBest(order.Side, order.PriceTicks);
        }
    }

    /// <summary>An order in the queue becomes smaller and keeps its place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Shrink(ref OrderSlot order, long lots)
    {
        order.Remaining -= lots;
        Ladder(order.Side).At(order.PriceTicks).Lots -= lots;
    }

    /// <summary>The average price at which a side of the book takes up a notional, in millionths of a tick, rounded down; 0 if it does not offer that much.</summary>
    /// <param name="side">Whose orders.</param>
    /// <param name="notional">In settlement units.</param>
    /// <param name="terms">The market's.</param>
    public long ImpactPrice(Side side, long notional, MarginTerms terms) => terms.Kind == ContractKind.Linear
        ? ImpactPrice(side, notional, terms.TickLotValue)
        : ImpactPriceOfInverse(side, notional, terms);

    /// <summary>The same in a linear market.</summary>
    public long ImpactPrice(Side side, long notional, long tickLotValue)
    {
        long lots = 0;
        Int128 tickLots = 0;
        for (var ticks = Best(side); ticks != 0; ticks = NextBehind(side, ticks))
        {
            var offered = Ladder(side).At(ticks).Lots;
            var wanted = (long)((notional - (tickLots * tickLotValue) + (ticks * tickLotValue) - 1) / (ticks * tickLotValue));
            var taken = Math.Min(offered, wanted);
            lots += taken;
            tickLots += (Int128)taken * ticks;
            if (taken == wanted)
            {
                return (long)(tickLots * FinePrice.PerTick / lots);
            }
        }

        return 0;
    }

    /// <summary>What a side offers from its best price to a limit; no more than <paramref name="most"/>.</summary>
    public long LotsUpTo(Side side, int limit, long most)
    {
        long lots = 0;
        for (var ticks = Best(side); ticks != 0 && lots < most && (side == Side.Buy ? ticks >= limit : ticks <= limit); ticks = NextBehind(side, ticks))
        {
            lots += Math.Min(most, Ladder(side).At(ticks).Lots);
        }

        return Math.Min(most, lots);
    }

    /// <summary>The harmonic average: lots ÷ Σ (lots ÷ price), rounded down.</summary>
    private long ImpactPriceOfInverse(Side side, long notional, MarginTerms terms)
    {
        const int bits = 18;
        Int128 lots = 0;
        Int128 worth = 0;
        for (var ticks = Best(side); ticks != 0; ticks = NextBehind(side, ticks))
        {
            var weight = Contract.Weight(terms, ticks);
            var missing = ((Int128)notional << bits) - worth;
            var taken = Int128.Min(Ladder(side).At(ticks).Lots, (missing + weight - 1) / weight);
            lots += taken;
            worth += taken * weight;
            if (worth >= (Int128)notional << bits)
            {
                return (long)((lots * terms.TickLotValue * FinePrice.PerTick << bits) / worth);
            }
        }

        return 0;
    }

    /// <summary>Tells what rests at a price now.</summary>
    public void Describe(Side side, int ticks, ref LevelChanged changed)
    {
        changed.Side = side;
        changed.Price = new Price(ticks);
        ref var level = ref Ladder(side).Find(ticks);
        if (!Unsafe.IsNullRef(ref level))
        {
            changed.Quantity = new Quantity(level.Lots);
            changed.OrderCount = level.Count;
        }
    }

    /// <summary>Rebuilds one order's part of its level from the links in the pool, after a restore.</summary>
    public void Relink(int slot)
    {
        ref var order = ref orders[slot];
        ref var level = ref Ladder(order.Side).Occupy(order.PriceTicks);
        level.Lots += order.Remaining;
        level.Count++;
        if (order.Previous == 0)
        {
            level.Oldest = slot;
        }

        if (order.Next == 0)
        {
            level.Newest = slot;
        }

        ImproveBest(order.Side, order.PriceTicks);
    }

    private void ImproveBest(Side side, int ticks)
    {
        if (side == Side.Buy)
        {
            BestBid = Math.Max(BestBid, ticks);
        }
        else if (BestAsk == 0 || ticks < BestAsk)
        {
            BestAsk = ticks;
        }
    }

    private void RefreshBest(Side side, int vacated)
    {
        if (side == Side.Buy)
        {
            if (vacated == BestBid)
            {
                BestBid = _bids.NextAtOrBelow(vacated);
            }
        }
        else if (vacated == BestAsk)
        {
            BestAsk = _asks.NextAtOrAbove(vacated);
        }
    }
}
