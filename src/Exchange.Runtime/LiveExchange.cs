using Exchange.Engine;

namespace Exchange.Runtime;

/// <summary>The door: turns away what cannot be served now, and puts the rest before the engine.</summary>
internal sealed class LiveExchange(IVenueViews views, ExchangeStatusBoard status, IProjection projection, ExchangeOptions options) : IExchange
{
    private int _isPreviewing;
    private volatile EngineLoop? _loop;
    private volatile LeaseKeeper? _lease;
    private volatile bool _shuttingDown;

    public IVenueViews Views { get; } = views;

    public ExchangeStatus Status
    {
        get
        {
            var now = status.Now;
            return new ExchangeStatus(now.State, now.Detail, status.Epoch, status.CommittedSequence, projection.ProjectedSequence, _loop?.Queued ?? 0);
        }
    }

    public bool MayServe => status.Now.State is ExchangeState.Serving or ExchangeState.JournalUnavailable && _lease is { Holds: true };

    public ValueTask<CommandOutcome> SubmitAsync<TCommand>(in TCommand command, CancellationToken cancellationToken = default)
        where TCommand : unmanaged, ICommand
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<CommandOutcome>(cancellationToken);
        }

        var submission = Submission.Rent(command);
        var answer = submission.OutcomeAsync();
        return Enter(submission) is { } refusal ? ValueTask.FromException<CommandOutcome>(refusal) : answer;
    }

    public ValueTask SubmitAsync(CommandBatch batch, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        if (batch.Count == 0)
        {
            return ValueTask.CompletedTask;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch.Frames.Length, options.MaxSubmissionBytes, nameof(batch));
        var submission = Submission.Rent(batch);
        var answer = submission.CompletionAsync();
        return Enter(submission) is { } refusal ? ValueTask.FromException(refusal) : answer;
    }

    public async Task<ParametersPreview> PreviewAsync(
        ParameterKind kind, int subject, RulesPayload wanted, ulong fields, CancellationToken cancellationToken = default)
    {
        if (Refusal(onlyCancels: false) is { } refusal)
        {
            throw refusal;
        }

        if (Interlocked.Exchange(ref _isPreviewing, 1) == 1)
        {
            throw Refusals.Busy();
        }

        try
        {
            using var copy = await _loop!.CopyAsync(cancellationToken).ConfigureAwait(false) ?? throw Refusals.Busy();
            return await Task.Run(() => new ParameterPreview(StateMachine.Restore(copy.ToSequence())).Of(kind, subject, wanted, fields), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _isPreviewing, 0);
        }
    }

    /// <summary>Serves from now on.</summary>
    public void Attach(EngineLoop loop, LeaseKeeper lease)
    {
        _lease = lease;
        _loop = loop;
    }

    /// <summary>Refuses everything from now on.</summary>
    public void ShutDown() => _shuttingDown = true;

    private ExchangeUnavailableException? Enter(Submission submission)
    {
        var refusal = Refusal(submission.OnlyCancels);
        if (refusal is null)
        {
            switch (_loop!.TryEnqueue(submission))
            {
                case EnqueueStatus.Queued:
                    return null;
                case EnqueueStatus.Full:
                    refusal = Refusals.Busy();
                    break;
                case EnqueueStatus.Closed:
                    refusal = _shuttingDown ? Refusals.ShuttingDown() : Refusals.Stopped();
                    break;
            }
        }

        submission.Discard();
        return refusal;
    }

    private ExchangeUnavailableException? Refusal(bool onlyCancels)
    {
        if (_shuttingDown)
        {
            return Refusals.ShuttingDown();
        }

        var now = status.Now;
        return now.State switch
        {
            ExchangeState.Serving when onlyCancels => null,
            ExchangeState.Serving when now.OnlyCancels => Refusals.Quarantined(),
            ExchangeState.Serving when projection.BacklogBytes > options.MaxProjectionBacklogBytes => Refusals.ProjectionBehind(),
            ExchangeState.Serving => null,
            ExchangeState.Standby => Refusals.NotLeader(),
            ExchangeState.Recovering => Refusals.Recovering(),
            ExchangeState.JournalUnavailable => Refusals.JournalUnavailable(),
            ExchangeState.Stopped => Refusals.Stopped(),
        };
    }
}
