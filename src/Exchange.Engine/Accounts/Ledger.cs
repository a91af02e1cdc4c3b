namespace Exchange.Engine;

/// <summary>The only code that moves money: each call is one double entry, and one event. FORMULAS §7.</summary>
internal sealed class Ledger(AccountStore accounts, EventSink events, TouchedAccounts touched)
{
    private long _lastTransfer;

    public long Balance(AccountId account, AssetId asset) => accounts.Balance(account.Value, asset.Value);

    /// <summary>Moves an amount. Zero moves nothing and leaves no entry.</summary>
    public void Transfer(AccountId from, AccountId to, AssetId asset, long amount, TransferKind kind, MarketId market = default, TradeId trade = default, AccountId beneficiary = default)
    {
        Invariant.That(amount >= 0);
        if (amount == 0)
        {
            return;
        }

        ref var source = ref accounts.Balance(from.Value, asset.Value);
        source -= amount;
        touched.Add(from.Value);
        var sourceAfter = source;
        ref var target = ref accounts.Balance(to.Value, asset.Value);
        target += amount;
        if (asset != AssetList.Valuation)
        {
            // It has another asset from now on, whose price moves it.
            touched.Add(to.Value);
        }

        ref var moved = ref events.Next<MoneyTransferred>();
        moved.TransferId = ++_lastTransfer;
        moved.From = from;
        moved.To = to;
        moved.Asset = asset;
        moved.Market = market;
        moved.Amount = new Money(amount);
        moved.FromBalanceAfter = new Money(sourceAfter);
        moved.ToBalanceAfter = new Money(target);
        moved.TradeId = trade;
        moved.TransferKind = kind;
        moved.Beneficiary = beneficiary;
    }

    public void Write(SnapshotWriter writer) => writer.Write(_lastTransfer);

    public void Read(ref SnapshotReader reader) => _lastTransfer = reader.Read<long>();
}
