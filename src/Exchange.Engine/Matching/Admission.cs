namespace Exchange.Engine;

/// <summary>Lets an order in or says why not. Reads, changes nothing. Checks stand in the order of <see cref="RejectReason"/>. FORMULAS §5.</summary>
internal sealed class Admission(State state)
{
    private readonly ReductionCheck _reduction = new(state);

    /// <summary>The first reason against the order, or none. A market order that closes may come out with a limit nearer to the mark.</summary>
    public RejectReason Check(ref OrderIntent intent)
    {
        var raisesRisk = intent.RaisesRisk;
        if (!MarketStateRules.AllowsOrder(intent.Market, IsHeldToRest(intent), intent.MayRest, raisesRisk))
        {
            return RejectReason.MarketStateForbids;
        }

        if (raisesRisk && state.Liquidations.Restricts(intent.Account, intent.Market.Id))
        {
            return RejectReason.AccountInLiquidation;
        }

        if (CheckShape(intent) is var shape and not RejectReason.None)
        {
            return shape;
        }

        if (HasWrongExpiry(intent))
        {
            return RejectReason.ExpiryInvalid;
        }

        if (CheckPrice(intent) is var price and not RejectReason.None)
        {
            return price;
        }

        if (intent.IsReduceOnly && intent.Reducible <= 0)
        {
            return RejectReason.ReduceOnlyWouldIncrease;
        }

        if (!intent.IsAmendment && intent.MayRest && intent.Position.OpenOrders >= intent.Market.Parameters.MaxOpenOrders)
        {
            return RejectReason.TooManyOpenOrders;
        }

        return raisesRisk ? CheckRisk(intent) : _reduction.Check(ref intent);
    }

    /// <summary>What can be said against the order without looking at prices or positions.</summary>
    public static RejectReason CheckShape(in OrderIntent intent)
    {
        ref readonly var parameters = ref intent.Market.Parameters;
        if (!IsSensible(intent, parameters.SlippageCap))
        {
            return RejectReason.OrderCombinationInvalid;
        }

        if (intent.Type == OrderType.Market ? !intent.GivenPrice.IsNone : intent.LimitTicks is < 1 or > Price.MaxTicks)
        {
            return RejectReason.PriceInvalid;
        }

        if (intent.TotalLots < 1 || intent.Lots > parameters.MaxOrderQuantity.Lots)
        {
            return RejectReason.QuantityInvalid;
        }

        if (intent.IsPointless)
        {
            return RejectReason.AmendInvalid;
        }

        return !intent.IsReduceOnly && intent.LimitTicks > 0 && IsTooSmall(intent)
            ? RejectReason.NotionalTooSmall
            : RejectReason.None;
    }

    private bool HasWrongExpiry(in OrderIntent intent) =>
        intent.TimeInForce == TimeInForce.GoodTillDate
            ? intent.ExpiresAt.Microseconds <= state.Now.Microseconds || intent.ExpiresAt.Microseconds > Bounds.MaxTime
            : intent.ExpiresAt.Microseconds != 0;

    private static RejectReason CheckPrice(in OrderIntent intent)
    {
        var market = intent.Market;
        if (market.MarkTicks == 0)
        {
            return RejectReason.MarkPriceMissing;
        }

        if (!market.IsInBand((int)intent.LimitTicks))
        {
            return RejectReason.PriceOutsideBand;
        }

        var best = market.Book.Best(intent.Side == Side.Buy ? Side.Sell : Side.Buy);
        return IsHeldToRest(intent) && best != 0 && new Price(intent.LimitTicks).Crosses(new Price(best), intent.Side)
            ? RejectReason.PostOnlyWouldMatch
            : RejectReason.None;
    }

    /// <summary>Post-only by its own flag, or an amendment in a market where nothing matches.</summary>
    private static bool IsHeldToRest(in OrderIntent intent) =>
        intent.IsPostOnly || (intent.IsAmendment && intent.Market.State == MarketState.PostOnly);

    private RejectReason CheckRisk(in OrderIntent intent)
    {
        var market = intent.Market;
        if (market.SettlementAsset != AssetList.Valuation && !state.Assets.Collateral(market.SettlementAsset.Value).HasSoundPrice)
        {
            return RejectReason.AssetPriceUnsound;
        }

        ref readonly var parameters = ref market.Parameters;
        var signedSize = intent.Side == Side.Buy ? intent.Position.Size : -intent.Position.Size;
        if (Math.Abs(signedSize + intent.Position.OpenLots(intent.Side) + intent.Lots) > parameters.MaxPositionQuantity.Lots)
        {
            return RejectReason.PositionLimitExceeded;
        }

        if (market.OpenInterest + intent.Lots > parameters.MaxOpenInterest.Lots)
        {
            return RejectReason.OpenInterestCapExceeded;
        }

        var trial = intent.Position;
        OrderSums.Add(
            ref trial, market.Margin, intent.Side, isReduceOnly: false, intent.LimitTicks,
            Contract.MarginTicks(market.Margin.Kind, intent.LimitTicks, market.MarkTicks), intent.Lots);
        return state.Risk.ExcessWith(intent.Account.Value, market, trial, MarginKind.Initial) < 0
            || (trial.IsIsolated != 0 && !CanDraw(intent.Account, market, trial))
            ? RejectReason.InsufficientMargin
            : RejectReason.None;
    }

    /// <summary>Whether the balance itself has what an isolated position could draw: unrealized profit and other collateral cannot be set aside.</summary>
    private bool CanDraw(AccountId account, Market market, in Position trial) =>
        IsolatedMargin.Reserve(market.Margin, trial) <= state.Ledger.Balance(account, market.SettlementAsset);

    /// <summary>Type, time in force and flags together. FORMULAS §5.3.</summary>
    private static bool IsSensible(in OrderIntent intent, Rate slippageCap)
    {
        if (intent.IsPostOnly && !intent.MayRest)
        {
            return false;
        }

        return intent.Type switch
        {
            OrderType.Limit => intent.MaxSlippage.Billionths == 0,
            OrderType.Market => !intent.MayRest
                && intent.MaxSlippage.Billionths >= 0
                && intent.MaxSlippage.Billionths <= slippageCap.Billionths,
        };
    }

    private static bool IsTooSmall(in OrderIntent intent) =>
        intent.Market.Margin.Kind == ContractKind.Linear
            ? FixedMath.ProductAtMost(intent.TotalLots, intent.LimitTicks, intent.Market.TooSmallTickLots)
            : (Int128)intent.TotalLots * intent.Market.TickLotValue < (Int128)intent.LimitTicks * intent.Market.Parameters.MinOrderNotional.Units;
}
