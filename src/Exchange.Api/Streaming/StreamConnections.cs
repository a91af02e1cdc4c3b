using System.Collections.Concurrent;
using System.Net;
using Exchange.Engine;

namespace Exchange.Api;

/// <summary>The open connections: bounds their number, looks after their keys, and closes them when the program stops.</summary>
internal sealed class StreamConnections(StreamOptions options, StreamMetrics metrics, IHostApplicationLifetime lifetime) : BackgroundService
{
    private readonly ConcurrentDictionary<StreamConnection, IPAddress> _open = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, int> _byAddress = [];
    private readonly Dictionary<AccountId, int> _byAccount = [];
    private int _count;

    /// <summary>Takes a place for a client; false if there is none. <see cref="Exit"/> gives it back.</summary>
    public bool TryEnter(IPAddress address)
    {
        lock (_gate)
        {
            var fromAddress = _byAddress.GetValueOrDefault(address);
            if (_count == options.MaxConnections || fromAddress == options.MaxConnectionsPerAddress || lifetime.ApplicationStopping.IsCancellationRequested)
            {
                return false;
            }

            _count++;
            _byAddress[address] = fromAddress + 1;
            metrics.Connections.Set(_count);
            return true;
        }
    }

    public void Exit(IPAddress address)
    {
        lock (_gate)
        {
            _count--;
            Decrement(_byAddress, address);
            metrics.Connections.Set(_count);
        }
    }

    public void Add(StreamConnection connection, IPAddress address)
    {
        _open.TryAdd(connection, address);
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            connection.Drop(StreamClose.ShuttingDown);
        }
    }

    public void Remove(StreamConnection connection)
    {
        _open.TryRemove(connection, out _);
        connection.EndSession();
    }

    /// <summary>Takes a place among the account's connections; false if there is none.</summary>
    public bool TryAuthenticate(StreamSession session)
    {
        lock (_gate)
        {
            var count = _byAccount.GetValueOrDefault(session.Account);
            if (count == options.MaxConnectionsPerAccount)
            {
                return false;
            }

            _byAccount[session.Account] = count + 1;
            return true;
        }
    }

    public void Deauthenticated(StreamSession session)
    {
        lock (_gate)
        {
            Decrement(_byAccount, session.Account);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var closing = lifetime.ApplicationStopping.Register(CloseAll);
        using var timer = new PeriodicTimer(options.KeyCheckInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var connection in _open.Keys)
                {
                    connection.RecheckKey();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private void CloseAll()
    {
        foreach (var connection in _open.Keys)
        {
            connection.Drop(StreamClose.ShuttingDown);
        }
    }

    private static void Decrement<TKey>(Dictionary<TKey, int> counts, TKey key)
        where TKey : notnull
    {
        if (--counts[key] == 0)
        {
            counts.Remove(key);
        }
    }
}
