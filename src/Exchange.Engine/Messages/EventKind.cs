namespace Exchange.Engine;

/// <summary>Numbers the events; a number is never given twice.</summary>
public enum EventKind : ushort
{
    VenueInitialized = 1,
    AssetRegistered = 2,
    MarketCreated = 3,
    MarketParametersChanged = 4,
    MarketStateChanged = 5,
    MarkPriceChanged = 6,
    AccountOpened = 7,
    MoneyTransferred = 8,
    LeverageChanged = 9,
    OrderAccepted = 10,
    OrderAmended = 11,
    OrderCanceled = 12,
    TradeExecuted = 13,
    LevelChanged = 14,
    CommandRejected = 15,
    FundsCredited = 16,
    FundsDebited = 17,
    PriceRulesChanged = 18,
    PriceReported = 19,
    IndexChanged = 20,
    AuctionChanged = 55,
    BreakerRulesChanged = 56,
    VolatilityChanged = 57,
    ParametersProposed = 65,
    ProposalApproved = 66,
    ProposalWithdrawn = 67,
    ParametersEffective = 68,
}
