using Npgsql;

namespace Exchange.Persistence;

/// <summary>
/// Writes rows and watermark in one transaction. It looks at the watermark first, under a lock: what another attempt or process has written
/// already is left out, so that writing the same rows again is always safe.
/// </summary>
internal sealed class ProjectionWriter(NpgsqlDataSource dataSource)
{
    private const string LockSql = "SELECT sequence FROM projection FOR UPDATE";
    private const string MoveSql = "UPDATE projection SET sequence = $1";

    /// <exception cref="InvalidOperationException">The watermark has gone back: the read side is another one than was written so far.</exception>
    public async Task WriteAsync(ProjectedRows rows, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var find = new NpgsqlCommand(LockSql, connection);
        var watermark = (long)(await find.ExecuteScalarAsync(cancellationToken))!;
        if (watermark < rows.After)
        {
            throw new InvalidOperationException($"The read side stands at {watermark}, but {rows.After} had been written to it. Was it restored while the exchange ran? Start again.");
        }

        if (watermark >= rows.LastSequence)
        {
            return;
        }

        // Current states may be put again; what is added must not be added twice.
        await TableCopies.Assets.PutAsync(connection, rows.Assets, cancellationToken);
        await TableCopies.Accounts.PutAsync(connection, rows.Accounts, cancellationToken);
        await TableCopies.Markets.PutAsync(connection, rows.Markets.Values, cancellationToken);
        await TableCopies.Balances.PutAsync(connection, rows.Balances.Values, cancellationToken);
        await TableCopies.Positions.PutAsync(connection, rows.Positions.Values, cancellationToken);
        await TableCopies.Withdrawals.PutAsync(connection, rows.Withdrawals.Values, cancellationToken);
        await TableCopies.Orders.PutAsync(connection, rows.Orders.Values, cancellationToken);
        await TableCopies.Parameters.AddAsync(connection, rows.Parameters.Values.Where(row => row.Sequence > watermark), cancellationToken);
        await TableCopies.Proposals.PutAsync(connection, rows.Proposals.Values, cancellationToken);
        await TableCopies.ParameterHistory.AddAsync(connection, rows.ParameterHistory.Where(row => row.Sequence > watermark), cancellationToken);
        await TableCopies.States.AddAsync(connection, rows.States.Where(row => row.ChangeId >> MarketStateRow.IndexBits > watermark), cancellationToken);
        await TableCopies.Audit.AddAsync(connection, rows.Audit.Where(row => row.Sequence > watermark), cancellationToken);
        await TableCopies.Fills.AddAsync(connection, rows.Fills.Where(row => row.Sequence > watermark), cancellationToken);
        await TableCopies.LedgerEntries.AddAsync(connection, rows.LedgerEntries.Where(row => row.Sequence > watermark), cancellationToken);
        await TableCopies.FundingRates.AddAsync(connection, rows.FundingRates.Where(row => row.Sequence > watermark), cancellationToken);
        await TableCopies.FundingPayments.AddAsync(connection, rows.FundingPayments.Where(row => row.Sequence > watermark), cancellationToken);
        await using var move = new NpgsqlCommand(MoveSql, connection) { Parameters = { new() { Value = rows.LastSequence } } };
        await move.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
