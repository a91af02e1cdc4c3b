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
    CollateralRulesChanged = 21,
    AssetPriceRulesChanged = 22,
    AssetPriceReported = 23,
    AssetIndexChanged = 24,
    CollateralConverted = 25,
    WithdrawalRequested = 26,
    WithdrawalDecided = 27,
}
