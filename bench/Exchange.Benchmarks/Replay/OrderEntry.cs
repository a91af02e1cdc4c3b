using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using HdrHistogram;

namespace Exchange.Benchmarks;

/// <summary>A frame of operations on its way.</summary>
/// <param name="Commands">The numbers of its commands in the replay.</param>
internal sealed record SentFrame(int[] Commands)
{
    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>When it was sent.</summary>
    public long SentAt { get; set; }

    /// <summary>Ends when it is acknowledged, and so is in the journal.</summary>
    public Task Answer => _answer.Task;

    public void Acknowledge() => _answer.TrySetResult();

    public void Fail(Exception error) => _answer.TrySetException(error);
}

/// <summary>Judges the answer to one operation.</summary>
/// <param name="command">The number of its command in the replay.</param>
/// <param name="answer">What the exchange answered.</param>
internal delegate void AnswerCheck(int command, JsonElement answer);

/// <summary>One account's order entry over a WebSocket: frames go out without waiting for the answers to those before, up to a number in flight.</summary>
internal sealed class OrderEntry : IAsyncDisposable
{
    private const int MaxInFlight = 32;

    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentQueue<SentFrame> _unanswered = new();
    private readonly Queue<SentFrame> _inFlight = new();
    private readonly AnswerCheck _check;
    private Task _receiving = Task.CompletedTask;

    private OrderEntry(AnswerCheck check) => _check = check;

    /// <summary>From sending a frame to its answer, in microseconds.</summary>
    public LongHistogram Acknowledgements { get; } = new(TimeSpan.TicksPerMinute, numberOfSignificantValueDigits: 3);

    public static async Task<OrderEntry> ConnectAsync(Uri stream, ApiCredentials credentials, AnswerCheck check)
    {
        var entry = new OrderEntry(check);
        await entry._socket.ConnectAsync(stream, CancellationToken.None);
        var timestamp = ApiCredentials.Timestamp();
        var signature = credentials.Sign(timestamp, "GET", SignedClient.StreamPath, body: "");
        var request = JsonSerializer.SerializeToUtf8Bytes(new { id = 0, op = "auth", key = credentials.KeyId, timestamp, signature });
        await entry._socket.SendAsync(request, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        var buffer = new ArrayBufferWriter<byte>();
        if (!await entry.ReadAsync(buffer) || !IsOk(buffer.WrittenMemory))
        {
            throw new InvalidDataException($"Authentication failed: {Encoding.UTF8.GetString(buffer.WrittenSpan)}");
        }

        entry._receiving = entry.ReceiveAsync();
        return entry;
    }

    /// <summary>Sends a frame, once there is room for it.</summary>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> message, SentFrame frame)
    {
        while (_inFlight.Count >= MaxInFlight)
        {
            await _inFlight.Dequeue().Answer;
        }

        _inFlight.Enqueue(frame);
        frame.SentAt = Stopwatch.GetTimestamp();
        _unanswered.Enqueue(frame);
        await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
    }

    /// <summary>Waits until everything that was sent is acknowledged.</summary>
    public async ValueTask DrainAsync()
    {
        while (_inFlight.TryDequeue(out var frame))
        {
            await frame.Answer;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_socket.State == WebSocketState.Open)
        {
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, CancellationToken.None);
        }

        await _receiving;
        _socket.Dispose();
    }

    private static bool IsOk(ReadOnlyMemory<byte> message)
    {
        using var answer = JsonDocument.Parse(message);
        return answer.RootElement.GetProperty("ok").GetBoolean();
    }

    /// <summary>Takes the answers, which come in the order of the frames. Whatever goes wrong fails all that are waited for.</summary>
    private async Task ReceiveAsync()
    {
        Exception? fault = null;
        try
        {
            var buffer = new ArrayBufferWriter<byte>(1 << 16);
            while (await ReadAsync(buffer))
            {
                Take(buffer.WrittenMemory);
                buffer.ResetWrittenCount();
            }
        }
        catch (Exception error) when (error is WebSocketException or InvalidDataException or JsonException or KeyNotFoundException)
        {
            fault = error;
        }

        while (_unanswered.TryDequeue(out var frame))
        {
            frame.Fail(fault ?? new InvalidDataException($"The exchange closed the connection: {_socket.CloseStatusDescription}"));
        }
    }

    /// <returns>False if the other side has closed.</returns>
    private async ValueTask<bool> ReadAsync(ArrayBufferWriter<byte> buffer)
    {
        ValueWebSocketReceiveResult received;
        do
        {
            received = await _socket.ReceiveAsync(buffer.GetMemory(1 << 14), CancellationToken.None);
            buffer.Advance(received.Count);
        }
        while (!received.EndOfMessage);
        return received.MessageType != WebSocketMessageType.Close;
    }

    private void Take(ReadOnlyMemory<byte> message)
    {
        var now = Stopwatch.GetTimestamp();
        if (!_unanswered.TryPeek(out var frame))
        {
            throw new InvalidDataException("An answer to nothing.");
        }

        Acknowledgements.RecordValue(Math.Max(1, (long)Stopwatch.GetElapsedTime(frame.SentAt, now).TotalMicroseconds));
        using var answer = JsonDocument.Parse(message);
        if (!answer.RootElement.GetProperty("ok").GetBoolean())
        {
            throw new InvalidDataException($"The exchange refused a frame: {answer.RootElement}");
        }

        var results = answer.RootElement.GetProperty("results");
        if (answer.RootElement.GetProperty("id").GetInt64() != frame.Commands[0] || results.GetArrayLength() != frame.Commands.Length)
        {
            throw new InvalidDataException("The answer belongs to another frame.");
        }

        foreach (var (command, result) in frame.Commands.Zip(results.EnumerateArray()))
        {
            _check(command, result);
        }

        _unanswered.TryDequeue(out _);
        frame.Acknowledge();
    }
}
