using Exchange.Runtime;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Exchange.Persistence;

/// <summary>Drops the read side's rows and writes them again from the journal, verifying it on the way. For when no server runs on the database.</summary>
public sealed class ProjectionRebuild
{
    private readonly NpgsqlDataSource _dataSource;
    private readonly IDbContextFactory<ExchangeDbContext> _contexts;
    private readonly JournalReplay _replay;

    internal ProjectionRebuild(NpgsqlDataSource dataSource, IDbContextFactory<ExchangeDbContext> contexts, JournalReplay replay)
    {
        _dataSource = dataSource;
        _contexts = contexts;
        _replay = replay;
    }

    /// <summary>Rebuilds to the end of the journal.</summary>
    /// <exception cref="JournalCorruptException">The journal is not what was written.</exception>
    /// <exception cref="InvalidOperationException">A server leads on this database.</exception>
    public async Task<ReplayedJournal> RunAsync(CancellationToken cancellationToken)
    {
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        if (await context.Database.SqlQueryRaw<bool>("SELECT lease_until > clock_timestamp() AS \"Value\" FROM journal.leadership").SingleAsync(cancellationToken))
        {
            throw new InvalidOperationException("A server leads on this database. Stop it first; after a kill, wait until its lease has run out.");
        }

        await context.Database.ExecuteSqlRawAsync(Emptying(context), cancellationToken);
        var state = await ProjectedState.LoadAsync(context, cancellationToken);
        var rows = new ProjectedRows();
        var projector = new EventProjector(state, rows);
        var writer = new ProjectionWriter(_dataSource);
        return await _replay.RunAsync(
            afterSequence: 0,
            async batch =>
            {
                projector.Apply(batch.Events.Span);
                rows.LastSequence = batch.LastSequence;
                await writer.WriteAsync(rows, cancellationToken);
                rows.Clear();
            },
            cancellationToken);
    }

    /// <summary>Of every table of the model, so that none is forgotten; the watermark's row stays.</summary>
    private static string Emptying(ExchangeDbContext context)
    {
        var tables = context.Model.GetEntityTypes().Select(type => type.GetTableName()!).Where(name => name != "projection").Order(StringComparer.Ordinal);
        return $"TRUNCATE {string.Join(", ", tables)}; UPDATE projection SET sequence = 0;";
    }
}
