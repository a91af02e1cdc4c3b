using Exchange.Engine;
using Microsoft.EntityFrameworkCore;

namespace Exchange.Persistence;

/// <summary>
/// What the projection has to know of the past to turn events into rows: markets and assets, open orders, positions. Loaded from the tables at
/// their watermark, and carried on by the events.
/// </summary>
internal sealed class ProjectedState
{
    public required long Sequence { get; set; }

    public required Dictionary<int, AssetRow> Assets { get; init; }

    public required Dictionary<int, MarketRow> Markets { get; init; }

    /// <summary>Changes of rules that are on their way.</summary>
    public required Dictionary<int, ProposalRow> Proposals { get; init; }

    public required Dictionary<long, OrderRow> OpenOrders { get; init; }

    public required Dictionary<(int Account, int Market), PositionRow> Positions { get; init; }

    /// <summary>Withdrawals that wait for a decision.</summary>
    public required Dictionary<long, WithdrawalRow> PendingWithdrawals { get; init; }

    public DecimalStep UnitOf(int asset) => new(1, Assets[asset].Decimals);

    public static async Task<ProjectedState> LoadAsync(ExchangeDbContext context, CancellationToken cancellationToken)
    {
        // One snapshot of all tables: another process may be writing them.
        await using var transaction = await context.Database.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        return new ProjectedState
        {
            Sequence = await context.Projection.Select(row => row.Sequence).SingleAsync(cancellationToken),
            Assets = await context.Assets.ToDictionaryAsync(row => row.AssetId, cancellationToken),
            Markets = await context.Markets.ToDictionaryAsync(row => row.MarketId, cancellationToken),
            Proposals = await context.Proposals.Where(row => row.Status == "proposed" || row.Status == "scheduled").ToDictionaryAsync(row => row.ProposalId, cancellationToken),
            OpenOrders = await context.Orders.Where(row => row.Status == "open" || row.Status == "partiallyFilled").ToDictionaryAsync(row => row.OrderId, cancellationToken),
            PendingWithdrawals = await context.Withdrawals.Where(row => row.Status == "pending").ToDictionaryAsync(row => row.WithdrawalId, cancellationToken),
            Positions = await context.Positions.ToDictionaryAsync(row => (row.AccountId, row.MarketId), cancellationToken),
        };
    }
}
