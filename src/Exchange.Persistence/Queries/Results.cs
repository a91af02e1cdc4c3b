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
    public const string MarketStateChanged = "market_state_changed";
    public const string AccountOpened = "account_opened";
    public const string FundsCredited = "funds_credited";
    public const string FundsDebited = "funds_debited";
    public const string LiquidationRulesChanged = "liquidation_rules_changed";
    public const string ReserveFunded = "reserve_funded";
}

/// <summary>A set of parameters and who gave it to the market.</summary>
/// <param name="Market">Which market.</param>
/// <param name="Sequence">In effect from this command on.</param>
/// <param name="Time">Of that command.</param>
/// <param name="Author">Who.</param>
/// <param name="Reason">Why.</param>
/// <param name="Parameters">All of them.</param>
public sealed record MarketParametersChange(MarketId Market, long Sequence, Timestamp Time, string Author, string Reason, MarketParameters Parameters);
