namespace Exchange.Runtime;

/// <summary>Why a submission is turned away with nothing done, in the words that clients see.</summary>
internal static class Refusals
{
    public static ExchangeUnavailableException Busy() => new("exchange_busy", "The queue is full.", TimeSpan.FromSeconds(1));

    public static ExchangeUnavailableException ProjectionBehind() =>
        new("exchange_busy", "The read side is far behind; only cancels are accepted until it has caught up.", TimeSpan.FromSeconds(5));

    public static ExchangeUnavailableException JournalUnavailable() =>
        new("journal_unavailable", "The journal cannot be written at the moment.", TimeSpan.FromSeconds(2));

    public static ExchangeUnavailableException NotLeader() =>
        new("not_leader", "This process is in standby; another one leads.", TimeSpan.FromSeconds(2));

    public static ExchangeUnavailableException Recovering() =>
        new("recovering", "The exchange is replaying its journal.", TimeSpan.FromSeconds(2));

    public static ExchangeUnavailableException ShuttingDown() =>
        new("shutting_down", "The exchange is shutting down.", TimeSpan.FromSeconds(5));

    public static ExchangeUnavailableException Stopped() =>
        new("not_leader", "This process has stopped.", TimeSpan.FromSeconds(5));

    public static ExchangeUnavailableException Quarantined() =>
        new("quarantined", "A batch is in quarantine; only cancels are accepted until an operator has acknowledged it.", TimeSpan.FromSeconds(60));
}
