using Exchange.Engine;
using Exchange.Persistence;
using Exchange.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Exchange.Runtime.Tests;

/// <summary>A venue whose committed batches go to views and to the projection in Postgres, as they do behind the journal.</summary>
internal sealed class ProjectedVenue : IAsyncDisposable
{
    private readonly Contexts _contexts;
    private readonly NpgsqlDataSource _dataSource;
    private readonly List<(JournalHeading Heading, ReadOnlyMemory<byte> Events)> _batches = [];

    public ProjectedVenue(string connectionString, int seed = 1)
    {
        Leader = new JournaledVenue(connectionString, seed);
        _contexts = new Contexts(connectionString);
        _dataSource = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "exchange read side" });
        Projection = NewProjection();
    }

    public JournaledVenue Leader { get; }

    public StateMachine Machine => Leader.Machine;

    public VenueViews Views { get; } = new();

    public PostgresProjection Projection { get; private set; }

    public PostgresReadSide ReadSide => new(_contexts, Projection, Views);

    public ApiKeyStore Keys => new(_dataSource);

    /// <summary>How many batches there are.</summary>
    public int Count => _batches.Count;

    /// <summary>The last sequence of each batch.</summary>
    public IEnumerable<long> LastSequences => _batches.Select(batch => batch.Heading.LastSequence);

    /// <summary>The events of all batches.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Events => _batches.Select(batch => batch.Events);

    /// <summary>Trades on, writes to the journal and the views, and leaves the projection for later.</summary>
    public void Write(int rows, int steps = 20)
    {
        for (var i = 0; i < rows; i++)
        {
            var row = Leader.NextRow(steps);
            Leader.Append(row);
            Views.Apply(Leader.Events.Span);
            _batches.Add((row.Heading, Leader.Events));
        }
    }

    /// <summary>Offers a batch to the projection.</summary>
    public void Offer(int index)
    {
        var (heading, events) = _batches[index];
        var batch = CommittedBatches.Copy(heading, events.Span);
        Projection.Enqueue(batch);
        batch.Release();
    }

    public void Offer(Range range)
    {
        foreach (var index in Enumerable.Range(0, Count).Take(range))
        {
            Offer(index);
        }
    }

    /// <summary>Waits until everything written is projected.</summary>
    public Task ProjectedAsync() => ProjectedAsync(Count - 1);

    /// <summary>Waits until a batch is projected.</summary>
    public Task ProjectedAsync(int index) =>
        Eventually.HoldsAsync(() => Projection.WaitForAsync(_batches[index].Heading.LastSequence, TimeSpan.FromSeconds(1), default).AsTask());

    /// <summary>Trades, and projects it.</summary>
    public async Task WriteAndProjectAsync(int rows)
    {
        var from = Count;
        Write(rows);
        Offer(from..);
        await ProjectedAsync();
    }

    /// <summary>What a process that loads its state now would write of some batches, to be written when it pleases the caller, and as often.</summary>
    public async Task<Func<Task>> PrepareAsync(Range range, long after = 0)
    {
        await using var context = _contexts.CreateDbContext();
        var rows = new ProjectedRows();
        var projector = new EventProjector(await ProjectedState.LoadAsync(context, default), rows);
        foreach (var (heading, events) in _batches.Take(range))
        {
            projector.Apply(events.Span);
            rows.LastSequence = heading.LastSequence;
        }

        rows.After = after;
        return () => new ProjectionWriter(_dataSource).WriteAsync(rows, default);
    }

    /// <summary>Ends the projection, in the middle of its work if it has any, and starts another.</summary>
    public async Task RestartProjectionAsync()
    {
        await Projection.DisposeAsync();
        Projection = NewProjection();
    }

    /// <summary>Drops the tables' rows and makes them again from the journal.</summary>
    public Task<ReplayedJournal> RebuildAsync() => new ProjectionRebuild(
        _dataSource, _contexts, new JournalReplay(Leader.Reader, Leader.Snapshots, NullLogger<JournalReplay>.Instance)).RunAsync(default);

    public async ValueTask DisposeAsync()
    {
        await Projection.DisposeAsync();
        await _dataSource.DisposeAsync();
        Leader.Dispose();
    }

    private PostgresProjection NewProjection() => new(_dataSource, _contexts, NullLogger<PostgresProjection>.Instance);

    private sealed class Contexts(string connectionString) : IDbContextFactory<ExchangeDbContext>
    {
        public ExchangeDbContext CreateDbContext() => new(DatabaseSchema.Options(connectionString));
    }
}
