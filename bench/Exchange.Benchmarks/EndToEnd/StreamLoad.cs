using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using HdrHistogram;

namespace Exchange.Benchmarks;

/// <summary>Sends frames of orders over several WebSocket connections, so many in flight on each, at full speed or at a given rate.</summary>
internal static class StreamLoad
{
    /// <summary>Operations of one connection that may be without an answer.</summary>
    private const int OperationsInFlight = 800;

    private static int _runs;

    /// <param name="stream">The exchange's WebSocket.</param>
    /// <param name="keys">One connection for each.</param>
    /// <param name="operations">Operations of a frame.</param>
    /// <param name="time">How long.</param>
    /// <param name="perSecond">Operations a second over all connections; 0 for as many as go.</param>
    public static async Task<LoadFigures> RunAsync(Uri stream, IReadOnlyList<ApiCredentials> keys, int operations, TimeSpan time, double perSecond = 0)
    {
        var run = Interlocked.Increment(ref _runs);
        var connections = new List<Connection>();
        for (var i = 0; i < keys.Count; i++)
        {
            connections.Add(await Connection.OpenAsync(stream, keys[i], (run * 100) + i, operations));
        }

        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(connections.Select(connection => Task.Run(() => connection.RunAsync(started, time, perSecond / keys.Count))));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var latency = LoadFigures.NewHistogram();
        foreach (var connection in connections)
        {
            latency.Add(connection.Latency);
            connection.Dispose();
        }

        return new LoadFigures(connections.Sum(connection => connection.Answered), connections.Sum(connection => connection.Refused), seconds, latency);
    }

    private sealed class Connection(int number, int operations) : IDisposable
    {
        private readonly ClientWebSocket _socket = new();
        private readonly int _framesInFlight = OperationsInFlight / operations;
        private readonly OrderFrames _frames = new(number, operations, OperationsInFlight / operations);
        private readonly SemaphoreSlim _room = new(OperationsInFlight / operations);
        private readonly long[] _sentAt = new long[OperationsInFlight / operations];
        private readonly byte[] _received = new byte[256 * 1024];
        private long _sent;
        private long _receivedFrames;

        public LongHistogram Latency { get; } = LoadFigures.NewHistogram();

        public long Answered { get; private set; }

        public long Refused { get; private set; }

        public static async Task<Connection> OpenAsync(Uri stream, ApiCredentials key, int number, int operations)
        {
            var connection = new Connection(number, operations);
            await connection._socket.ConnectAsync(stream, CancellationToken.None);
            var timestamp = ApiCredentials.Timestamp();
            var signature = key.Sign(timestamp, "GET", SignedClient.StreamPath, body: "");
            var auth = JsonSerializer.SerializeToUtf8Bytes(new { id = 0, op = "auth", key = key.KeyId, timestamp, signature });
            await connection._socket.SendAsync(auth, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            var answer = await connection.ReceiveAsync();
            return answer.Span.IndexOf("\"ok\":true"u8) > 0 ? connection : throw new InvalidDataException("The exchange does not know the key.");
        }

        public async Task RunAsync(long started, TimeSpan time, double perSecond)
        {
            var receiving = ReceiveAllAsync();
            var period = perSecond == 0 ? 0 : operations / perSecond;
            while (Stopwatch.GetElapsedTime(started) < time)
            {
                if (period > 0 && (_sent * period) - Stopwatch.GetElapsedTime(started).TotalSeconds is > 0.001 and var early)
                {
                    await Task.Delay(TimeSpan.FromSeconds(early));
                }

                await _room.WaitAsync();
                _sentAt[_sent % _framesInFlight] = Stopwatch.GetTimestamp();
                await _socket.SendAsync(_frames.Next(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
                Interlocked.Increment(ref _sent);
            }

            for (var i = 0; i < _framesInFlight; i++)
            {
                await _room.WaitAsync();
            }

            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, CancellationToken.None);
            await receiving;
        }

        public void Dispose()
        {
            _socket.Dispose();
            _room.Dispose();
        }

        private async Task ReceiveAllAsync()
        {
            while (await ReceiveAsync() is { IsEmpty: false } answer)
            {
                var elapsed = Stopwatch.GetElapsedTime(_sentAt[_receivedFrames++ % _framesInFlight]);
                Latency.RecordValue(Math.Max(1, (long)elapsed.TotalMicroseconds));
                Answered += operations;
                Refused += answer.Span.Count("\"ok\":false"u8);
                _room.Release();
            }

            if (_receivedFrames != _sent)
            {
                throw new InvalidDataException($"The exchange closed the connection: {_socket.CloseStatusDescription}");
            }
        }

        private async ValueTask<ReadOnlyMemory<byte>> ReceiveAsync()
        {
            var length = 0;
            while (true)
            {
                var result = await _socket.ReceiveAsync(_received.AsMemory(length), CancellationToken.None);
                length += result.Count;
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    return default;
                }

                if (result.EndOfMessage)
                {
                    return _received.AsMemory(0, length);
                }
            }
        }
    }
}
