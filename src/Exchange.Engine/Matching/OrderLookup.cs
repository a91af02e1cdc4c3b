namespace Exchange.Engine;

/// <summary>Finds an account's open order by either of its names.</summary>
internal static class OrderLookup
{
    /// <summary>The slot, or 0 if no open order of the account has that name. The order id counts if both are given.</summary>
    public static int Find(State state, AccountId account, OrderId id, in ClientOrderId clientOrderId)
    {
        if (id.IsNone && !clientOrderId.IsEmpty)
        {
            var place = state.Remembered.Find(account, clientOrderId);
            id = place == 0 ? default : new OrderId(state.Remembered[place].OrderId);
        }

        var slot = id.Value > 0 ? state.Orders.Find(id) : 0;
        return slot != 0 && state.Orders[slot].Account == account.Value ? slot : 0;
    }
}
