using System.Collections.Concurrent;
using Exchange.Engine;
using Exchange.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Exchange.Runtime.Tests;

/// <summary>The door, the loop and the views of an exchange, over stores in memory.</summary>
internal sealed class LoopedExchange : IDisposable
{
    /// <summary>Nobody is told that an outcome is unknown only because the machine is busy.</summary>
    public static readonly ExchangeOptions Patient = new() { OutcomeTimeout = TimeSpan.FromSeconds(30) };

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly VenueViews _views = new();
    private readonly StateMachine _machine = new();
    private readonly ConcurrentQueue<LoopFault> _faults = new();
    private readonly LiveExchange _exchange;
    private int _references;

    public LoopedExchange(ExchangeOptions? options = null)
    {
        Options = (options ?? Patient) with { QuarantineDirectory = Path.Combine(Path.GetTempPath(), $"quarantine-{Guid.NewGuid():N}") };
        Views = new GuardedViews(_views);
        Status.Set(ExchangeState.Serving, "Serving.");
        var logger = NullLogger.Instance;
        Snapshots = new SnapshotTaker(SnapshotStore, Projection, Options, logger);
        var parts = new EngineLoopParts(
            Options, Journal, Status, Views, Projection, Stream, Snapshots, new QuarantineKeeper(Quarantine, Options, logger), Clock, logger, _faults.Enqueue);
        Loop = new EngineLoop(parts, _machine, JournalPosition.Start, epoch: 0);
        _exchange = new LiveExchange(_views, Status, Projection, Options);
        _exchange.Attach(Loop, new LeaseKeeper(new SureLeadership(), new LeadershipTerm(0, 0), Options, TimeProvider.System, logger));
        Loop.Start();
    }

    public ExchangeOptions Options { get; }

    public EngineLoop Loop { get; }

    public IExchange Exchange => _exchange;

    public ExchangeStatusBoard Status { get; } = new();

    public MemoryJournal Journal { get; } = new();

    public MemorySnapshots SnapshotStore { get; } = new();

    public SnapshotTaker Snapshots { get; }

    public MemoryQuarantine Quarantine { get; } = new();

    public RecordingProjection Projection { get; } = new();

    public EventStream Stream { get; } = new(NullLogger<EventStream>.Instance);

    public GuardedViews Views { get; }

    public SetClock Clock { get; } = new();

    /// <summary>The account that <see cref="OpenAsync"/> opened.</summary>
    public AccountId Account { get; private set; }

    public LoopFault[] Faults => [.. _faults];

    /// <summary>The state machine, which is the loop's until <see cref="Stop"/>.</summary>
    public StateMachine Machine => _machine;

    /// <summary>Sets the venue up with an asset and an account.</summary>
    public async Task OpenAsync()
    {
        await SendAsync(new InitializeVenue { HashKey = 42, Profile = VenueProfile.Trial });
        await SendAsync(new RegisterAsset { Code = Symbol.Parse("USDT"), Decimals = 6 });
        Account = new AccountId((await SendAsync(new OpenAccount { Label = Text64.Parse("somebody") })).Entity);
    }

    public Task<CommandOutcome> SendAsync<TCommand>(TCommand command)
        where TCommand : unmanaged, ICommand => _exchange.SubmitAsync(command).AsTask();

    /// <summary>A deposit of one unit, each with a reference of its own.</summary>
    public CreditAccount NextCredit() => new()
    {
        Account = Account, Asset = new AssetId(1), Amount = new Money(1), Reference = Text64.Parse($"r{++_references}"),
    };

    /// <summary>Submits a command and waits until the journal has been asked to hold it.</summary>
    public async Task<Task<CommandOutcome>> SendToJournalAsync<TCommand>(TCommand command)
        where TCommand : unmanaged, ICommand
    {
        var before = Journal.Attempts.Count;
        var answer = SendAsync(command);
        await Eventually.HoldsAsync(() => Task.FromResult(Journal.Attempts.Count > before));
        return answer;
    }

    /// <summary>Waits until the engine's thread has taken everything that was submitted.</summary>
    public Task TakenAsync() => Eventually.HoldsAsync(() => Task.FromResult(Loop.Queued == 0));

    public Task StateIsAsync(ExchangeState state) => Eventually.HoldsAsync(() => Task.FromResult(Status.Now.State == state));

    public async Task<LoopFault> FaultAsync()
    {
        await Eventually.HoldsAsync(() => Task.FromResult(!_faults.IsEmpty));
        return Faults.Single();
    }

    public bool Stop() => Loop.Stop(Patience);

    public void Dispose()
    {
        Journal.With = MemoryJournal.Trouble.None;
        Journal.LetGo();
        Views.LetGo();
        Loop.Stop(Patience);
        Journal.Dispose();
        Views.Dispose();
        if (Directory.Exists(Options.QuarantineDirectory))
        {
            Directory.Delete(Options.QuarantineDirectory, recursive: true);
        }
    }
}
