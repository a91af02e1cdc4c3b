namespace Exchange.Engine;

/// <summary>Keeps resting reduce-only orders within the position they reduce. FORMULAS §5.7.</summary>
internal sealed class ReduceOnlyGuard(State state, OpenOrders open)
{
    /// <summary>After the position has changed: shrinks or cancels, from the newest order, until the rest fits.</summary>
    public void Fit(Market market, ref Position position)
    {
        if (position.ReduceOnlyLots == 0)
        {
            return;
        }

        for (var slot = position.NewestOrder; slot != 0;)
        {
            ref var order = ref state.Orders[slot];
            var older = order.OlderOfAccount;
            if (order.IsReduceOnly)
            {
                // On the wrong side of a flipped position nothing can be closed, so every order goes.
                var excess = Math.Min(order.Remaining, position.ReduceOnlyLots - position.ClosableBy(order.Side));
                if (excess <= 0)
                {
                    return;
                }

                if (excess == order.Remaining)
                {
                    open.Cancel(slot, ref order, market, ref position, CancelReason.ReduceOnly);
                }
                else
                {
                    open.Shrink(ref order, market, ref position, excess);
                }
            }

            slot = older;
        }
    }
}
