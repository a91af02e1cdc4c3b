using System.Runtime.InteropServices;
using Exchange.Engine;

namespace Exchange.Runtime;

/// <summary>
/// The venue as its committed events tell it. Every method is safe from any thread, and what it returns never changes afterwards.
/// Updated before a command is acknowledged: a read made after an acknowledgement sees what was acknowledged.
/// </summary>
public interface IVenueViews
{
    /// <summary>The last sequence whose events are in.</summary>
    long Sequence { get; }

    IReadOnlyList<AssetInfo> Assets { get; }

    /// <summary>What each asset counts for as collateral, by id.</summary>
    IReadOnlyList<CollateralInfo> Collateral { get; }

    /// <summary>All markets, in order of creation.</summary>
    IReadOnlyList<MarketInfo> Markets { get; }

    AssetInfo? FindAsset(AssetId id);

    AssetInfo? FindAsset(Symbol code);

    MarketInfo? FindMarket(MarketId id);

    MarketInfo? FindMarket(Symbol symbol);

    /// <summary>The best <paramref name="depth"/> levels of each side; all of them for <see cref="int.MaxValue"/>.</summary>
    BookSnapshot? Book(MarketId market, int depth);

    /// <summary>The newest trades, newest first; at most 1,000 are kept.</summary>
    IReadOnlyList<TradeInfo> RecentTrades(MarketId market, int limit);

    AccountInfo? FindAccount(AccountId id);

    /// <summary>Customers' accounts by id, from the one after <paramref name="after"/>.</summary>
    IReadOnlyList<AccountInfo> Accounts(AccountId after, int limit);

    IReadOnlyList<BalanceInfo> Balances(AccountId account);

    /// <summary>Positions that are not flat, and flat ones whose leverage or margin mode was chosen.</summary>
    IReadOnlyList<PositionInfo> Positions(AccountId account);

    /// <summary>Open orders by order id; in one market, or in all for <c>null</c>.</summary>
    IReadOnlyList<OrderInfo> OpenOrders(AccountId account, MarketId? market);

    /// <summary>An open order, or one of the account's last ended ones; older ones are in the read side of the database.</summary>
    OrderInfo? FindOrder(AccountId account, OrderId order);

    OrderInfo? FindOrder(AccountId account, ClientOrderId clientOrderId);

    /// <summary>Equity and margin of the cross positions by the engine's own rules, at the current prices, in the valuation asset; empty if there is no such account.</summary>
    IReadOnlyList<MarginInfo> Margins(AccountId account);

    /// <summary>Liquidations, the newest first: all that are open, and the last that ended; older ones are in the read side.</summary>
    /// <param name="before">Only older ones; none for the newest.</param>
    /// <param name="limit">At most so many.</param>
    IReadOnlyList<LiquidationInfo> Liquidations(LiquidationId before, int limit);

    LiquidationInfo? FindLiquidation(LiquidationId id);

    /// <summary>Open liquidations, the worst first.</summary>
    IReadOnlyList<LiquidationId> OpenLiquidations();
    /// <summary>Changes of rules by id: those on their way, and the last ones that ended.</summary>
    IReadOnlyList<ProposalInfo> Proposals { get; }

    /// <summary>A change of rules that is on its way or ended not long ago.</summary>
    ProposalInfo? FindProposal(int id);

    /// <summary>How long rules take to change, and what the venue is for.</summary>
    VenueRulesInfo Rules { get; }

    /// <summary>The account's cross margin and each of its positions with what would liquidate it, all as of one batch; null if there is no such account.</summary>
    AccountRiskInfo? Risk(AccountId account);

    /// <summary>What an order would do if it were placed now, by the engine's own code; nothing is changed. Null if there is no such account or market.</summary>
    OrderPreviewInfo? Preview(in PlaceOrder order);

    /// <summary>The last sequence whose events touched the account; 0 if none did.</summary>
    long LastSequenceOf(AccountId account);
}

public sealed record VenueRulesInfo(VenueRules Rules, VenueProfile Profile);

public sealed record AssetInfo(AssetId Id, Symbol Code, int Decimals);

