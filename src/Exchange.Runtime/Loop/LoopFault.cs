using Microsoft.Extensions.Logging;

namespace Exchange.Runtime;

internal enum LoopFaultKind
{
    /// <summary>Another process leads.</summary>
    Fenced,

    /// <summary>The engine could not apply a command; its batch is in quarantine.</summary>
    Quarantined,

    /// <summary>A thread of the loop failed.</summary>
    Failed,
}

/// <summary>Why a loop stopped for good.</summary>
internal sealed record LoopFault(LoopFaultKind Kind, string Message, Exception? Cause);

/// <summary>What an <see cref="EngineLoop"/> works with.</summary>
internal sealed record EngineLoopParts(
    ExchangeOptions Options,
    IJournal Journal,
    ExchangeStatusBoard Status,
    ICommittedEventsView Views,
    IProjection Projection,
    EventStream Stream,
    SnapshotTaker Snapshots,
    QuarantineKeeper Quarantine,
    TimeProvider Time,
    ILogger Logger,
    Action<LoopFault> OnFault);
