using Exchange.Engine;

namespace Exchange.Api;

/// <summary>A command was done.</summary>
/// <param name="Sequence">Its place in the journal.</param>
/// <param name="Time">In microseconds since 1970.</param>
/// <param name="IsRepeat">Whether an earlier command with the same reference was found, and nothing was done.</param>
internal sealed record DoneAnswer(long Sequence, long Time, bool IsRepeat)
{
    public static DoneAnswer Of(CommandOutcome outcome) => new(outcome.Sequence, outcome.Time.Microseconds, outcome.IsRepeat);
}
