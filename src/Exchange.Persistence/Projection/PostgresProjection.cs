using System.Collections.Concurrent;
using Exchange.Runtime;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Exchange.Persistence;

/// <summary>
/// The projection into Postgres: takes committed batches from the publisher without ever making it wait, and writes them on a task of its own,
/// as many in one transaction as have gathered while the last one was written.
/// </summary>
internal sealed class PostgresProjection(NpgsqlDataSource dataSource, IDbContextFactory<ExchangeDbContext> contexts, ILogger<PostgresProjection> logger)
    : IProjection, IAsyncDisposable
{
    /// <summary>Bytes of events that go into one transaction.</summary>
    private const int MaxGroupBytes = 8 * 1024 * 1024;

    /// <summary>Bytes of events for which it begins at once.</summary>
    private const int EnoughBytes = 1024 * 1024;

    /// <summary>How long it gathers when little has come and nobody waits: a transaction for every order would take the processor from those who place them.</summary>
    private static readonly TimeSpan GatherTime = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(250);

    private readonly ProjectionWriter _writer = new(dataSource);
    private readonly ConcurrentQueue<CommittedBatch> _queue = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly SemaphoreSlim _wanted = new(0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly List<(long Sequence, TaskCompletionSource Reached)> _waiters = [];
    private Task? _working;
    private long _projectedSequence;
    private long _backlogBytes;

    public long ProjectedSequence => Volatile.Read(ref _projectedSequence);

    public long BacklogBytes => Interlocked.Read(ref _backlogBytes);

    public async ValueTask<long> ReadWatermarkAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            var watermark = await context.Projection.Select(row => row.Sequence).SingleAsync(cancellationToken);
            Reached(Math.Max(watermark, ProjectedSequence));
            return watermark;
        }
        catch (Exception error) when (JournalConnection.IsUnreachable(error) || error is InvalidOperationException { InnerException: NpgsqlException })
        {
            throw new JournalUnreachableException($"The read side does not answer: {error.Message}", error);
        }
    }

    public void Enqueue(CommittedBatch batch)
    {
        batch.Retain();
        Interlocked.Add(ref _backlogBytes, batch.Events.Length);
        _queue.Enqueue(batch);
        _working ??= Task.Run(() => WorkAsync(_stopping.Token));
        _arrived.Release();
    }

    public async ValueTask<bool> WaitForAsync(long sequence, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (ProjectedSequence >= sequence)
            {
                return true;
            }

            _waiters.Add((sequence, reached));
        }

        _wanted.Release();

        try
        {
            await reached.Task.WaitAsync(timeout, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            lock (_gate)
            {
                _waiters.RemoveAll(waiter => waiter.Reached == reached);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_working is { } working)
        {
            await working;
        }

        _stopping.Dispose();
        _arrived.Dispose();
        _wanted.Dispose();
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        try
        {
            var state = await UntilDoneAsync(LoadAsync, cancellationToken);
            var rows = new ProjectedRows { After = state.Sequence };
            var projector = new EventProjector(state, rows);
            while (true)
            {
                await _arrived.WaitAsync(cancellationToken);
                await GatherAsync(cancellationToken);
                var bytes = TakeGroup(projector, state, rows);
                await UntilDoneAsync(
                    async () =>
                    {
                        await _writer.WriteAsync(rows, cancellationToken);
                        return true;
                    },
                    cancellationToken);
                Interlocked.Add(ref _backlogBytes, -bytes);
                Reached(rows.LastSequence);
                rows.Clear();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What was not written is in the journal, and the next start writes it.
        }
        catch (Exception error)
        {
            // The exchange goes on until the backlog is full, then takes only cancels; a restart begins again from the watermark.
            logger.LogCritical(error, "The projection has failed and stops at sequence {Sequence}", ProjectedSequence);
        }
    }

    /// <summary>Lets some more come, unless there is enough or somebody waits for it.</summary>
    private async Task GatherAsync(CancellationToken cancellationToken)
    {
        if (BacklogBytes < EnoughBytes && !IsAwaited)
        {
            await _wanted.WaitAsync(GatherTime, cancellationToken);
        }

        while (_wanted.Wait(0, CancellationToken.None))
        {
            // Whoever asked so far is served by what is written next.
        }
    }

    private bool IsAwaited
    {
        get
        {
            lock (_gate)
            {
                return _waiters.Count != 0;
            }
        }
    }

    private async Task<ProjectedState> LoadAsync()
    {
        await using var context = await contexts.CreateDbContextAsync(_stopping.Token);
        return await ProjectedState.LoadAsync(context, _stopping.Token);
    }

    /// <summary>Turns what has gathered into rows; the first batch has been signaled already. Gives the bytes of its events.</summary>
    private int TakeGroup(EventProjector projector, ProjectedState state, ProjectedRows rows)
    {
        var bytes = 0;
        do
        {
            if (!_queue.TryDequeue(out var batch))
            {
                throw new InvalidOperationException("A batch was signaled but is not there.");
            }

            bytes += batch.Events.Length;
            projector.Apply(batch.Events.Span);
            rows.LastSequence = Math.Max(rows.LastSequence, batch.LastSequence);
            state.Sequence = Math.Max(state.Sequence, batch.LastSequence);
            batch.Release();
        }
        while (bytes < MaxGroupBytes && _arrived.Wait(0, CancellationToken.None));

        return bytes;
    }

    private async Task<T> UntilDoneAsync<T>(Func<Task<T>> attempt, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await attempt();
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested
                && (JournalConnection.IsUnreachable(error) || error is InvalidOperationException { InnerException: NpgsqlException }))
            {
                logger.LogWarning(error, "The read side does not answer; trying again");
                await Task.Delay(RetryDelay, cancellationToken);
            }
        }
    }

    private void Reached(long sequence)
    {
        lock (_gate)
        {
            Volatile.Write(ref _projectedSequence, Math.Max(sequence, _projectedSequence));
            foreach (var waiter in _waiters)
            {
                if (waiter.Sequence <= sequence)
                {
                    waiter.Reached.TrySetResult();
                }
            }
        }
    }
}
