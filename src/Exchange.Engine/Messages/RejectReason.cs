namespace Exchange.Engine;

/// <summary>Why a command changed nothing. Declared in order of precedence: the first that applies is reported.</summary>
public enum RejectReason : ushort
{
    None = 0,

    /// <summary>A field has a value that no command may have (an unknown enum member, a malformed text).</summary>
    MalformedCommand = 1,

    /// <summary>The venue is not set up yet, or is set up already.</summary>
    VenueState = 2,

    /// <summary>No such account, or one of the venue's own.</summary>
    AccountUnknown = 3,

    /// <summary>No such market.</summary>
    MarketUnknown = 4,

    /// <summary>No such asset.</summary>
    AssetUnknown = 5,

    /// <summary>The symbol or asset code is taken.</summary>
    AlreadyExists = 6,

    /// <summary>The same client order id was used with other content, within the account's remembered window.</summary>
    ClientOrderIdReused = 7,

    /// <summary>The same reference was used for a credit or debit with other content.</summary>
    ReferenceReused = 8,

    /// <summary>No open order of this account has that id.</summary>
    OrderUnknown = 9,

    /// <summary>There is no such withdrawal.</summary>
    WithdrawalUnknown = 103,

    /// <summary>The withdrawal was decided otherwise.</summary>
    WithdrawalDecided = 104,

    /// <summary>All withdrawals wait: losses that nobody covers exceed the insurance fund.</summary>
    WithdrawalsPaused = 105,

    /// <summary>The account owes nothing beyond the limit.</summary>
    ConversionNotDue = 102,

    /// <summary>The market's state does not allow it.</summary>
    MarketStateForbids = 10,

    /// <summary>The account is being liquidated: it may only cancel, reduce and add margin.</summary>
    AccountInLiquidation = 130,

    /// <summary>There is no such liquidation, or it has ended.</summary>
    LiquidationUnknown = 131,

    /// <summary>The prices are degraded, or from before the last restart.</summary>
    PricesNotFresh = 132,

    /// <summary>There is nothing that this step could do now.</summary>
    NothingToLiquidate = 133,

    /// <summary>The combination of type, time in force and flags makes no sense.</summary>
    OrderCombinationInvalid = 11,

    /// <summary>The price is missing, not positive, or above the highest price.</summary>
    PriceInvalid = 12,

    /// <summary>The quantity is not positive or above the market's largest order.</summary>
    QuantityInvalid = 13,

    /// <summary>The amendment would change nothing, or ask for no more than is filled already.</summary>
    AmendInvalid = 14,

    /// <summary>The order's notional is below the market's smallest.</summary>
    NotionalTooSmall = 15,

    /// <summary>A good-till-date order's expiry is missing or not in the future.</summary>
    ExpiryInvalid = 16,

    /// <summary>The amount is not positive or out of range.</summary>
    AmountInvalid = 17,

    /// <summary>The leverage is below 1 or above what the market's first tier allows.</summary>
    LeverageInvalid = 18,

    /// <summary>The mode of a market's margin changes only without a position and without orders in it.</summary>
    PositionOrOrdersOpen = 110,

    /// <summary>The account's margin in this market is not isolated.</summary>
    MarginNotIsolated = 111,

    /// <summary>There is no position to margin.</summary>
    PositionMissing = 112,

    /// <summary>The parameters contradict each other or a bound in code.</summary>
    ParametersInvalid = 19,

    /// <summary>The market has no mark price yet.</summary>
    MarkPriceMissing = 20,

    /// <summary>The price is outside the band around the mark price.</summary>
    PriceOutsideBand = 21,

    /// <summary>A post-only order that would match at once.</summary>
    PostOnlyWouldMatch = 22,

    /// <summary>A reduce-only order without an opposite position to reduce.</summary>
    ReduceOnlyWouldIncrease = 23,

    /// <summary>The account has as many open orders in this market as it may have.</summary>
    TooManyOpenOrders = 24,

    /// <summary>The asset has no sound price now, and something would be decided by it.</summary>
    AssetPriceUnsound = 100,

    /// <summary>The position could exceed the market's limit per account.</summary>
    PositionLimitExceeded = 25,

    /// <summary>Open interest would exceed the market's cap.</summary>
    OpenInterestCapExceeded = 26,

    /// <summary>The venue would hold more of the asset than its cap allows.</summary>
    DepositCapExceeded = 101,

    /// <summary>The account has nothing that the house can buy, or the house nothing to pay with.</summary>
    ConversionImpossible = 106,

    /// <summary>The balance does not suffice.</summary>
    InsufficientBalance = 27,

    /// <summary>Equity would be below initial margin.</summary>
    InsufficientMargin = 28,

    /// <summary>The venue holds as much of something as it is built for.</summary>
    CapacityExhausted = 29,

    /// <summary>The market has no such source.</summary>
    SourceUnknown = 30,

    /// <summary>The source has reported a later price, or the report is older than a report may be, or from the future.</summary>
    ReportOutOfDate = 31,

    /// <summary>Mark prices are set in a trial venue alone.</summary>
    NotATrialVenue = 160,

    /// <summary>The market's price comes from its sources; nobody sets it.</summary>
    PriceFromSources = 32,

    /// <summary>That is not the next funding time, or it has not come.</summary>
    FundingNotDue = 120,

    /// <summary>The market has been charged, or settled, for that funding time already.</summary>
    FundingDone = 121,

    /// <summary>Positions are not settled up to the last funding time yet.</summary>
    FundingSweepOpen = 122,

    /// <summary>There is no mark price of this moment to charge by.</summary>
    FundingMarkMissing = 123,
    /// <summary>No change of rules with that number is on its way.</summary>
    ProposalUnknown = 150,

    /// <summary>It has been approved already, or needs no approval.</summary>
    ProposalStateForbids = 151,

    /// <summary>Whoever proposed a change cannot approve it.</summary>
    ApproverIsAuthor = 152,

    /// <summary>The change loosens something or could liquidate: it has to be proposed.</summary>
    NeedsProposal = 153,

    /// <summary>Another change of the same field is on its way; it has to be withdrawn first.</summary>
    ProposalPending = 154,
}
