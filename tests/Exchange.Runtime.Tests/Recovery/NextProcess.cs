using Exchange.Persistence;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Exchange.Runtime.Tests;

/// <summary>A process that starts on a journal which another one wrote.</summary>
internal sealed class NextProcess
{
    private readonly ILeadership _leadership;

    public NextProcess(string connectionString, IProjection? projection = null)
    {
        var connections = new JournalConnection(connectionString);
        _leadership = JournaledVenue.NewLeadership(connectionString);
        var logger = NullLogger.Instance;
        Recoverer = new Recoverer(
            new PostgresJournalReader(connections), new SnapshotLoader(new PostgresSnapshots(connections), logger), Views, projection ?? new NoProjection(),
            new ExchangeOptions(), logger);
    }

    public VenueViews Views { get; } = new();

    public Recoverer Recoverer { get; }

    /// <summary>Takes the lease, which must be free, and recovers.</summary>
    public async Task<Replayer> TakeOverAsync()
    {
        var term = await Patience.WhenReachableAsync(() => _leadership.TryTakeAsync(JournaledVenue.Lease, default));
        Assert.NotNull(term);
        return await Patience.WhenReachableAsync(() => Recoverer.RecoverAsync(term, default));
    }
}
