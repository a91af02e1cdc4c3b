namespace Exchange.Engine;

/// <summary>The direction of an order.</summary>
public enum Side : byte
{
    Buy = 1,
    Sell = 2,
}

public enum OrderType : byte
{
    /// <summary>Never fills at a worse price than its limit.</summary>
    Limit = 1,

    /// <summary>Fills at once at what the book offers, never outside its slippage cap around the mark price; the rest is canceled.</summary>
    Market = 2,
}

public enum TimeInForce : byte
{
    GoodTillCanceled = 1,

    /// <summary>Rests until its expiry time, then is canceled.</summary>
    GoodTillDate = 2,

    /// <summary>What does not fill at once is canceled.</summary>
    ImmediateOrCancel = 3,

    /// <summary>Fills whole at once, or is canceled whole with nothing changed.</summary>
    FillOrKill = 4,
}

/// <summary>What happens when an order would match a resting order of the same owner. The taker's mode decides.</summary>
public enum SelfTradePrevention : byte
{
    /// <summary>The incoming order's remainder is canceled.</summary>
    ExpireTaker = 1,

    /// <summary>The resting order is canceled and the incoming one goes on matching behind it.</summary>
    ExpireMaker = 2,

    /// <summary>Both are canceled.</summary>
    ExpireBoth = 3,
}

[Flags]
public enum OrderFlags : byte
{
    None = 0,

    /// <summary>Rejected if any part would match at once.</summary>
    PostOnly = 1,

    /// <summary>May only bring the position nearer to zero.</summary>
    ReduceOnly = 2,

    /// <summary>The exchange placed it to liquidate the account, or to work off what the backstop holds. Nobody else can.</summary>
    Forced = 4,
}

public enum OrderStatus : byte
{
    None = 0,

    /// <summary>Resting, with nothing filled yet.</summary>
    Open = 1,

    /// <summary>Resting, with a part filled.</summary>
    PartiallyFilled = 2,

    /// <summary>Ended: filled whole.</summary>
    Filled = 3,

    /// <summary>Ended: the remainder was canceled; see the <see cref="CancelReason"/>.</summary>
    Canceled = 4,
}

/// <summary>Why an order ended without being filled whole.</summary>
public enum CancelReason : byte
{
    /// <summary>Its account asked.</summary>
    Requested = 1,

    /// <summary>What an immediate-or-cancel or market order could not fill.</summary>
    ImmediateOrCancel = 2,

    /// <summary>A fill-or-kill order that could not fill whole.</summary>
    FillOrKill = 3,

    /// <summary>Its expiry time passed.</summary>
    Expired = 4,

    /// <summary>It would have traded with an order of the same owner.</summary>
    SelfTrade = 5,

    /// <summary>A resting order whose price was outside the band around mark when it was touched.</summary>
    OutsidePriceBand = 6,

    /// <summary>A fill would have raised the account's risk and left its equity below maintenance margin.</summary>
    InsufficientMargin = 7,

    /// <summary>The position it would reduce is gone, or smaller than the order.</summary>
    ReduceOnly = 8,

    /// <summary>A fill would have taken the position over its limit, or open interest over its cap.</summary>
    LimitExceeded = 9,

    /// <summary>An operator canceled it.</summary>
    Operator = 10,

    /// <summary>The command reached its bound on matches; the remainder was canceled.</summary>
    MatchBound = 11,

    /// <summary>Its account is being liquidated.</summary>
    Liquidation = 20,

    /// <summary>It still crossed the book when an auction had come to its end.</summary>
    AuctionRemainder = 25,
}

/// <summary>What a market allows. The table is in <c>MarketStateRules</c>.</summary>
public enum MarketState : byte
{
    /// <summary>Everything.</summary>
    Active = 1,

    /// <summary>Only orders that rest; nothing matches.</summary>
    PostOnly = 2,

    /// <summary>Only orders and amendments that reduce a position, and cancels.</summary>
    ReduceOnly = 3,

    /// <summary>Only cancels.</summary>
    CancelOnly = 4,

    /// <summary>Only cancels; the mark price is frozen as well.</summary>
    Halted = 5,

    /// <summary>A call auction: orders come to rest without matching, the book may cross, and in the end all that can match does so at one price.</summary>
    PreOpen = 6,

    /// <summary>On its way out: as <see cref="ReduceOnly"/>, and there is no way back.</summary>
    Settling = 7,

    /// <summary>Closed for good, with no position and no order left.</summary>
    Settled = 8,
}

/// <summary>Why a market's state is what it is.</summary>
public enum StateCause
{
    None = 0,

    /// <summary>An operator set it.</summary>
    Operator = 1,