/// <summary>An asset as collateral.</summary>
/// <param name="Asset">Which.</param>
/// <param name="Rules">What counts of it.</param>
/// <param name="Sources">Where its index comes from; no sources means nowhere.</param>
/// <param name="Index">What a whole unit is worth in the valuation asset; while degraded the last sound index; none before the first.</param>
/// <param name="IsDegraded">Whether too few sources are left.</param>
/// <param name="Used">The sources that count, one bit each.</param>
/// <param name="Deviating">Live sources that are left out because they deviate, one bit each.</param>
public sealed record CollateralInfo(
    AssetInfo Asset, CollateralRulesInfo Rules, PriceRulesInfo Sources, AssetPrice Index, bool IsDegraded, uint Used, uint Deviating)
{
    /// <summary>An asset that was just registered.</summary>
    internal static CollateralInfo Unlisted(AssetInfo asset, AssetInfo valuation) => Of(asset, new Collateral(asset.Id, asset.Decimals, AssetList.WholeUnit(valuation.Decimals)));

    internal static CollateralInfo Of(AssetInfo asset, Collateral collateral)
    {
        var index = collateral.State.Index;
        return new CollateralInfo(
            asset, new CollateralRulesInfo(collateral.Rules), new PriceRulesInfo(collateral.Prices), new AssetPrice(index.Value), index.IsDegraded == 1, index.Used,
            index.Deviating);
    }
}

/// <summary>Collateral rules, shared by all that refer to them.</summary>
public sealed class CollateralRulesInfo(CollateralRules rules) : IEquatable<CollateralRulesInfo>
{
    private readonly CollateralRules _rules = rules;

    public ref readonly CollateralRules Rules => ref _rules;

    /// <summary>Whether the rules are the same, to the byte.</summary>
    public bool Equals(CollateralRulesInfo? other) => other is not null && Bytes.SequenceEqual(other.Bytes);

    public override bool Equals(object? obj) => Equals(obj as CollateralRulesInfo);

    public override int GetHashCode() => HashCode.Combine(_rules.TierCount, _rules.DepositCap);

    private ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(new ReadOnlySpan<CollateralRules>(in _rules));
}

public sealed record MarketInfo(
    MarketId Id,
    Symbol Symbol,
    Symbol BaseAsset,
    AssetInfo SettlementAsset,
    DecimalStep TickSize,
    DecimalStep LotSize,
    long TickLotValue,
    MarketParameters Parameters,
    MarketState State,
    Price MarkPrice,
    Price LastPrice,
    Quantity OpenInterest,
    long LastSequence)
{
    public ContractKind ContractKind { get; init; }

    /// <summary>How initial margin grows with open interest.</summary>
    public RiskRules RiskRules { get; init; }

    /// <summary>Whose state it is in, and why.</summary>
    public required MarketStatus Status { get; init; }

    /// <summary>The index and its sources; null if the market has none yet.</summary>
    public IndexInfo? Index { get; init; }

    public FundingInfo Funding { get; init; } = new();
}

/// <summary>Where a market's funding stands.</summary>
public sealed record FundingInfo
{
    /// <summary>How it is made.</summary>
    public FundingRules Rules { get; init; }

    /// <summary>The last funding time that was charged; none before the first.</summary>
    public Timestamp LastTime { get; init; }

    public Rate LastRate { get; init; }

    /// <summary>The rate as the present interval's samples so far would make it.</summary>
    public Rate PredictedRate { get; init; }

    public Rate AveragePremium { get; init; }

    public int Samples { get; init; }

    /// <summary>The next funding time; one that is past waits for a fresh mark price. None before the market has had an index.</summary>
    public Timestamp NextTime { get; init; }

    /// <summary>The cumulative index, in 1e-12 settlement units per lot.</summary>
    public Int128 CumulativeIndex { get; init; }

    /// <summary>The funding time that positions are being settled up to; none if all are.</summary>
    public Timestamp SweepTime { get; init; }
}

