using System.Text.Json;
using Exchange.Engine;

namespace Exchange.Persistence;

/// <summary>Which side of a trade a fill was.</summary>
public enum Liquidity
{
    Maker = 1,
    Taker = 2,
}

/// <summary>One side of a trade, as it concerned its account.</summary>
/// <param name="TradeId">The trade; its other fill has the same.</param>
/// <param name="OrderId">The account's order.</param>
/// <param name="Account">Whose.</param>
/// <param name="Market">Where.</param>
/// <param name="Side">The account's side.</param>
/// <param name="Liquidity">Whether its order rested or came in.</param>
/// <param name="Price">The resting order's price.</param>
/// <param name="Quantity">How much.</param>
/// <param name="Fee">What the account paid, in settlement units; negative is a rebate received.</param>
/// <param name="RealizedPnl">On the part of the position that it closed.</param>
/// <param name="Sequence">Of the command that caused the trade.</param>
/// <param name="Time">Of that command.</param>
public sealed record FillInfo(
    TradeId TradeId,
    OrderId OrderId,
    AccountId Account,
    MarketId Market,
    Side Side,
    Liquidity Liquidity,
    Price Price,
    Quantity Quantity,
    Money Fee,
    Money RealizedPnl,
    long Sequence,
    Timestamp Time);

/// <summary>A withdrawal as it stands.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Account">Whose.</param>
/// <param name="Asset">Of what.</param>
/// <param name="Amount">How much.</param>
/// <param name="Destination">Where it shall go.</param>
/// <param name="Reference">What the account calls it.</param>
/// <param name="Status">Whether it waits, has left, or has gone back.</param>
/// <param name="Reason">Why it was decided so; null while it waits.</param>
/// <param name="RequestedAt">When it left the account.</param>
/// <param name="DecidedAt">When it was decided; null while it waits.</param>
public sealed record WithdrawalInfo(
    WithdrawalId Id, AccountId Account, AssetId Asset, Money Amount, string Destination, string Reference, WithdrawalStatus Status, string? Reason,
    Timestamp RequestedAt, Timestamp? DecidedAt);

/// <summary>One leg of a transfer.</summary>
/// <param name="TransferId">The transfer; its other leg has the same, and the opposite amount.</param>
/// <param name="Account">Whose balance changed.</param>
/// <param name="Counterparty">Whose balance changed by the opposite amount.</param>
/// <param name="Asset">Of what.</param>
/// <param name="Amount">Signed: positive came in.</param>
/// <param name="BalanceAfter">The account's balance after it.</param>
/// <param name="Kind">Why.</param>
/// <param name="Market">The market it belongs to; none for deposits and withdrawals.</param>
/// <param name="TradeId">The trade it settles; none for deposits and withdrawals.</param>
/// <param name="Reference">The operator's reference of a deposit or withdrawal.</param>
/// <param name="Sequence">Of the command that caused it.</param>
/// <param name="Time">Of that command.</param>
public sealed record LedgerEntryInfo(
    long TransferId,
    AccountId Account,
    AccountId Counterparty,
    AssetId Asset,
    Money Amount,
    Money BalanceAfter,
    TransferKind Kind,
    MarketId? Market,
    TradeId? TradeId,
    string? Reference,
    long Sequence,
    Timestamp Time);

/// <summary>One thing an operator did.</summary>
/// <param name="Sequence">Of the command.</param>
/// <param name="Time">Of the command.</param>
/// <param name="Action">What, as one of <see cref="AuditActions"/>.</param>
/// <param name="Author">Who.</param>
/// <param name="Reason">Why, or the reference of a credit or debit.</param>
/// <param name="Market">What it concerned, if a market.</param>
/// <param name="Account">What it concerned, if an account.</param>
/// <param name="Before">What it replaced, if anything.</param>
/// <param name="After">What it set.</param>
public sealed record AuditEntry(
    long Sequence,
    Timestamp Time,
    string Action,
    string Author,
    string Reason,
    MarketId? Market,
    AccountId? Account,
    JsonElement? Before,
    JsonElement? After);

/// <summary>The actions in the audit trail.</summary>
public static class AuditActions
{
    public const string VenueInitialized = "venue_initialized";
    public const string AssetRegistered = "asset_registered";
    public const string MarketCreated = "market_created";
    public const string MarketParametersChanged = "market_parameters_changed";
    public const string PriceRulesChanged = "price_rules_changed";
    public const string RiskRulesChanged = "risk_rules_changed";
    public const string BreakerRulesChanged = "breaker_rules_changed";
    public const string FundingRulesChanged = "funding_rules_changed";
    public const string ParametersChanged = "parameters_changed";
    public const string ParametersProposed = "parameters_proposed";
    public const string ProposalApproved = "proposal_approved";
    public const string ProposalWithdrawn = "proposal_withdrawn";
    public const string MarketStateChanged = "market_state_changed";
    public const string AccountOpened = "account_opened";
    public const string FundsCredited = "funds_credited";
    public const string FundsDebited = "funds_debited";
    public const string LiquidationRulesChanged = "liquidation_rules_changed";
    public const string ReserveFunded = "reserve_funded";
    public const string CollateralRulesChanged = "collateral_rules_changed";
    public const string AssetPriceRulesChanged = "asset_price_rules_changed";
    public const string WithdrawalDecided = "withdrawal_decided";
}

