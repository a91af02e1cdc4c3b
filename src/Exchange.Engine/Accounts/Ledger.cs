namespace Exchange.Engine;

/// <summary>The only code that moves money: each call is one double entry, and one event. FORMULAS §7.</summary>
internal sealed class Ledger(AccountStore accounts, EventSink events)
{
    private long _lastTransfer;

    public long Balance(AccountId account, AssetId asset) => accounts.Balance(account.Value, asset.Value);

    /// <summary>Moves an amount. Zero moves nothing and leaves no entry.</summary>
    public void Transfer(AccountId from, AccountId to, AssetId asset, long amount, TransferKind kind, MarketId market = default, TradeId trade = default)
    {
        Invariant.That(amount >= 0);
        if (amount == 0)
        {
            return;
        }

        ref var source = ref accounts.Balance(from.Value, asset.Value);
        source -= amount;
        var sourceAfter = source;
        ref var target = ref accounts.Balance(to.Value, asset.Value);
        target += amount;
        events.Append(new MoneyTransferred
        {
            TransferId = ++_lastTransfer,
            From = from,
            To = to,
            Asset = asset,
            Market = market,
            Amount = new Money(amount),
            FromBalanceAfter = new Money(sourceAfter),
            ToBalanceAfter = new Money(target),
            TradeId = trade,
            TransferKind = kind,
        });
    }

    public void Write(SnapshotWriter writer) => writer.Write(_lastTransfer);

    public void Read(ref SnapshotReader reader) => _lastTransfer = reader.Read<long>();
}
