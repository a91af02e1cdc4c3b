using Microsoft.Extensions.Logging;

namespace Exchange.Runtime;

/// <summary>The stores and followers of the runtime, and how its pieces are put together from them.</summary>
internal sealed record RuntimeParts(
    ExchangeOptions Options,
    IJournal Journal,
    IJournalReader Reader,
    ILeadership Leadership,
    ISnapshotStore SnapshotStore,
    IQuarantine Quarantine,
    IProjection Projection,
    ICommittedEventsView Views,
    EventStream Stream,
    ExchangeStatusBoard Status,
    TimeProvider Time,
    ILoggerFactory Loggers)
{
    public Recoverer NewRecoverer() =>
        new(Reader, new SnapshotLoader(SnapshotStore, Loggers.CreateLogger<SnapshotLoader>()), Views, Projection, Options, Loggers.CreateLogger<Recoverer>());

    /// <param name="lastSequence">The sequence of the snapshot that recovery started from.</param>
    public SnapshotTaker NewSnapshotTaker(long lastSequence) =>
        new(SnapshotStore, Projection, Options, Loggers.CreateLogger<SnapshotTaker>()) { LastSequence = lastSequence };

    public QuarantineKeeper NewQuarantineKeeper() => new(Quarantine, Options, Loggers.CreateLogger<QuarantineKeeper>());

    public EngineLoopParts ForLoop(SnapshotTaker snapshots, Action<LoopFault> onFault) =>
        new(Options, Journal, Status, Views, Projection, Stream, snapshots, NewQuarantineKeeper(), Time, Loggers.CreateLogger<EngineLoop>(), onFault);
}
