namespace Exchange.Engine;

/// <summary>At the end of each command: opens a case for every margin unit that the command brought below maintenance margin. FORMULAS §14.2.</summary>
internal sealed class LiquidationOpening(State state, TriggerIndex index)
{
    private readonly List<int> _markets = [];

    /// <summary>Whether the command could have brought anybody there.</summary>
    public bool HasWork => index.HasWork;

    public void OpenDue()
    {
        foreach (var found in index.Find())
        {
            Open(found.Unit);
        }
    }

    /// <summary>Opens a case and records what it was opened on: inputs, from which anybody can derive the conclusion.</summary>
    private void Open(MarginUnit unit)
    {
        var id = new LiquidationId(state.Liquidations.Open(unit, state.Now).Id);
        var risk = state.Units.Risk(unit);
        NoteMarkets(unit);
        ref var opened = ref state.Events.Next<LiquidationOpened>();
        opened.Liquidation = id;
        opened.Account = new AccountId(unit.Account);
        opened.Market = new MarketId(unit.Market);
        opened.Collateral = new Money(risk.Collateral);
        opened.UnrealizedPnl = new Money(risk.UnrealizedPnl);
        opened.Equity = new Money(risk.Equity);
        opened.MaintenanceMargin = new Money(risk.MaintenanceMargin);
        opened.Notional = new Money(risk.Notional);
        opened.Positions = _markets.Count;
        opened.Balances = unit.IsCross ? CountBalances(unit.Account) : 1;
        foreach (var market in _markets)
        {
            Record(id, state.Markets[market], state.Accounts.FindPosition(ref state.Accounts[unit.Account], market));
        }

        RecordBalances(id, unit);
    }

    private void NoteMarkets(MarginUnit unit)
    {
        _markets.Clear();
        foreach (ref var position in new PositionWalk(state.Accounts, unit.Account))
        {
            if (position.Size != 0 && unit.Holds(position))
            {
                _markets.Add(position.Market);
            }
        }

        _markets.Sort();
    }

    private void Record(LiquidationId id, Market market, in Position position)
    {
        var notional = MarginRules.Notional(market.Margin, position);
        var legs = PriceCommands.Legs(market, state.Now);
        ref readonly var prices = ref market.Prices.State;
        ref var recorded = ref state.Events.Next<LiquidationPosition>();
        recorded.Liquidation = id;
        recorded.Market = market.Id;
        recorded.Leverage = position.Leverage == 0 ? market.Margin.Tiers.MaxLeverage : position.Leverage;
        recorded.Size = new PositionSize(position.Size);
        recorded.Cost = new Money(position.Cost);
        recorded.MarkPrice = new Price(market.MarkTicks);
        recorded.Index = new FinePrice(legs.Index);
        recorded.BasisLeg = new FinePrice(legs.Basis);
        recorded.TradingLeg = new FinePrice(legs.Trading);
        recorded.SourcesUsed = prices.Used;
        recorded.SourcesDeviating = prices.Deviating;
        recorded.Notional = new Money(notional);
        recorded.UnrealizedPnl = new Money(MarginRules.UnrealizedPnl(market.Margin, position));
        recorded.MaintenanceRate = new Rate(market.Margin.Tiers.MaintenanceRate(notional));
        recorded.MaintenanceAmount = new Money((long)(market.Margin.Tiers.MaintenanceAmountBillionths(notional) / Rate.One));
        recorded.MaintenanceMargin = new Money(market.Margin.Tiers.MaintenanceMargin(notional));
    }

    private int CountBalances(int account)
    {
        var count = 0;
        for (var asset = 1; asset <= state.Assets.Count; asset++)
        {
            count += state.Accounts.Balance(account, asset) != 0 ? 1 : 0;
        }

        return count;
    }

    private void RecordBalances(LiquidationId id, MarginUnit unit)
    {
        if (!unit.IsCross)
        {
            var margin = new Money(state.Units.Collateral(unit));
            state.Events.Append(new LiquidationBalance { Liquidation = id, Asset = state.Markets[unit.Market].SettlementAsset, Balance = margin, Worth = margin });
            return;
        }

        for (var asset = 1; asset <= state.Assets.Count; asset++)
        {
            var balance = state.Accounts.Balance(unit.Account, asset);
            if (balance != 0)
            {
                var terms = state.Assets.Terms(asset);
                state.Events.Append(new LiquidationBalance
                {
                    Liquidation = id, Asset = new AssetId(asset), Balance = new Money(balance), IndexPrice = terms.IsValuation ? 0 : terms.Price, Worth = new Money(terms.Worth(balance)),
                });
            }
        }
    }
}
