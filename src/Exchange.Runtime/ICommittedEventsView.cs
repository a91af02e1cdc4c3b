using Exchange.Engine;

namespace Exchange.Runtime;

/// <summary>The writing side of the <see cref="IVenueViews"/>: one thread brings them up to the committed events, many read them.</summary>
internal interface ICommittedEventsView
{
    /// <summary>Takes over the engine's state as restored from a snapshot; the events that made it are not available any more. Called at most once, before <see cref="Apply"/>.</summary>
    void Seed(StateMachine machine);

    /// <summary>Applies the framed events of the next committed batch.</summary>
    /// <param name="events">The events.</param>
    /// <param name="lastSequence">The batch's last sequence, later than that of its last event if commands behind it caused none; 0 if there are no such commands.</param>
    void Apply(ReadOnlySpan<byte> events, long lastSequence = 0);
}
