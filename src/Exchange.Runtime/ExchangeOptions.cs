using Exchange.Engine;

namespace Exchange.Runtime;

/// <summary>The bounds and intervals of the runtime.</summary>
public sealed record ExchangeOptions
{
    /// <summary>What a venue that begins with this process is for; one that exists stays what it is.</summary>
    public VenueProfile Profile { get; init; } = VenueProfile.Live;

    /// <summary>Commands that may wait for the engine; beyond that a submission is refused at once.</summary>
    public int QueueCapacity { get; init; } = 16_384;

    /// <summary>How many more may wait if the submission holds only cancels.</summary>
    public int CancelReserve { get; init; } = 8_192;

    /// <summary>Commands of one journal batch. A submission that is larger by itself gets a batch of its own.</summary>
    public int MaxBatchCommands { get; init; } = 4_096;

    /// <summary>Bytes of commands of one journal batch.</summary>
    public int MaxBatchBytes { get; init; } = 1024 * 1024;

    /// <summary>Bytes of commands of one submission; a larger one is an error of the caller.</summary>
    public int MaxSubmissionBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>How long an applied command may remain without being durable before its caller is told that the outcome is unknown.</summary>
    public TimeSpan OutcomeTimeout { get; init; } = TimeSpan.FromSeconds(2.8);

    /// <summary>Bytes of events that may wait for the projection before only cancels are accepted.</summary>
    public long MaxProjectionBacklogBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>Commands between two snapshots.</summary>
    public long SnapshotEvery { get; init; } = 1_000_000;

    /// <summary>Snapshots that are kept; the newest one that the projection still needs is kept as well.</summary>
    public int SnapshotsKept { get; init; } = 2;

    /// <summary>How long a lease lasts without being renewed.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>By how much the holder believes its lease shorter than others do, for clocks that do not run alike.</summary>
    public TimeSpan LeaseMargin { get; init; } = TimeSpan.FromSeconds(0.5);

    public TimeSpan LeaseRenewal { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a process in standby looks whether the lease has fallen.</summary>
    public TimeSpan StandbyPoll { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How often time advances when no command does it.</summary>
    public TimeSpan ClockInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How many accounts one command looks at when positions are settled for funding.</summary>
    public int FundingAccountsPerStep { get; init; } = 500;

    /// <summary>How long a new venue's approved loosenings wait. What it is later is a rule of the venue.</summary>
    public TimeSpan LooseningDelay { get; init; } = TimeSpan.FromHours(48);

    /// <summary>Over how long a new venue's rules come into effect. What it is later is a rule of the venue.</summary>
    public TimeSpan RampDuration { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Where a quarantined batch goes if the database is away.</summary>
    public string QuarantineDirectory { get; init; } = Path.Combine(AppContext.BaseDirectory, "quarantine");
}
