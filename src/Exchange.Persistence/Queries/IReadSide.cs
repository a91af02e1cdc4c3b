using Exchange.Engine;
using Exchange.Runtime;

namespace Exchange.Persistence;

/// <summary>
/// What the database tells about the past, in the engine's own units. Lists are newest first unless said otherwise.
/// A query with a <c>minimumSequence</c> waits up to <see cref="ProjectionLaggingException.LongestWait"/> until the projection has reached it.
/// </summary>
/// <exception cref="InvalidCursorException">The cursor is not one that the same query gave.</exception>
/// <exception cref="ProjectionLaggingException">The projection has not reached the minimum sequence in time.</exception>
public interface IReadSide
{
    /// <summary>An account's fills, in one market or all, of one order or all.</summary>
    Task<Page<FillInfo>> FillsAsync(AccountId account, MarketId? market, OrderId? order, PageRequest page, long minimumSequence, CancellationToken cancellationToken);

    /// <summary>An account's ledger entries, in one asset or all.</summary>
    Task<Page<LedgerEntryInfo>> LedgerEntriesAsync(AccountId account, AssetId? asset, PageRequest page, long minimumSequence, CancellationToken cancellationToken);

    /// <summary>Withdrawals of an account or of all, those that wait or all.</summary>
    Task<Page<WithdrawalInfo>> WithdrawalsAsync(AccountId? account, bool onlyPending, PageRequest page, long minimumSequence, CancellationToken cancellationToken);

    /// <summary>One withdrawal; null if there is none of that id.</summary>
    Task<WithdrawalInfo?> FindWithdrawalAsync(WithdrawalId withdrawal, long minimumSequence, CancellationToken cancellationToken);

    /// <summary>All of an account's orders, open and ended, in one market or all.</summary>
    Task<Page<OrderInfo>> OrdersAsync(AccountId account, MarketId? market, PageRequest page, long minimumSequence, CancellationToken cancellationToken);

    /// <summary>One order, however long ago it ended; null if the account has none of that id.</summary>
    Task<OrderInfo?> FindOrderAsync(AccountId account, OrderId order, long minimumSequence, CancellationToken cancellationToken);

    /// <summary>The newest order with that client order id; null if the account has none.</summary>
    Task<OrderInfo?> FindOrderAsync(AccountId account, ClientOrderId clientOrderId, long minimumSequence, CancellationToken cancellationToken);

    /// <summary>A market's trades.</summary>
    Task<Page<TradeInfo>> TradesAsync(MarketId market, PageRequest page, CancellationToken cancellationToken);

    /// <summary>What operators did.</summary>
    Task<Page<AuditEntry>> AuditAsync(PageRequest page, long minimumSequence, CancellationToken cancellationToken);

    /// <summary>Every set of parameters a market has had.</summary>
    Task<Page<MarketParametersChange>> ParameterHistoryAsync(MarketId market, PageRequest page, long minimumSequence, CancellationToken cancellationToken);

    /// <summary>Every change of a market's state.</summary>
    Task<Page<MarketStateChange>> StateHistoryAsync(MarketId market, PageRequest page, long minimumSequence, CancellationToken cancellationToken);

    /// <summary>Changes of rules, those on their way and those that ended.</summary>
    Task<Page<ProposalEntry>> ProposalsAsync(PageRequest page, long minimumSequence, CancellationToken cancellationToken);

    /// <summary>Every time that rules took effect, of one kind and subject or all.</summary>
    Task<Page<ParametersInEffect>> ParametersInEffectAsync(
        ParameterKind? kind, int? subject, PageRequest page, long minimumSequence, CancellationToken cancellationToken);

    /// <summary>The funding times of a market that were charged.</summary>
    Task<Page<FundingRateInfo>> FundingRatesAsync(MarketId market, PageRequest page, long minimumSequence, CancellationToken cancellationToken);

    /// <summary>What an account paid and was paid for funding, in one market or all.</summary>
    Task<Page<FundingPaymentInfo>> FundingPaymentsAsync(AccountId account, MarketId? market, PageRequest page, long minimumSequence, CancellationToken cancellationToken);

    /// <summary>One payment with the funding it belongs to; null if the account has none of that number.</summary>
    Task<ExplainedPayment?> FindFundingPaymentAsync(AccountId account, long payment, long minimumSequence, CancellationToken cancellationToken);

    /// <summary>Customers' accounts, by id.</summary>
    Task<Page<AccountInfo>> AccountsAsync(PageRequest page, CancellationToken cancellationToken);
}
