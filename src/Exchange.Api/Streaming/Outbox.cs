using System.Diagnostics;

namespace Exchange.Api;

/// <summary>
/// What waits to be written to one client: bounded in bytes and in how long nothing leaves, filled from many threads, emptied by the connection's writer.
/// Adding never blocks; whoever reads too slowly fills its own outbox and is dropped, and nobody else notices.
/// </summary>
internal sealed class Outbox(StreamOptions options) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly AsyncSignal _signal = new();
    private List<SharedFrame> _waiting = [];
    private List<SharedFrame> _taken = [];
    private long _waitingSince;
    private int _queuedBytes;
    private bool _closed;

    /// <summary>Adds a message, taking a reference of its own. <see cref="Raise"/> wakes the writer.</summary>
    /// <returns>False if the client is too far behind; the message was not added.</returns>
    public bool TryAdd(SharedFrame frame)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return true;
            }

            if (_queuedBytes + frame.Length > options.MaxQueuedBytes
                || (_queuedBytes != 0 && Stopwatch.GetElapsedTime(_waitingSince) > options.MaxLag))
            {
                return false;
            }

            if (_queuedBytes == 0)
            {
                _waitingSince = Stopwatch.GetTimestamp();
            }

            _queuedBytes += frame.Length;
            frame.Retain();
            _waiting.Add(frame);
            return true;
        }
    }

    /// <summary>Wakes the writer.</summary>
    public void Raise() => _signal.Raise();

    public ValueTask WaitAsync() => _signal.WaitAsync();

    /// <summary>Takes everything that waits, in order; valid until the next call. The caller owns the references, and says with <see cref="Written"/> when bytes have left.</summary>
    public List<SharedFrame> Take()
    {
        lock (_gate)
        {
            _taken.Clear();
            (_waiting, _taken) = (_taken, _waiting);
            return _taken;
        }
    }

    /// <summary>That many bytes have left for the network: the client is moving.</summary>
    public void Written(int bytes)
    {
        lock (_gate)
        {
            _queuedBytes -= bytes;
            _waitingSince = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>Drops what waits and takes no more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var frame in _waiting)
            {
                frame.Release();
            }

            _waiting.Clear();
        }
    }
}
