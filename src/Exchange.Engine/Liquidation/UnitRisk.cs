using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>What liquidation asks of a margin unit. In the valuation asset; of an isolated position in its settlement asset.</summary>
internal sealed class UnitRisk(AccountStore accounts, MarketList markets, AssetList assets, AccountRisk risk)
{
    public Risk Risk(MarginUnit unit)
    {
        if (unit.IsCross)
        {
            return risk.Cross(new AccountId(unit.Account));
        }

        ref var position = ref accounts.FindPosition(ref accounts[unit.Account], unit.Market);
        if (Unsafe.IsNullRef(ref position))
        {
            return default;
        }

        var alone = position;
        (alone.BidLots, alone.AskLots) = (0, 0);
        var sums = default(MarginSums);
        sums.AddApart(markets[unit.Market].Margin, alone);
        return new Risk
        {
            Collateral = position.IsolatedMargin,
            UnrealizedPnl = sums.UnrealizedPnl,
            InitialMargin = sums.InitialMargin,
            MaintenanceMargin = sums.MaintenanceMargin,
            Notional = sums.Notional,
        };
    }

    /// <summary>What stands behind a plain unit's positions.</summary>
    public long Collateral(MarginUnit unit) => unit.IsCross
        ? accounts.Balance(unit.Account, AssetList.Valuation.Value)
        : accounts.FindPosition(ref accounts[unit.Account], unit.Market).IsolatedMargin;

    public bool HasPositions(MarginUnit unit)
    {
        foreach (ref var position in new PositionWalk(accounts, unit.Account))
        {
            if (position.Size != 0 && unit.Holds(position))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether nothing but mark prices moves the unit's equity: it is measured in the one asset that it has and trades in.</summary>
    public bool IsPlain(MarginUnit unit)
    {
        if (!unit.IsCross)
        {
            return true;
        }

        if (accounts.HoldsOtherAssets(unit.Account))
        {
            return false;
        }

        foreach (ref var position in new PositionWalk(accounts, unit.Account))
        {
            if (position.Size != 0 && position.IsIsolated == 0 && markets[position.Market].SettlementAsset != AssetList.Valuation)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Equity with every balance counted whole: what decides whether anything is owed that nothing stands behind.</summary>
    public long RawEquity(MarginUnit unit)
    {
        var counted = Risk(unit);
        if (!unit.IsCross)
        {
            return counted.Equity;
        }

        var equity = counted.UnrealizedPnl;
        for (var asset = 1; asset <= assets.Count; asset++)
        {
            equity += assets.Terms(asset).ValueFloor(accounts.Balance(unit.Account, asset));
        }

        return equity;
    }

    /// <summary>What equity is to reach: maintenance margin with each market's buffer.</summary>
    public long Target(MarginUnit unit)
    {
        var target = Risk(unit).MaintenanceMargin;
        foreach (ref var position in new PositionWalk(accounts, unit.Account))
        {
            if (position.Size != 0 && unit.Holds(position))
            {
                var market = markets[position.Market];
                target += InUnit(unit, market, FixedMath.RateCeiling(MarginRules.MaintenanceMargin(market.Margin, position), market.LiquidationRules.Buffer.Billionths));
            }
        }

        return target;
    }

    /// <summary>An amount of a market's settlement asset in what the unit is measured in, rounded up.</summary>
    public long InUnit(MarginUnit unit, Market market, long amount) =>
        unit.IsCross ? assets.Terms(market.SettlementAsset.Value).ValueCeiling(amount) : amount;

    /// <summary>An amount of what the unit is measured in, in a market's settlement asset, rounded toward −∞.</summary>
    public long InSettlement(MarginUnit unit, Market market, long amount)
    {
        var terms = assets.Terms(market.SettlementAsset.Value);
        return !unit.IsCross ? amount : amount >= 0 ? terms.AmountFloor(amount) : -terms.AmountCeiling(-amount);
    }

    /// <summary>Whether every mark price that the unit is measured by is sound, and newer than the last restart.</summary>
    public bool HasFreshPrices(MarginUnit unit)
    {
        foreach (ref var position in new PositionWalk(accounts, unit.Account))
        {
            if (position.Size != 0 && unit.Holds(position) && !markets[position.Market].HasFreshPrice)
            {
                return false;
            }
        }

        return true;
    }
}