    /// <summary>The mark price moved too far in too short a time. Value and threshold in ticks.</summary>
    MarkMove = 2,

    /// <summary>Too few sources for some time. Value and threshold in microseconds.</summary>
    IndexDegraded = 3,

    /// <summary>Too few sources for long. Value and threshold in microseconds.</summary>
    IndexLost = 4,

    /// <summary>The sources that count lie too far apart. Value and threshold in billionths of the index.</summary>
    SourcesDisagree = 5,

    /// <summary>The book has lost most of its usual depth. Value and threshold in billionths of the average depth that are missing.</summary>
    DepthCollapsed = 6,

    /// <summary>Too much was liquidated within a minute. Value and threshold in billionths of the open interest.</summary>
    ForcedFlow = 7,

    /// <summary>The insurance fund has lost too much of its highest balance of eight hours. Value and threshold in billionths of that.</summary>
    FundDrawdown = 8,

    /// <summary>There were as many automatic auctions in an hour as there may be. Value and threshold count them.</summary>
    AuctionsExhausted = 9,

    /// <summary>Trading comes back through an auction.</summary>
    Reopening = 10,
}

/// <summary>How far a call auction is.</summary>
public enum AuctionPhase : byte
{
    /// <summary>There is none, or it has ended.</summary>
    None = 0,

    /// <summary>Orders come in, are amended and canceled.</summary>
    Call = 1,

    /// <summary>The last moments before the price is found: no orders and amendments any more, only cancels.</summary>
    Locked = 2,

    /// <summary>The price is found; what can match at it does so, some per command.</summary>
    Uncrossing = 3,
}

/// <summary>Where a withdrawal stands.</summary>
public enum WithdrawalStatus : byte
{
    /// <summary>It has left the account and waits for a decision.</summary>
    Pending = 1,

    /// <summary>It has left the venue.</summary>
    Approved = 2,

    /// <summary>It has gone back to the account.</summary>
    Rejected = 3,
}

/// <summary>How a contract's value follows its price.</summary>
public enum ContractKind : byte
{
    /// <summary>A lot is worth price × lot size, in the asset that prices are in.</summary>
    Linear = 0,

    /// <summary>A lot is worth lot size ÷ price, in the coin that is priced: margin, profit and fees are in that coin.</summary>
    Inverse = 1,
}

/// <summary>Why money moved.</summary>
public enum TransferKind : byte
{
    Deposit = 1,
    Withdrawal = 2,
    TakerFee = 3,
    MakerFee = 4,
    MakerRebate = 5,
    RealizedProfit = 6,
    RealizedLoss = 7,

    /// <summary>What a liquidated notional pays to the insurance fund.</summary>
    LiquidationFee = 25,

    /// <summary>The insurance fund makes up for what a position that the backstop took over lacks.</summary>
    TakeoverCompensation = 26,

    /// <summary>The insurance fund pays a debt that nothing stands behind.</summary>
    DebtCovered = 27,

    /// <summary>Open interest bears a debt that the insurance fund could not pay.</summary>
    SocializedLoss = 28,

    /// <summary>A reserve is paid into from outside.</summary>
    ReserveFunding = 29,

    /// <summary>What a position owed for funding.</summary>
    FundingPayment = 10,

    /// <summary>What a position was owed for funding.</summary>
    FundingReceipt = 11,

    /// <summary>What rounding left of a funding, to the insurance fund.</summary>
    FundingDust = 12,

    /// <summary>Collateral that the house bought of an account that owes.</summary>
    CollateralSold = 15,

    /// <summary>What the house paid for it.</summary>
    CollateralProceeds = 16,

    /// <summary>Left an account for a withdrawal that waits.</summary>
    WithdrawalRequested = 17,

    /// <summary>A withdrawal that was approved left the venue.</summary>
    WithdrawalPaid = 18,

    /// <summary>A withdrawal that was rejected went back.</summary>
    WithdrawalReturned = 19,

    /// <summary>From an account's balance to the margin of its isolated position, when a fill opened.</summary>
    IsolatedMarginDrawn = 35,

    /// <summary>From the margin of an isolated position back to its account's balance, when a fill closed.</summary>
    IsolatedMarginReleased = 36,

    /// <summary>An account added to the margin of its isolated position.</summary>
    IsolatedMarginAdded = 37,

    /// <summary>An account took from the margin of its isolated position.</summary>
    IsolatedMarginRemoved = 38,
}

/// <summary>What stands behind a position.</summary>
public enum MarginMode : byte
{
    /// <summary>All that the account has, together with its other cross positions.</summary>
    Cross = 1,

    /// <summary>What was set aside for it, and nothing else.</summary>
    Isolated = 2,
}
