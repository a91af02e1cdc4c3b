using Exchange.Engine;
using Exchange.Runtime;
using Microsoft.EntityFrameworkCore;

namespace Exchange.Persistence;

/// <summary>The read side by EF Core. Every list goes by its key, so that pages neither shift nor slow down as one goes on.</summary>
internal sealed class PostgresReadSide(IDbContextFactory<ExchangeDbContext> contexts, IProjection projection, IVenueViews views) : IReadSide
{
    /// <summary>Every query goes by an index; one that takes longer asks a database that does not answer.</summary>
    private static readonly TimeSpan LongestQuery = TimeSpan.FromSeconds(2);

    private readonly RowReader _reader = new(views);

    public async Task<Page<FillInfo>> FillsAsync(
        AccountId account, MarketId? market, OrderId? order, PageRequest page, long minimumSequence, CancellationToken cancellationToken)
    {
        var before = Cursor.Read(page, long.MaxValue);
        await using var context = await OpenAsync(minimumSequence, cancellationToken);
        var fills = context.Fills.Where(row => row.AccountId == account.Value && row.TradeId < before);
        fills = market is { } inMarket ? fills.Where(row => row.MarketId == inMarket.Value) : fills;
        fills = order is { } ofOrder ? fills.Where(row => row.OrderId == ofOrder.Value) : fills;
        var rows = await fills.OrderByDescending(row => row.TradeId).Take(page.Limit + 1).ToListAsync(cancellationToken);
        return Cursor.Page(rows, page.Limit, row => row.TradeId, _reader.Fill);
    }

    public async Task<Page<LedgerEntryInfo>> LedgerEntriesAsync(
        AccountId account, AssetId? asset, PageRequest page, long minimumSequence, CancellationToken cancellationToken)
    {
        var before = Cursor.Read(page, long.MaxValue);
        await using var context = await OpenAsync(minimumSequence, cancellationToken);
        var entries = context.LedgerEntries.Where(row => row.AccountId == account.Value && row.TransferId < before);
        entries = asset is { } inAsset ? entries.Where(row => row.AssetId == inAsset.Value) : entries;
        var rows = await entries.OrderByDescending(row => row.TransferId).Take(page.Limit + 1).ToListAsync(cancellationToken);
        return Cursor.Page(rows, page.Limit, row => row.TransferId, _reader.LedgerEntry);
    }

    public async Task<Page<WithdrawalInfo>> WithdrawalsAsync(
        AccountId? account, bool onlyPending, PageRequest page, long minimumSequence, CancellationToken cancellationToken)
    {
        var before = Cursor.Read(page, long.MaxValue);
        await using var context = await OpenAsync(minimumSequence, cancellationToken);
        var withdrawals = context.Withdrawals.Where(row => row.WithdrawalId < before);
        withdrawals = account is { } of ? withdrawals.Where(row => row.AccountId == of.Value) : withdrawals;
        withdrawals = onlyPending ? withdrawals.Where(row => row.Status == "pending") : withdrawals;
        var rows = await withdrawals.OrderByDescending(row => row.WithdrawalId).Take(page.Limit + 1).ToListAsync(cancellationToken);
        return Cursor.Page(rows, page.Limit, row => row.WithdrawalId, _reader.Withdrawal);
    }

    public async Task<WithdrawalInfo?> FindWithdrawalAsync(WithdrawalId withdrawal, long minimumSequence, CancellationToken cancellationToken)
    {
        await using var context = await OpenAsync(minimumSequence, cancellationToken);
        var row = await context.Withdrawals.SingleOrDefaultAsync(row => row.WithdrawalId == withdrawal.Value, cancellationToken);
        return row is null ? null : _reader.Withdrawal(row);
    }

    public async Task<Page<OrderInfo>> OrdersAsync(
        AccountId account, MarketId? market, PageRequest page, long minimumSequence, CancellationToken cancellationToken)
    {
        var before = Cursor.Read(page, long.MaxValue);
        await using var context = await OpenAsync(minimumSequence, cancellationToken);
        var orders = context.Orders.Where(row => row.AccountId == account.Value && row.OrderId < before);
        orders = market is { } inMarket ? orders.Where(row => row.MarketId == inMarket.Value) : orders;
        var rows = await orders.OrderByDescending(row => row.OrderId).Take(page.Limit + 1).ToListAsync(cancellationToken);
        return Cursor.Page(rows, page.Limit, row => row.OrderId, _reader.Order);
    }