/// <summary>A market's index.</summary>
/// <param name="Price">The index; while degraded the last sound one; none before the first.</param>
/// <param name="IsDegraded">Whether too few sources are left.</param>
/// <param name="Used">The sources that count, one bit each.</param>
/// <param name="Deviating">Live sources that are left out because they deviate, one bit each.</param>
/// <param name="Rules">Where it comes from.</param>
public sealed record IndexInfo(FinePrice Price, bool IsDegraded, uint Used, uint Deviating, PriceRulesInfo Rules);

/// <summary>Price rules, shared by all that refer to them.</summary>
public sealed class PriceRulesInfo(PriceRules rules) : IEquatable<PriceRulesInfo>
{
    private readonly PriceRules _rules = rules;

    public ref readonly PriceRules Rules => ref _rules;

    /// <summary>Whether the rules are the same, to the byte.</summary>
    public bool Equals(PriceRulesInfo? other) => other is not null && Bytes.SequenceEqual(other.Bytes);

    public override bool Equals(object? obj) => Equals(obj as PriceRulesInfo);

    public override int GetHashCode() => HashCode.Combine(_rules.SourceCount, _rules.Quorum, _rules.MaxDeviation, _rules.MarkBand);

    private ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(new ReadOnlySpan<PriceRules>(in _rules));
}

public sealed record BookSnapshot(MarketId Market, long Sequence, Timestamp Time, IReadOnlyList<BookLevel> Bids, IReadOnlyList<BookLevel> Asks);

/// <summary>One price level; bids are ordered from the highest, asks from the lowest.</summary>
public readonly record struct BookLevel(Price Price, Quantity Quantity, int OrderCount);

public sealed record TradeInfo(TradeId Id, MarketId Market, Price Price, Quantity Quantity, Side TakerSide, long Sequence, Timestamp Time);

public sealed record AccountInfo(AccountId Id, AccountId Owner, string Label, Timestamp OpenedAt);

public sealed record BalanceInfo(AccountId Account, AssetId Asset, Money Balance);

/// <param name="Account">Whose.</param>
/// <param name="Market">Where.</param>
/// <param name="Size">Signed size.</param>
/// <param name="Cost">Signed cost in settlement units; cost ÷ size is the average entry price.</param>
/// <param name="Leverage">The leverage the account chose, or the market's highest.</param>
/// <param name="RealizedPnl">What the position has realized since it was opened, fees not counted.</param>
/// <param name="UnrealizedPnl">Size × mark price − cost.</param>
public sealed record PositionInfo(AccountId Account, MarketId Market, PositionSize Size, Money Cost, int Leverage, Money RealizedPnl, Money UnrealizedPnl)
{
    /// <summary>What stands behind it.</summary>
    public MarginMode Mode { get; init; } = MarginMode.Cross;

    /// <summary>What is set aside for an isolated position, in settlement units.</summary>
    public Money IsolatedMargin { get; init; }
}

public sealed record OrderInfo(
    OrderId Id,
    ClientOrderId ClientOrderId,
    AccountId Account,
    MarketId Market,
    Side Side,
    OrderType Type,
    TimeInForce TimeInForce,
    OrderFlags Flags,
    SelfTradePrevention SelfTradePrevention,
    Price LimitPrice,
    Quantity Quantity,
    Quantity Filled,
    Quantity Remaining,
    long FilledTickLots,
    Timestamp ExpiresAt,
    OrderStatus Status,
    CancelReason CancelReason,
    Timestamp CreatedAt,
    Timestamp UpdatedAt,
    long CreatedSequence,
    long UpdatedSequence);

/// <summary>An account's cross margin, in units of the valuation asset.</summary>
/// <param name="Asset">The valuation asset.</param>
/// <param name="Collateral">What the balances count for.</param>
/// <param name="UnrealizedPnl">Over all positions, at mark.</param>
/// <param name="Equity">Collateral + unrealized PnL.</param>
/// <param name="InitialMargin">Of positions and open orders together.</param>
/// <param name="MaintenanceMargin">Of positions.</param>
/// <param name="FreeCollateral">max(0, equity − initial margin).</param>
public sealed record MarginInfo(AssetId Asset, Money Collateral, Money UnrealizedPnl, Money Equity, Money InitialMargin, Money MaintenanceMargin, Money FreeCollateral);
