using System.Buffers;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;

namespace Exchange.Api;

/// <summary>One client: reads its requests, answers them, and writes what it follows. Three loops that end together.</summary>
internal sealed class StreamConnection : IDisposable
{
    private const int CoalescedBytes = 32 * 1024;
    private const int FirstReadBuffer = 4 * 1024;

    private readonly WebSocket _socket;
    private readonly CoalescingStream? _stream;
    private readonly StreamServices _services;
    private readonly Action _abort;
    private readonly Outbox _outbox;
    private readonly OrderPipeline _pipeline;
    private readonly RequestHandler _handler;
    private readonly CancellationTokenSource _closeTimeout = new();
    private StreamClose? _close;

    /// <param name="socket">The accepted socket.</param>
    /// <param name="stream">What lies below it, if its frames can be sent together.</param>
    /// <param name="address">The client's address.</param>
    /// <param name="services">What connections share.</param>
    /// <param name="abort">Cuts the transport connection.</param>
    public StreamConnection(WebSocket socket, CoalescingStream? stream, IPAddress? address, StreamServices services, Action abort)
    {
        _socket = socket;
        _stream = stream;
        _services = services;
        _abort = abort;
        Address = address;
        _outbox = new Outbox(services.Options);
        _pipeline = new OrderPipeline(services.Exchange, this, services.Options, services.Metrics, services.Logger);
        _handler = new RequestHandler(this, _pipeline, services);
    }

    public IPAddress? Address { get; }

    /// <summary>Kept by the hub: whether it has put something into the outbox since it last woke the writer.</summary>
    public bool IsToBeRaised { get; set; }

    /// <summary>Puts a message into the outbox, or drops the client if that is full. <see cref="Raise"/> wakes the writer.</summary>
    public void Deliver(SharedFrame frame)
    {
        if (!_outbox.TryAdd(frame))
        {
            Drop(StreamClose.SlowConsumer);
        }
    }

    public void Deliver(MessageWriter message)
    {
        var frame = message.Detach();
        Deliver(frame);
        frame.Release();
    }

    public void Raise() => _outbox.Raise();

    /// <summary>Disconnects the client, telling it why; what waits for it is thrown away. The first reason counts. Never blocks.</summary>
    public void Drop(StreamClose close)
    {
        if (Interlocked.CompareExchange(ref _close, close, null) is not null)
        {
            return;
        }

        _services.Metrics.Dropped(close.Reason).Inc();
        if (!close.FlushesFirst)
        {
            _outbox.Dispose();
        }

        LimitClose();
        _outbox.Raise();
    }

    /// <summary>Ends the session if its key is not valid any more: private channels and order entry stop.</summary>
    public void RecheckKey() => _handler.RecheckKey();

    /// <summary>Gives the place among the account's connections back.</summary>
    public void EndSession() => _handler.EndSession();

    /// <summary>Serves the client until either side closes.</summary>
    public async Task RunAsync()
    {
        using var abortWhenLate = _closeTimeout.Token.Register(_abort);
        var answers = _pipeline.AnswerAsync();
        var writing = WriteAsync();
        try
        {
            await ReadAsync();
        }
        finally
        {
            _services.Hub.Leave(this);
            _pipeline.Complete();
            await answers;
            if (Interlocked.CompareExchange(ref _close, StreamClose.Normal, null) is null)
            {
                LimitClose();
            }

            _outbox.Raise();
            await writing;
            _outbox.Dispose();
        }
    }

    public void Dispose()
    {
        _closeTimeout.Dispose();
        _outbox.Dispose();
        _stream?.Dispose();
    }

    private void LimitClose()
    {
        try
        {
            _closeTimeout.CancelAfter(_services.Options.CloseTimeout);
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself in the meantime.
        }
    }

    private async Task ReadAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstReadBuffer);
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult received;
                do
                {
                    if (length == buffer.Length)
                    {
                        buffer = Grow(buffer, length);
                    }

                    received = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    length += received.Count;
                    if (length > _services.Options.MaxMessageBytes)
                    {
                        Drop(StreamClose.MessageTooBig);
                        length = 0;
                    }
                }
                while (!received.EndOfMessage);

                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                if (received.MessageType == WebSocketMessageType.Binary)
                {
                    Drop(StreamClose.NotText);
                }

                if (_close is null)
                {
                    _services.Metrics.Requests.Inc();
                    await _handler.HandleAsync(buffer.AsMemory(0, length));
                }
            }
        }
        catch (Exception error) when (IsDisconnect(error))
        {
            _services.Logger.LogDebug(error, "A stream client went away");
            _abort();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grow(byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private async Task WriteAsync()
    {
        try
        {
            while (true)
            {
                await _outbox.WaitAsync();
                while (_outbox.Take() is { Count: > 0 } frames)
                {
                    await WriteAsync(frames);
                }

                if (_close is { } close)
                {
                    await _socket.CloseOutputAsync(close.Status, close.Reason, CancellationToken.None);
                    return;
                }
            }
        }
        catch (Exception error) when (IsDisconnect(error))
        {
            _services.Logger.LogDebug(error, "A stream client went away");
            _abort();
        }
    }

    /// <summary>Writes messages, many to a packet.</summary>
    private async ValueTask WriteAsync(List<SharedFrame> frames)
    {
        var next = 0;
        try
        {
            var bytes = 0;
            _stream?.Hold();
            for (; next < frames.Count && _close is not { FlushesFirst: false }; next++)
            {
                var frame = frames[next];
                await _socket.SendAsync(frame.Bytes, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
                bytes += frame.Length;
                frame.Release();
                if (bytes >= CoalescedBytes)
                {
                    await FlushAsync(bytes);
                    bytes = 0;
                    _stream?.Hold();
                }
            }

            _services.Metrics.Messages.Inc(next);
            await FlushAsync(bytes);
        }
        finally
        {
            for (; next < frames.Count; next++)
            {
                frames[next].Release();
            }
        }
    }

    private async ValueTask FlushAsync(int bytes)
    {
        if (_stream is not null)
        {
            await _stream.ReleaseAsync();
        }

        _services.Metrics.Bytes.Inc(bytes);
        _outbox.Written(bytes);
    }

    /// <summary>What the loss of a connection looks like; anything else is a fault of ours.</summary>
    private static bool IsDisconnect(Exception error) =>
        error is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or ConnectionAbortedException;
}