    public async Task<OrderInfo?> FindOrderAsync(AccountId account, OrderId order, long minimumSequence, CancellationToken cancellationToken)
    {
        await using var context = await OpenAsync(minimumSequence, cancellationToken);
        var row = await context.Orders.SingleOrDefaultAsync(row => row.OrderId == order.Value && row.AccountId == account.Value, cancellationToken);
        return row is null ? null : _reader.Order(row);
    }

    public async Task<OrderInfo?> FindOrderAsync(AccountId account, ClientOrderId clientOrderId, long minimumSequence, CancellationToken cancellationToken)
    {
        var id = clientOrderId.ToString();
        await using var context = await OpenAsync(minimumSequence, cancellationToken);
        var row = await context.Orders
            .Where(row => row.AccountId == account.Value && row.ClientOrderId == id)
            .OrderByDescending(row => row.OrderId)
            .FirstOrDefaultAsync(cancellationToken);
        return row is null ? null : _reader.Order(row);
    }

    public async Task<Page<TradeInfo>> TradesAsync(MarketId market, PageRequest page, CancellationToken cancellationToken)
    {
        var before = Cursor.Read(page, long.MaxValue);
        await using var context = await OpenAsync(minimumSequence: 0, cancellationToken);
        var rows = await context.Fills
            .Where(row => row.MarketId == market.Value && row.Liquidity == "taker" && row.TradeId < before)
            .OrderByDescending(row => row.TradeId)
            .Take(page.Limit + 1)
            .ToListAsync(cancellationToken);
        return Cursor.Page(rows, page.Limit, row => row.TradeId, _reader.Trade);
    }

    public async Task<Page<AuditEntry>> AuditAsync(PageRequest page, long minimumSequence, CancellationToken cancellationToken)
    {
        var before = Cursor.Read(page, long.MaxValue);
        await using var context = await OpenAsync(minimumSequence, cancellationToken);
        var rows = await context.Audit
            .Where(row => row.Sequence < before)
            .OrderByDescending(row => row.Sequence)
            .Take(page.Limit + 1)
            .ToListAsync(cancellationToken);
        return Cursor.Page(rows, page.Limit, row => row.Sequence, RowReader.Audit);
    }

    public async Task<Page<MarketParametersChange>> ParameterHistoryAsync(
        MarketId market, PageRequest page, long minimumSequence, CancellationToken cancellationToken)
    {
        var before = Cursor.Read(page, long.MaxValue);
        await using var context = await OpenAsync(minimumSequence, cancellationToken);
        var rows = await context.MarketParameters
            .Where(row => row.MarketId == market.Value && row.Sequence < before)
            .OrderByDescending(row => row.Sequence)
            .Take(page.Limit + 1)
            .ToListAsync(cancellationToken);
        return Cursor.Page(rows, page.Limit, row => row.Sequence, _reader.Parameters);
    }

    public async Task<Page<MarketStateChange>> StateHistoryAsync(
        MarketId market, PageRequest page, long minimumSequence, CancellationToken cancellationToken)
    {
        var before = Cursor.Read(page, long.MaxValue);
        await using var context = await OpenAsync(minimumSequence, cancellationToken);
        var rows = await context.MarketStates
            .Where(row => row.MarketId == market.Value && row.ChangeId < before)
            .OrderByDescending(row => row.ChangeId)
            .Take(page.Limit + 1)
            .ToListAsync(cancellationToken);
        return Cursor.Page(rows, page.Limit, row => row.ChangeId, RowReader.State);
    }

    public async Task<Page<ProposalEntry>> ProposalsAsync(PageRequest page, long minimumSequence, CancellationToken cancellationToken)
    {
        var before = Cursor.Read(page, long.MaxValue);
        await using var context = await OpenAsync(minimumSequence, cancellationToken);
        var rows = await context.Proposals
            .Where(row => row.ProposalId < before)
            .OrderByDescending(row => row.ProposalId)
            .Take(page.Limit + 1)
            .ToListAsync(cancellationToken);
        return Cursor.Page(rows, page.Limit, row => row.ProposalId, RowReader.Proposal);
    }

