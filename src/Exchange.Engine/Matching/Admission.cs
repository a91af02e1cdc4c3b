namespace Exchange.Engine;

/// <summary>Lets an order in or says why not. Reads, changes nothing. Checks stand in the order of <see cref="RejectReason"/>. FORMULAS §5.</summary>
internal sealed class Admission(State state)
{
    /// <summary>The first reason against the order, or none.</summary>
    /// <param name="intent">The order.</param>
    /// <param name="isNew">False for an amendment, whose order is counted among the open ones already.</param>
    public RejectReason Check(in OrderIntent intent, bool isNew)
    {
        var raisesRisk = intent.RaisesRisk;
        if (!MarketStateRules.AllowsOrder(intent.Market.State, intent.IsPostOnly, raisesRisk))
        {
            return RejectReason.MarketStateForbids;
        }

        if (CheckShape(intent) is var shape and not RejectReason.None)
        {
            return shape;
        }

        if (CheckPrice(intent) is var price and not RejectReason.None)
        {
            return price;
        }

        if (intent.IsReduceOnly && intent.Reducible <= 0)
        {
            return RejectReason.ReduceOnlyWouldIncrease;
        }

        if (isNew && intent.MayRest && intent.Position.OpenOrders >= intent.Market.Parameters.MaxOpenOrders)
        {
            return RejectReason.TooManyOpenOrders;
        }

        return raisesRisk ? CheckRisk(intent) : RejectReason.None;
    }

    private RejectReason CheckShape(in OrderIntent intent)
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

        if (intent.Lots < 1 || intent.Lots > parameters.MaxOrderQuantity.Lots)
        {
            return RejectReason.QuantityInvalid;
        }

        if (!intent.IsReduceOnly && intent.LimitTicks > 0 && IsTooSmall(intent))
        {
            return RejectReason.NotionalTooSmall;
        }

        return intent.TimeInForce == TimeInForce.GoodTillDate && intent.ExpiresAt.Microseconds <= state.Now.Microseconds
            ? RejectReason.ExpiryInvalid
            : RejectReason.None;
    }

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
        return intent.IsPostOnly && best != 0 && new Price(intent.LimitTicks).Crosses(new Price(best), intent.Side)
            ? RejectReason.PostOnlyWouldMatch
            : RejectReason.None;
    }

    private RejectReason CheckRisk(in OrderIntent intent)
    {
        var market = intent.Market;
        ref readonly var parameters = ref market.Parameters;
        var signedSize = intent.Side == Side.Buy ? intent.Position.Size : -intent.Position.Size;
        if (signedSize + intent.Position.OpenLots(intent.Side) + intent.Lots > parameters.MaxPositionQuantity.Lots)
        {
            return RejectReason.PositionLimitExceeded;
        }

        if (market.OpenInterest + intent.Lots > parameters.MaxOpenInterest.Lots)
        {
            return RejectReason.OpenInterestCapExceeded;
        }

        var trial = intent.Position;
        OrderSums.Add(ref trial, intent.Side, isReduceOnly: false, intent.LimitTicks, Math.Max(intent.LimitTicks, market.MarkTicks), intent.Lots);
        return state.Risk.ExcessWith(intent.Account.Value, market, trial, MarginKind.Initial) < 0
            ? RejectReason.InsufficientMargin
            : RejectReason.None;
    }

    /// <summary>Type, time in force and flags together. FORMULAS §5.3.</summary>
    private static bool IsSensible(in OrderIntent intent, Rate slippageCap)
    {
        if ((intent.TimeInForce == TimeInForce.GoodTillDate) != (intent.ExpiresAt.Microseconds != 0))
        {
            // A missing expiry of a good-till-date order is reported as such.
            return intent.ExpiresAt.Microseconds == 0;
        }

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

    private static bool IsTooSmall(in OrderIntent intent)
    {
        var minimum = intent.Market.Parameters.MinOrderNotional.Units;
        return minimum > 0
            && FixedMath.ProductAtMost(intent.Lots, intent.LimitTicks, (minimum - 1) / intent.Market.TickLotValue);
    }
}
