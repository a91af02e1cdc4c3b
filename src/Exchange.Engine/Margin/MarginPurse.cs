namespace Exchange.Engine;

/// <summary>Pays for a position and collects what it is due, from and to what stands behind it: the account's balance, or the position's own margin.</summary>
internal sealed class MarginPurse(State state)
{
    /// <summary>Takes an amount from what stands behind a position. An isolated margin may go below zero: that is the position's debt, and nobody else's.</summary>
    public void Pay(AccountId account, ref Position position, AccountId to, AssetId asset, long amount, TransferKind kind, TradeId trade = default)
    {
        if (position.IsIsolated == 0)
        {
            state.Ledger.Transfer(account, to, asset, amount, kind, new MarketId(position.Market), trade);
            return;
        }

        position.IsolatedMargin -= amount;
        state.Touched.Add(account.Value);
        state.Ledger.Transfer(AccountId.IsolatedMargins, to, asset, amount, kind, new MarketId(position.Market), trade, account);
    }

    /// <summary>Gives an amount to what stands behind a position.</summary>
    public void Collect(AccountId from, AccountId account, ref Position position, AssetId asset, long amount, TransferKind kind, TradeId trade = default)
    {
        if (position.IsIsolated == 0)
        {
            state.Ledger.Transfer(from, account, asset, amount, kind, new MarketId(position.Market), trade);
            return;
        }

        position.IsolatedMargin += amount;
        state.Ledger.Transfer(from, AccountId.IsolatedMargins, asset, amount, kind, new MarketId(position.Market), trade, account);
    }

    /// <summary>From the account's balance to the margin of its isolated position.</summary>
    public void Draw(AccountId account, ref Position position, AssetId asset, long amount, TransferKind kind, TradeId trade = default)
    {
        position.IsolatedMargin += amount;
        state.Ledger.Transfer(account, AccountId.IsolatedMargins, asset, amount, kind, new MarketId(position.Market), trade, account);
    }

    /// <summary>From the margin of an isolated position to its account's balance.</summary>
    public void Release(AccountId account, ref Position position, AssetId asset, long amount, TransferKind kind, TradeId trade = default)
    {
        position.IsolatedMargin -= amount;
        state.Touched.Add(account.Value);
        state.Ledger.Transfer(AccountId.IsolatedMargins, account, asset, amount, kind, new MarketId(position.Market), trade, account);
    }
}
