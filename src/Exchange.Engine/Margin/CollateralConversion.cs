namespace Exchange.Engine;

/// <summary>
/// The house buys collateral of an account that owes another asset: at the index less a penalty, with what the insurance fund has of the
/// asset that is owed. Bounded: each pair of assets at most once. FORMULAS §4.9.
/// </summary>
internal sealed class CollateralConversion(State state)
{
    /// <summary>Whether the account owes more of an asset than the asset's rules let it.</summary>
    public bool IsDue(AccountId account)
    {
        for (var asset = 1; asset <= state.Assets.Count; asset++)
        {
            if (IsBeyondLimit(account, asset))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Sells the account's balances for its debts, debts and balances each in order of asset, and records each sale. A liquidation calls it
    /// for all debts, with a cap on what the house takes, before the insurance fund pays for anything: what is still owed then is bad debt.
    /// It never leaves the account with less equity than it had where the rules' weights are at most 1 − penalty, and they are.
    /// </summary>
    /// <param name="account">Whose.</param>
    /// <param name="maxValue">The most that the house pays, in units of the valuation asset.</param>
    /// <param name="onlyBeyondLimit">Whether debts within the limit are left alone.</param>
    /// <returns>What the house paid, in units of the valuation asset, rounded up; 0 if nothing could be sold.</returns>
    public long SellForDebts(AccountId account, long maxValue, bool onlyBeyondLimit)
    {
        long paid = 0;
        for (var owed = 1; owed <= state.Assets.Count; owed++)
        {
            if (state.Accounts.Balance(account.Value, owed) >= 0 || (onlyBeyondLimit && !IsBeyondLimit(account, owed)))
            {
                continue;
            }

            for (var sold = 1; sold <= state.Assets.Count && state.Accounts.Balance(account.Value, owed) < 0; sold++)
            {
                if (sold != owed && state.Accounts.Balance(account.Value, sold) > 0)
                {
                    paid += Sell(account, state.Assets.Collateral(sold), state.Assets.Collateral(owed), maxValue - paid);
                }
            }
        }

        return paid;
    }

    private bool IsBeyondLimit(AccountId account, int asset)
    {
        var balance = state.Accounts.Balance(account.Value, asset);
        return balance < 0 && -state.Assets.Terms(asset).ValueFloor(balance) > state.Assets.Collateral(asset).Rules.DebtLimit.Units;
    }

    private long Sell(AccountId account, Collateral sold, Collateral owed, long maxValue)
    {
        if (!sold.HasSoundPrice || !owed.HasSoundPrice)
        {
            return 0;
        }

        var offered = state.Ledger.Balance(account, sold.Asset);
        var rest = Rate.One - sold.Rules.ConversionPenalty.Billionths;
        var worth = owed.Terms.AmountFloor(FixedMath.RateFloor(sold.Terms.ValueFloor(offered), rest));
        var wanted = Math.Min(
            Math.Min(-state.Ledger.Balance(account, owed.Asset), state.Ledger.Balance(AccountId.InsuranceFund, owed.Asset)),
            owed.Terms.AmountFloor(maxValue));
        var paid = Math.Min(worth, wanted);
        if (paid <= 0)
        {
            return 0;
        }

        // All of it, or as little as is worth what is paid.
        var taken = paid == worth ? offered : Math.Min(offered, sold.Terms.AmountCeiling(FixedMath.MulDivCeiling(owed.Terms.ValueCeiling(paid), Rate.One, rest)));
        state.Events.Append(new CollateralConverted
        {
            Account = account,
            SoldAsset = sold.Asset,
            OwedAsset = owed.Asset,
            SoldAmount = new Money(taken),
            PaidAmount = new Money(paid),
            SoldPrice = new AssetPrice(sold.Terms.Price),
            OwedPrice = new AssetPrice(owed.Terms.Price),
            Penalty = sold.Rules.ConversionPenalty,
        });
        state.Ledger.Transfer(account, AccountId.InsuranceFund, sold.Asset, taken, TransferKind.CollateralSold);
        state.Ledger.Transfer(AccountId.InsuranceFund, account, owed.Asset, paid, TransferKind.CollateralProceeds);
        return owed.Terms.ValueCeiling(paid);
    }
}