/// <summary>A set of parameters and who gave it to the market.</summary>
/// <param name="Market">Which market.</param>
/// <param name="Sequence">In effect from this command on.</param>
/// <param name="Time">Of that command.</param>
/// <param name="Author">Who.</param>
/// <param name="Reason">Why.</param>
/// <param name="Parameters">All of them.</param>
public sealed record MarketParametersChange(MarketId Market, long Sequence, Timestamp Time, string Author, string Reason, MarketParameters Parameters);

/// <summary>A change of a market's state, or of what it comes from.</summary>
/// <param name="Market">Which market.</param>
/// <param name="Sequence">Of the command.</param>
/// <param name="Time">Of that command.</param>
/// <param name="From">The state in force before.</param>
/// <param name="To">The state in force after it.</param>
/// <param name="Operator">What the operator wants.</param>
/// <param name="Automatic">What circuit breakers and auctions demand.</param>
/// <param name="Cause">What came or went.</param>
/// <param name="Came">Whether it came.</param>
/// <param name="Value">What was measured, in the units of the cause.</param>
/// <param name="Threshold">What it was measured against.</param>
/// <param name="Author">Who, if an operator.</param>
/// <param name="Reason">Why, if an operator.</param>
public sealed record MarketStateChange(
    MarketId Market,
    long Sequence,
    Timestamp Time,
    MarketState From,
    MarketState To,
    MarketState Operator,
    MarketState Automatic,
    StateCause Cause,
    bool Came,
    long Value,
    long Threshold,
    string Author,
    string Reason);

/// <summary>A change of rules.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Kind">Which rules.</param>
/// <param name="Subject">The market's or asset's id; 0 for the venue.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Author">Who proposed it.</param>
/// <param name="Approver">Who approved it; empty if nobody has or had to.</param>
/// <param name="Reason">The author's reason.</param>
/// <param name="ProposedAt">When.</param>
/// <param name="DueAt">Until when it may be approved, or when the next step is due.</param>
/// <param name="CompleteAt">When the last step is due at the earliest.</param>
/// <param name="Step">Steps taken.</param>
/// <param name="StepCount">Of so many; 0 if everything came at once.</param>
/// <param name="Fields">The effect of each field that changes, by name.</param>
/// <param name="Present">The rules as they were then.</param>
/// <param name="Wanted">The rules as they are to be.</param>
/// <param name="Cause">Why it was withdrawn.</param>
/// <param name="WithdrawnBy">By whom; empty if by time.</param>
public sealed record ProposalEntry(
    int Id,
    ParameterKind Kind,
    int Subject,
    string Status,
    string Author,
    string Approver,
    string Reason,
    Timestamp ProposedAt,
    Timestamp? DueAt,
    Timestamp? CompleteAt,
    int Step,
    int StepCount,
    JsonElement Fields,
    JsonElement Present,
    JsonElement Wanted,
    string? Cause,
    string? WithdrawnBy);

/// <summary>Rules took effect.</summary>
/// <param name="Position">In the order in which it happened.</param>
/// <param name="Sequence">Of the command.</param>
/// <param name="Time">Of the command.</param>
/// <param name="ProposalId">The change.</param>
/// <param name="Kind">Which rules.</param>
/// <param name="Subject">The market's or asset's id; 0 for the venue.</param>
/// <param name="Step">From 1; 0 for what came at once.</param>
/// <param name="StepCount">Steps altogether.</param>
/// <param name="Fields">The fields that the step was about.</param>
/// <param name="Author">Who proposed it.</param>
/// <param name="Approver">Who approved it; empty if nobody had to.</param>
/// <param name="Reason">The author's reason.</param>
/// <param name="Before">The rules before.</param>
/// <param name="After">The rules after.</param>
public sealed record ParametersInEffect(
    long Position,
    long Sequence,
    Timestamp Time,
    int ProposalId,
    ParameterKind Kind,
    int Subject,
    int Step,
    int StepCount,
    JsonElement Fields,
    string Author,
    string Approver,
    string Reason,
    JsonElement Before,
    JsonElement After);
