using Exchange.Engine;

namespace Exchange.Runtime;

/// <summary>The writing side of the <see cref="IVenueViews"/>: one thread brings them up to the committed events, many read them.</summary>
internal interface ICommittedEventsView
{
    /// <summary>Takes over the engine's state as restored from a snapshot; the events that made it are not available any more. Called at most once, before <see cref="Apply"/>.</summary>
    void Seed(StateMachine machine);

    /// <summary>Applies the framed events of the next committed batch.</summary>
    void Apply(ReadOnlySpan<byte> events);
}
