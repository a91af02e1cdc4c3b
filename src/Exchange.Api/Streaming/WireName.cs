using Exchange.Engine;

namespace Exchange.Api;

/// <summary>The names of enum members in the stream's messages.</summary>
internal static class WireName
{
    public static ReadOnlySpan<byte> Of(Side side) => side switch
    {
        Side.Buy => "buy"u8,
        Side.Sell => "sell"u8,
    };

    public static ReadOnlySpan<byte> Of(OrderType type) => type switch
    {
        OrderType.Limit => "limit"u8,
        OrderType.Market => "market"u8,
    };

    public static ReadOnlySpan<byte> Of(TimeInForce timeInForce) => timeInForce switch
    {
        TimeInForce.GoodTillCanceled => "goodTillCanceled"u8,
        TimeInForce.GoodTillDate => "goodTillDate"u8,
        TimeInForce.ImmediateOrCancel => "immediateOrCancel"u8,
        TimeInForce.FillOrKill => "fillOrKill"u8,
    };

    public static ReadOnlySpan<byte> Of(SelfTradePrevention mode) => mode switch
    {
        SelfTradePrevention.ExpireTaker => "expireTaker"u8,
        SelfTradePrevention.ExpireMaker => "expireMaker"u8,
        SelfTradePrevention.ExpireBoth => "expireBoth"u8,
    };

    public static ReadOnlySpan<byte> Of(MarginMode mode) => mode switch
    {
        MarginMode.Cross => "cross"u8,
        MarginMode.Isolated => "isolated"u8,
    };

    public static ReadOnlySpan<byte> Of(OrderStatus status) => status switch
    {
        OrderStatus.None => "none"u8,
        OrderStatus.Open => "open"u8,
        OrderStatus.PartiallyFilled => "partiallyFilled"u8,
        OrderStatus.Filled => "filled"u8,
        OrderStatus.Canceled => "canceled"u8,
    };

    public static ReadOnlySpan<byte> Of(CancelReason reason) => reason switch
    {
        CancelReason.Requested => "requested"u8,
        CancelReason.ImmediateOrCancel => "immediateOrCancel"u8,
        CancelReason.FillOrKill => "fillOrKill"u8,
        CancelReason.Expired => "expired"u8,
        CancelReason.SelfTrade => "selfTrade"u8,
        CancelReason.OutsidePriceBand => "outsidePriceBand"u8,
        CancelReason.InsufficientMargin => "insufficientMargin"u8,
        CancelReason.ReduceOnly => "reduceOnly"u8,
        CancelReason.LimitExceeded => "limitExceeded"u8,
        CancelReason.Operator => "operator"u8,
        CancelReason.MatchBound => "matchBound"u8,
        CancelReason.Liquidation => "liquidation"u8,
        CancelReason.AuctionRemainder => "auctionRemainder"u8,
    };

    public static ReadOnlySpan<byte> Of(MarketState state) => state switch
    {
        MarketState.Active => "active"u8,
        MarketState.PostOnly => "postOnly"u8,
        MarketState.ReduceOnly => "reduceOnly"u8,
        MarketState.CancelOnly => "cancelOnly"u8,
        MarketState.Halted => "halted"u8,
        MarketState.PreOpen => "preOpen"u8,
        MarketState.Settling => "settling"u8,
        MarketState.Settled => "settled"u8,
    };

    public static ReadOnlySpan<byte> Of(StateCause cause) => cause switch
    {
        StateCause.None => "none"u8,
        StateCause.Operator => "operator"u8,
        StateCause.MarkMove => "markMove"u8,
        StateCause.IndexDegraded => "indexDegraded"u8,
        StateCause.IndexLost => "indexLost"u8,
        StateCause.SourcesDisagree => "sourcesDisagree"u8,
        StateCause.DepthCollapsed => "depthCollapsed"u8,
        StateCause.ForcedFlow => "forcedFlow"u8,
        StateCause.FundDrawdown => "fundDrawdown"u8,
        StateCause.AuctionsExhausted => "auctionsExhausted"u8,
        StateCause.Reopening => "reopening"u8,
    };

    public static ReadOnlySpan<byte> Of(AuctionPhase phase) => phase switch
    {
        AuctionPhase.None => "none"u8,
        AuctionPhase.Call => "call"u8,
        AuctionPhase.Locked => "locked"u8,
        AuctionPhase.Uncrossing => "uncrossing"u8,
    };

    public static bool TryRead(ReadOnlySpan<byte> text, out Side value)
    {
        value = text.SequenceEqual(Of(Side.Buy)) ? Side.Buy
            : text.SequenceEqual(Of(Side.Sell)) ? Side.Sell
            : default;
        return value != default;
    }

    public static bool TryRead(ReadOnlySpan<byte> text, out OrderType value)
    {
        value = text.SequenceEqual(Of(OrderType.Limit)) ? OrderType.Limit
            : text.SequenceEqual(Of(OrderType.Market)) ? OrderType.Market
            : default;
        return value != default;
    }

    public static bool TryRead(ReadOnlySpan<byte> text, out TimeInForce value)
    {
        value = text.SequenceEqual(Of(TimeInForce.GoodTillCanceled)) ? TimeInForce.GoodTillCanceled
            : text.SequenceEqual(Of(TimeInForce.ImmediateOrCancel)) ? TimeInForce.ImmediateOrCancel
            : text.SequenceEqual(Of(TimeInForce.FillOrKill)) ? TimeInForce.FillOrKill
            : text.SequenceEqual(Of(TimeInForce.GoodTillDate)) ? TimeInForce.GoodTillDate
            : default;
        return value != default;
    }

    public static bool TryRead(ReadOnlySpan<byte> text, out SelfTradePrevention value)
    {
        value = text.SequenceEqual(Of(SelfTradePrevention.ExpireTaker)) ? SelfTradePrevention.ExpireTaker
            : text.SequenceEqual(Of(SelfTradePrevention.ExpireMaker)) ? SelfTradePrevention.ExpireMaker
            : text.SequenceEqual(Of(SelfTradePrevention.ExpireBoth)) ? SelfTradePrevention.ExpireBoth
            : default;
        return value != default;
    }
}
