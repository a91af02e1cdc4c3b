using System.Security.Cryptography;
using Exchange.Engine;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Exchange.Runtime;

/// <summary>
/// Takes the process through its life: waits for the lease, recovers, serves, and ends. In the background, so that the web host can answer
/// health checks meanwhile; a fault stops the whole process with an exit code of its own.
/// </summary>
internal sealed class ExchangeHost(
    RuntimeParts parts, LiveExchange exchange, ExchangeStatusBoard status, IHostApplicationLifetime lifetime, ILogger<ExchangeHost> logger)
    : IHostedService, IDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ProjectionPatience = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stopping = new();
    private Task _life = Task.CompletedTask;
    private Leadership? _leadership;

    /// <summary>What this process has while it leads.</summary>
    private sealed record Leadership(LeadershipTerm Term, LeaseKeeper Lease, EngineLoop Loop, StateMachine Machine, SnapshotTaker Snapshots);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _life = Task.Run(() => LiveAsync(_stopping.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        exchange.ShutDown();
        var resigning = _leadership is { } leadership && await FinishAsync(leadership, cancellationToken).ConfigureAwait(false) ? leadership.Term : null;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _life.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (resigning is not null)
        {
            // Nobody renews any more: what is released now stays so.
            await ReleaseAsync(resigning, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _stopping.Dispose();
        parts.Journal.Dispose();
    }

    private async Task LiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            var sentAt = 0L;
            LeadershipTerm? term = null;
            var recoverer = parts.NewRecoverer();
            while (term is null)
            {
                sentAt = parts.Time.GetTimestamp();
                term = await WhenReachableAsync(() => parts.Leadership.TryTakeAsync(parts.Options.Lease, cancellationToken), cancellationToken).ConfigureAwait(false);
                if (term is null)
                {
                    await StandByAsync(recoverer, cancellationToken).ConfigureAwait(false);
                }
            }

            var lease = new LeaseKeeper(parts.Leadership, term, parts.Options, parts.Time, logger);
            lease.Taken(sentAt);
            var keeping = lease.RunAsync(cancellationToken);
            await LeadAsync(term, lease, recoverer, cancellationToken).ConfigureAwait(false);
            await keeping.ConfigureAwait(false);
            Stop(new LoopFault(LoopFaultKind.Fenced, $"Another process leads: epoch {term.Epoch} is over.", Cause: null));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            logger.LogInformation("The exchange has stopped");
        }
        catch (Exception error)
        {
            Stop(new LoopFault(LoopFaultKind.Failed, error.Message, error));
        }
    }

    private async Task StandByAsync(Recoverer recoverer, CancellationToken cancellationToken)
    {
        status.Set(ExchangeState.Standby, $"Another process leads; following at sequence {recoverer.Position.LastSequence}.");
        await WhenReachableAsync(() => recoverer.FollowAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        await Task.Delay(parts.Options.StandbyPoll, parts.Time, cancellationToken).ConfigureAwait(false);
    }

    private async Task LeadAsync(LeadershipTerm term, LeaseKeeper lease, Recoverer recoverer, CancellationToken cancellationToken)
    {
        logger.LogInformation("Leading, epoch {Epoch}", term.Epoch);
        status.Epoch = term.Epoch;
        status.Set(ExchangeState.Recovering, "Replaying the journal.");
        var replayer = await WhenReachableAsync(() => recoverer.RecoverAsync(term, cancellationToken), cancellationToken).ConfigureAwait(false);
        await WhenReachableAsync(() => ReadQuarantineAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        status.CommittedSequence = replayer.Position.LastSequence;

        var snapshots = parts.NewSnapshotTaker(recoverer.SnapshotSequence);
        var loop = new EngineLoop(parts.ForLoop(snapshots, Stop), replayer.Machine, replayer.Position, term.Epoch);
        loop.Start();
        _leadership = new Leadership(term, lease, loop, replayer.Machine, snapshots);
        if (replayer.Position.LastSequence == 0)
        {
            var key = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
            await FirstAsync(loop, FirstCommand(key, parts.Options)).ConfigureAwait(false); // draws the key of the engine's hash tables
        }
        else
        {
            await FirstAsync(loop, new NoteRestart()).ConfigureAwait(false);
        }

        exchange.Attach(loop, lease);
        status.Set(ExchangeState.Serving, "Serving.");
        logger.LogInformation("Serving from sequence {Sequence}", loop.Position.LastSequence);
    }

    private static InitializeVenue FirstCommand(ulong key, ExchangeOptions options) => new()
    {
        HashKey = key,
        Profile = options.Profile,
        Rules = new VenueRules
        {
            LooseningDelay = options.LooseningDelay.Ticks / TimeSpan.TicksPerMicrosecond,
            RampDuration = options.RampDuration.Ticks / TimeSpan.TicksPerMicrosecond,
        },
    };

    /// <summary>Sends the first command of a term, before anybody else can send one.</summary>
    private static async Task FirstAsync<TCommand>(EngineLoop loop, TCommand command)
        where TCommand : unmanaged, ICommand
    {
        var submission = Submission.Rent(command);
        var answer = submission.OutcomeAsync();
        if (loop.TryEnqueue(submission) != EnqueueStatus.Queued || !(await answer.ConfigureAwait(false)).IsAccepted)
        {
            throw new InvalidOperationException($"{TCommand.Kind}, the first command of the term, was not accepted.");
        }
    }

    private async Task ReadQuarantineAsync(CancellationToken cancellationToken)
    {
        await parts.NewQuarantineKeeper().ImportFilesAsync(cancellationToken).ConfigureAwait(false);
        var count = await parts.Quarantine.CountUnacknowledgedAsync(cancellationToken).ConfigureAwait(false);
        if (count > 0)
        {
            logger.LogCritical("{Count} batches are in quarantine; only cancels are accepted until an operator has acknowledged them", count);
        }

        status.SetOnlyCancels(count > 0);
    }

    /// <summary>Finishes what is in and writes a snapshot. False if it could not be finished.</summary>
    private async Task<bool> FinishAsync(Leadership leadership, CancellationToken cancellationToken)
    {
        var isDrained = await Task.Run(() => leadership.Loop.Stop(DrainPatience), CancellationToken.None).ConfigureAwait(false);
        if (!isDrained)
        {
            logger.LogError("Stopped without having drained; the journal did not answer, or this process no longer leads");
            return false;
        }

        await leadership.Snapshots.WhenIdleAsync(cancellationToken).ConfigureAwait(false);
        if (leadership.Machine.LastSequence > leadership.Snapshots.LastSequence)
        {
            leadership.Snapshots.Begin(leadership.Machine, Task.FromResult(leadership.Loop.Position));
            await leadership.Snapshots.WhenIdleAsync(cancellationToken).ConfigureAwait(false);
        }

        await parts.Projection.WaitForAsync(leadership.Machine.LastSequence, ProjectionPatience, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Lets a standby take over at once.</summary>
    private async Task ReleaseAsync(LeadershipTerm term, CancellationToken cancellationToken)
    {
        try
        {
            await parts.Leadership.ReleaseAsync(term, cancellationToken).ConfigureAwait(false);
        }
        catch (JournalUnreachableException error)
        {
            logger.LogWarning(error, "The lease could not be released; it will run out");
        }
    }

    private Task<bool> WhenReachableAsync(Func<Task> attempt, CancellationToken cancellationToken) =>
        WhenReachableAsync(
            async () =>
            {
                await attempt().ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    private async Task<T> WhenReachableAsync<T>(Func<Task<T>> attempt, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch (JournalUnreachableException error)
            {
                logger.LogWarning(error, "The journal cannot be reached; trying again");
                await Task.Delay(RetryDelay, parts.Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private void Stop(LoopFault fault)
    {
        status.Set(ExchangeState.Stopped, fault.Message);
        logger.LogCritical(fault.Cause, "The exchange stops: {Reason}", fault.Message);
        Environment.ExitCode = ExitCodes.For(fault.Kind);
        lifetime.StopApplication();
    }
}
