using Exchange.Engine;

namespace Exchange.Runtime;

/// <summary>The one door to the engine. A completed call means: applied, committed to the journal, and visible in the <see cref="Views"/>.</summary>
public interface IExchange
{
    /// <summary>Applies one command. A rejection is an outcome, not an exception. Canceling has no effect once the command is queued.</summary>
    /// <exception cref="ExchangeUnavailableException">Nothing was done: the queue is full, the journal cannot be written, or this process does not lead.</exception>
    /// <exception cref="OutcomeUnknownException">The command was applied but is not known to be durable. Repeat it with the same client order id or reference to learn.</exception>
    ValueTask<CommandOutcome> SubmitAsync<TCommand>(in TCommand command, CancellationToken cancellationToken = default)
        where TCommand : unmanaged, ICommand;

    /// <summary>Applies the commands of a batch in order, together in one journal batch where they fit; <see cref="CommandBatch.Outcomes"/> has an outcome for each.</summary>
    /// <inheritdoc cref="SubmitAsync{TCommand}" path="/exception"/>
    ValueTask SubmitAsync(CommandBatch batch, CancellationToken cancellationToken = default);

    /// <summary>
    /// What a change of rules would do with all of it in effect, tried on a copy of the venue as it stands. One at a time: the venue pauses while
    /// it is copied, and a large one takes seconds to be gone through.
    /// </summary>
    /// <param name="kind">Which rules.</param>
    /// <param name="subject">The market's or asset's id; 0 for the venue.</param>
    /// <param name="wanted">The rules.</param>
    /// <param name="fields">The fields that are to change; 0 for all.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ExchangeUnavailableException">Another preview is being made, or this process does not lead.</exception>
    Task<ParametersPreview> PreviewAsync(ParameterKind kind, int subject, RulesPayload wanted, ulong fields, CancellationToken cancellationToken = default);

    /// <summary>What the committed events have made of the venue; safe to read from any thread.</summary>
    IVenueViews Views { get; }

    ExchangeStatus Status { get; }

    /// <summary>Whether reads may be answered from the <see cref="Views"/>: this process leads, and its lease has not run out on the monotonic clock.</summary>
    bool MayServe => Status.State is ExchangeState.Serving or ExchangeState.JournalUnavailable;
}

/// <summary>Where the process stands.</summary>
public enum ExchangeState
{
    /// <summary>Waiting for the lease, following.</summary>
    Standby,

    /// <summary>Replaying the journal.</summary>
    Recovering,

    /// <summary>Serving.</summary>
    Serving,

    /// <summary>Leading, but the journal cannot be written at the moment.</summary>
    JournalUnavailable,

    /// <summary>Stopped for good: another process leads, or a fault was found.</summary>
    Stopped,
}

/// <summary>Where the process stands, with figures for health checks and metrics.</summary>
public sealed record ExchangeStatus(
    ExchangeState State,
    string Detail,
    long Epoch,
    long CommittedSequence,
    long ProjectedSequence,
    int QueuedSubmissions);

/// <summary>Nothing was done; the caller may try again.</summary>
public sealed class ExchangeUnavailableException(string code, string message, TimeSpan retryAfter) : Exception(message)
{
    /// <summary>Stable code for clients: <c>exchange_busy</c>, <c>journal_unavailable</c>, <c>not_leader</c>, <c>recovering</c>, <c>shutting_down</c>, <c>quarantined</c>.</summary>
    public string Code { get; } = code;

    public TimeSpan RetryAfter { get; } = retryAfter;
}

/// <summary>The command was applied in memory, and whether it is durable is not known yet.</summary>
public sealed class OutcomeUnknownException(string message) : Exception(message);