    public async Task<Page<ParametersInEffect>> ParametersInEffectAsync(
        ParameterKind? kind, int? subject, PageRequest page, long minimumSequence, CancellationToken cancellationToken)
    {
        var before = Cursor.Read(page, long.MaxValue);
        await using var context = await OpenAsync(minimumSequence, cancellationToken);
        var history = context.ParameterHistory.Where(row => row.Position < before);
        if (kind is { } ofKind)
        {
            var name = EnumText<ParameterKind>.Of(ofKind);
            history = history.Where(row => row.Kind == name);
        }

        history = subject is { } ofSubject ? history.Where(row => row.Subject == ofSubject) : history;
        var rows = await history.OrderByDescending(row => row.Position).Take(page.Limit + 1).ToListAsync(cancellationToken);
        return Cursor.Page(rows, page.Limit, row => row.Position, RowReader.InEffect);
    }

    public async Task<Page<FundingRateInfo>> FundingRatesAsync(MarketId market, PageRequest page, long minimumSequence, CancellationToken cancellationToken)
    {
        var before = Cursor.Read(page, long.MaxValue);
        await using var context = await OpenAsync(minimumSequence, cancellationToken);
        var rows = await context.FundingRates
            .Where(row => row.MarketId == market.Value && row.FundingTime < before)
            .OrderByDescending(row => row.FundingTime)
            .Take(page.Limit + 1)
            .ToListAsync(cancellationToken);
        return Cursor.Page(rows, page.Limit, row => row.FundingTime, _reader.FundingRate);
    }

    public async Task<Page<FundingPaymentInfo>> FundingPaymentsAsync(
        AccountId account, MarketId? market, PageRequest page, long minimumSequence, CancellationToken cancellationToken)
    {
        var before = Cursor.Read(page, long.MaxValue);
        await using var context = await OpenAsync(minimumSequence, cancellationToken);
        var payments = context.FundingPayments.Where(row => row.AccountId == account.Value && row.PaymentId < before);
        payments = market is { } inMarket ? payments.Where(row => row.MarketId == inMarket.Value) : payments;
        var rows = await payments.OrderByDescending(row => row.PaymentId).Take(page.Limit + 1).ToListAsync(cancellationToken);
        return Cursor.Page(rows, page.Limit, row => row.PaymentId, _reader.FundingPayment);
    }

    public async Task<ExplainedPayment?> FindFundingPaymentAsync(AccountId account, long payment, long minimumSequence, CancellationToken cancellationToken)
    {
        await using var context = await OpenAsync(minimumSequence, cancellationToken);
        var row = await context.FundingPayments.SingleOrDefaultAsync(row => row.PaymentId == payment && row.AccountId == account.Value, cancellationToken);
        if (row is null)
        {
            return null;
        }

        var rate = await context.FundingRates.SingleAsync(rate => rate.MarketId == row.MarketId && rate.FundingTime == row.FundingTime, cancellationToken);
        return new ExplainedPayment(_reader.FundingPayment(row), _reader.FundingRate(rate));
    }

    public async Task<Page<AccountInfo>> AccountsAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var after = Cursor.Read(page, 0);
        await using var context = await OpenAsync(minimumSequence: 0, cancellationToken);
        var rows = await context.Accounts.Where(row => row.AccountId > after).OrderBy(row => row.AccountId).Take(page.Limit + 1).ToListAsync(cancellationToken);
        return Cursor.Page(rows, page.Limit, row => row.AccountId, RowReader.Account);
    }

    private async Task<ExchangeDbContext> OpenAsync(long minimumSequence, CancellationToken cancellationToken)
    {
        if (!await projection.WaitForAsync(minimumSequence, ProjectionLaggingException.LongestWait, cancellationToken))
        {
            throw new ProjectionLaggingException(minimumSequence, projection.ProjectedSequence);
        }

        var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Database.SetCommandTimeout(LongestQuery);
        return context;
    }
}
