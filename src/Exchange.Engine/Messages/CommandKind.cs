namespace Exchange.Engine;

/// <summary>Numbers the commands in the journal; a number is never given twice.</summary>
public enum CommandKind : ushort
{
    InitializeVenue = 1,
    RegisterAsset = 2,
    CreateMarket = 3,
    SetMarketParameters = 4,
    SetMarketState = 5,
    SetMarkPrice = 6,
    OpenAccount = 7,
    CreditAccount = 8,
    DebitAccount = 9,
    SetLeverage = 10,
    PlaceOrder = 11,
    AmendOrder = 12,
    CancelOrder = 13,
    CancelAllOrders = 14,
    AdvanceTime = 15,
    SetPriceRules = 16,
    ReportPrice = 17,
    NoteRestart = 18,
    SetLiquidationRules = 40,
    StepLiquidation = 41,
    UnwindBackstop = 42,
    FundReserve = 43,
    AuditLiquidations = 44,
    Uncross = 55,
    SetBreakerRules = 56,
    ProposeParameters = 65,
    ApproveParameters = 66,
    WithdrawProposal = 67,
}
