using System.Net.WebSockets;
using System.Text;

namespace Exchange.Api;

/// <summary>Listens to a stream of messages, and connects again whenever it breaks or falls silent.</summary>
internal sealed class WebSocketJsonFeed(FeedSettings settings, FeedOutlet outlet, TimeProvider time) : IPriceFeed
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly byte[] _buffer = new byte[settings.MaxBytes + 1];
    private TimeSpan _pause = FirstPause;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await ListenAsync(cancellationToken);
            }
            catch (Exception error) when (error is WebSocketException or IOException or InvalidOperationException)
            {
                outlet.Note(FeedFault.Unreachable, error);
            }

            // Not all at once after an outage.
            await Task.Delay(_pause * (0.5 + (0.5 * Random.Shared.NextDouble())), time, cancellationToken);
            _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
        }
    }

    /// <summary>One connection, to its end.</summary>
    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        using var socket = new ClientWebSocket();
        if (!await WithinAsync(settings.Timeout, token => ConnectAsync(socket, token), cancellationToken))
        {
            return;
        }

        while (true)
        {
            var length = 0;
            if (!await WithinAsync(settings.Silence, async token => length = await ReceiveAsync(socket, token), cancellationToken))
            {
                return;
            }

            if (length < 0)
            {
                outlet.Note(FeedFault.Unreachable);
                return;
            }

            if (length == _buffer.Length)
            {
                outlet.Note(FeedFault.TooLarge);
                return;
            }

            if (await outlet.OfferAsync(_buffer.AsMemory(0, length), time.Now(), cancellationToken))
            {
                _pause = FirstPause;
            }
        }
    }

    private async Task ConnectAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        await socket.ConnectAsync(settings.Url!, cancellationToken);
        foreach (var message in settings.Subscribe)
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }
    }

    /// <summary>Reads a message into the buffer; its length, that of the buffer if it is longer, −1 if the other side has closed.</summary>
    private async Task<int> ReceiveAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        for (var length = 0; length < _buffer.Length;)
        {
            var received = await socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
            length += received.Count;
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return -1;
            }

            if (received.EndOfMessage)
            {
                return length;
            }
        }

        return _buffer.Length;
    }

    /// <summary>Does something within a time; false, and noted, if that did not suffice.</summary>
    private async Task<bool> WithinAsync(TimeSpan patience, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await work(either.Token);
            return true;
        }
        catch (Exception error) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested
            && error is OperationCanceledException or WebSocketException)
        {
            outlet.Note(FeedFault.TimedOut);
            return false;
        }
    }
}
