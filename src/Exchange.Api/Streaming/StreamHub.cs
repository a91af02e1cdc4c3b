using System.Collections.Concurrent;
using Exchange.Engine;
using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>
/// Turns committed batches into messages. One thread of its own reads the events, keeps the state of what somebody follows, and puts each
/// message, encoded once, into the outboxes of all who follow it. It never waits for a client, and nobody waits for it: the publisher only
/// leaves a batch here, and not even that while nobody follows anything.
/// </summary>
internal sealed class StreamHub(IExchange exchange, IEventStream events, StreamOptions options, StreamMetrics metrics, ILogger<StreamHub> logger)
    : ICommittedBatchObserver, IHostedService, IDisposable
{
    private const int MaxBatchesPerRaise = 8;

    private readonly ConcurrentQueue<object> _queue = new();
    private readonly ManualResetEventSlim _wake = new(initialState: false, spinCount: 0);
    private readonly FeedSet _feeds = new();
    private readonly List<Subscription> _pending = [];
    private readonly List<StreamConnection> _toRaise = [];
    private readonly MessageWriter _writer = new();
    private readonly BookChecksum _checksum = new();
    private IDisposable? _subscription;
    private Thread? _thread;
    private int _batchesSinceRaise;
    private long _lastSeen;
    private long _backlogBytes;
    private volatile bool _listening;
    private volatile bool _overflowed;
    private volatile bool _stopping;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = events.Subscribe(this);
        _thread = new Thread(Run) { Name = "stream hub", IsBackground = true };
        _thread.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _subscription?.Dispose();
        _stopping = true;
        _wake.Set();
        _thread?.Join();
        return Task.CompletedTask;
    }

    public void Dispose() => _wake.Dispose();

    /// <summary>Sends a snapshot of each channel, then what follows it. Asked again, it sends the snapshot again.</summary>
    public void Subscribe(StreamConnection connection, IReadOnlyList<ChannelName> channels) =>
        Post(new Subscription(connection, channels, SubscriptionChange.Add));

    public void Unsubscribe(StreamConnection connection, IReadOnlyList<ChannelName> channels) =>
        Post(new Subscription(connection, channels, SubscriptionChange.Remove));

    /// <summary>Forgets a connection that has ended.</summary>
    public void Leave(StreamConnection connection) => Post(new Subscription(connection, [], SubscriptionChange.Leave));

    void ICommittedBatchObserver.OnCommitted(CommittedBatch batch)
    {
        // The hub says that it listens before it looks how far we are, and we say how far we are before we look whether it listens:
        // either it waits for the views to have this batch, or it gets it.
        Interlocked.Exchange(ref _lastSeen, batch.LastSequence);
        if (!_listening || _overflowed)
        {
            return;
        }

        if (Interlocked.Add(ref _backlogBytes, batch.Events.Length) > options.MaxHubBacklogBytes)
        {
            Interlocked.Add(ref _backlogBytes, -batch.Events.Length);
            _overflowed = true;
            _wake.Set();
            return;
        }

        batch.Retain();
        Post(batch);
    }

    /// <summary>Puts a message into a client's outbox; its writer is woken when the hub pauses for breath. For the feeds, on the hub's thread.</summary>
    public void Deliver(StreamConnection connection, SharedFrame frame)
    {
        connection.Deliver(frame);
        if (!connection.IsToBeRaised)
        {
            connection.IsToBeRaised = true;
            _toRaise.Add(connection);
        }
    }

    private void Post(object item)
    {
        _queue.Enqueue(item);
        if (!_wake.IsSet)
        {
            _wake.Set();
        }
    }

    private void Run()
    {
        while (!_stopping)
        {
            try
            {
                Step();
            }
            catch (Exception error)
            {
                // What the followers have been told may be incomplete; they start over rather than go on with a hole.
                logger.LogCritical(error, "The stream hub failed; every subscriber is dropped to start over");
                StartOver(StreamClose.InternalError);
            }
        }

        Drain();
    }

    private void Step()
    {
        if (_overflowed)
        {
            logger.LogError("The stream fell {Bytes} bytes behind; every subscriber is dropped to start over", Interlocked.Read(ref _backlogBytes));
            StartOver(StreamClose.Overloaded);
        }

        if (_queue.TryDequeue(out var item))
        {
            Take(item);
            return;
        }

        RaiseAll();
        RetryPending();
        _wake.Reset();
        if (_queue.IsEmpty && !_stopping && !_overflowed)
        {
            // Work that waits for the views is looked at again soon; otherwise there is nothing to do until something comes.
            _wake.Wait(_pending.Count == 0 ? Timeout.Infinite : 1);
        }
    }

    private void Take(object item)
    {
        if (item is CommittedBatch batch)
        {
            try
            {
                Apply(batch);
            }
            finally
            {
                Interlocked.Add(ref _backlogBytes, -batch.Events.Length);
                batch.Release();
            }

            RaiseNowAndThen();
            return;
        }

        Change((Subscription)item);
        RetryPending();
    }

    private void Apply(CommittedBatch batch)
    {
        if (_feeds.IsEmpty)
        {
            return;
        }

        foreach (var frame in new EventReader(batch.Events.Span))
        {
            _feeds.Apply(frame);
        }

        _feeds.PublishTouched();
    }

    private void Change(Subscription change)
    {
        switch (change.Change)
        {
            case SubscriptionChange.Add:
                _listening = true;
                _pending.Add(change);
                return;
            case SubscriptionChange.Remove:
                // Requests of one connection take effect in their order: what still waits of the same channels is withdrawn.
                for (var i = 0; i < _pending.Count; i++)
                {
                    if (_pending[i].Connection == change.Connection)
                    {
                        _pending[i] = _pending[i] with { Channels = [.. _pending[i].Channels.Except(change.Channels)] };
                    }
                }

                _feeds.Remove(change.Connection, change.Channels);
                break;
            case SubscriptionChange.Leave:
                _pending.RemoveAll(pending => pending.Connection == change.Connection);
                _feeds.Remove(change.Connection);
                break;
        }

        _listening = !_feeds.IsEmpty || _pending.Count != 0;
    }

    private void RetryPending()
    {
        if (_pending.Count == 0)
        {
            return;
        }

        Interlocked.MemoryBarrier(); // between saying that we listen and looking how far the batches are
        var atLeast = Volatile.Read(ref _lastSeen);
        if (exchange.Views.Sequence < atLeast)
        {
            return;
        }

        _pending.RemoveAll(TrySubscribe);
        RaiseAll();
        _listening = !_feeds.IsEmpty || _pending.Count != 0;
    }

    private bool TrySubscribe(Subscription subscription)
    {
        foreach (var channel in subscription.Channels)
        {
            if (_feeds.Find(channel) is null)
            {
                var feed = MakeFeed(channel);
                if (!feed.TryLoad(exchange.Views))
                {
                    return false;
                }

                _feeds.Add(channel, feed);
            }
        }

        foreach (var channel in subscription.Channels)
        {
            _feeds.Find(channel)!.Subscribe(subscription.Connection, channel.Kind);
        }

        return true;
    }

    private IFeed MakeFeed(ChannelName channel)
    {
        if (channel.IsPrivate)
        {
            return new AccountFeed(channel.Account, this, _writer);
        }

        var market = exchange.Views.FindMarket(channel.Market)
            ?? throw new InvalidOperationException($"The views have no market {channel.Market}.");
        return new MarketFeed(market, this, _writer, _checksum);
    }

    /// <summary>While batches wait, writers are woken for several at once: what goes out together costs less.</summary>
    private void RaiseNowAndThen()
    {
        if (++_batchesSinceRaise >= MaxBatchesPerRaise)
        {
            RaiseAll();
        }
    }

    private void RaiseAll()
    {
        foreach (var connection in _toRaise)
        {
            connection.IsToBeRaised = false;
            connection.Raise();
        }

        _toRaise.Clear();
        _batchesSinceRaise = 0;
    }

    /// <summary>Drops every subscriber and everything that waits; the clients come back and get snapshots.</summary>
    private void StartOver(StreamClose close)
    {
        _listening = false;
        foreach (var connection in _feeds.Subscribers().Concat(_pending.Select(pending => pending.Connection)).Distinct().ToList())
        {
            connection.Drop(close);
        }

        metrics.HubResets.Inc();
        _feeds.Clear();
        _pending.Clear();
        _writer.Clear();
        RaiseAll();
        DropBatches();
        _overflowed = false;
    }

    /// <summary>Lets go of the batches that wait; requests stay, in their order.</summary>
    private void DropBatches()
    {
        for (var i = _queue.Count; i > 0 && _queue.TryDequeue(out var item); i--)
        {
            if (item is CommittedBatch batch)
            {
                Interlocked.Add(ref _backlogBytes, -batch.Events.Length);
                batch.Release();
            }
            else
            {
                _queue.Enqueue(item);
            }
        }
    }

    private void Drain()
    {
        while (_queue.TryDequeue(out var item))
        {
            (item as CommittedBatch)?.Release();
        }
    }

    private enum SubscriptionChange
    {
        Add,
        Remove,
        Leave,
    }

    private sealed record Subscription(StreamConnection Connection, IReadOnlyList<ChannelName> Channels, SubscriptionChange Change);
}
