using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Xunit;

namespace Exchange.Integration.Tests;

/// <summary>Speaks with an exchange over its stream: sends requests and waits for their answers, and keeps what each channel brings in order.</summary>
public sealed class StreamClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ClientWebSocket _socket = new();
    private readonly ExchangeProcess _exchange;
    private readonly SemaphoreSlim _sending = new(1);
    private readonly ConcurrentDictionary<long, TaskCompletionSource<JsonElement>> _answers = new();
    private readonly ConcurrentDictionary<string, Channel<JsonElement>> _messages = new();
    private long _lastId;
    private Task<string> _reading = Task.FromResult("");

    private StreamClient(ExchangeProcess exchange) => _exchange = exchange;

    /// <summary>Ends when the connection does: "code reason" of the server's close, or "lost".</summary>
    public Task<string> Closed => _reading;

    public static async Task<StreamClient> ConnectAsync(ExchangeProcess exchange)
    {
        var client = new StreamClient(exchange);
        await client._socket.ConnectAsync(new UriBuilder(exchange.Address) { Scheme = "ws", Path = "/v1/stream" }.Uri, CancellationToken.None);
        client._reading = client.ReadAsync();
        return client;
    }

    /// <summary>Connected as a customer.</summary>
    public static async Task<StreamClient> ConnectAsync(Trader trader)
    {
        var client = await ConnectAsync(trader.Api.Exchange);
        Done(await client.AuthenticateAsync(trader.Api.Credentials));
        return client;
    }

    public Task<JsonElement> AuthenticateAsync(Credentials credentials, string? timestamp = null)
    {
        timestamp ??= credentials.NextTimestamp();
        return RequestAsync(new { op = "auth", key = credentials.KeyId, timestamp, signature = credentials.Sign(timestamp, "GET", "/v1/stream", []) });
    }

    /// <summary>Sends a request under an id of its own.</summary>
    /// <returns>Its answer.</returns>
    public async Task<JsonElement> RequestAsync(object request)
    {
        var id = Interlocked.Increment(ref _lastId);
        var frame = JsonSerializer.SerializeToNode(request, JsonSerializerOptions.Web)!.AsObject();
        frame["id"] = id;
        return await RequestAsync(id, frame.ToJsonString());
    }

    /// <summary>Sends a frame as it is.</summary>
    /// <returns>The answer with its id.</returns>
    public async Task<JsonElement> RequestAsync(long id, string frame)
    {
        var answer = _answers.GetOrAdd(id, _ => new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously));
        await SendAsync(Encoding.UTF8.GetBytes(frame));
        return await answer.Task.WaitAsync(Patience);
    }

    public async Task SendAsync(byte[] frame, WebSocketMessageType type = WebSocketMessageType.Text)
    {
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(frame, type, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Follows channels; their snapshots are the first messages.</summary>
    public async Task SubscribeAsync(params string[] channels) => Done(await RequestAsync(new { op = "subscribe", channels }));

    /// <summary>The next message of a channel; of answers without an id if it is "".</summary>
    public async Task<JsonElement> NextAsync(string channel)
    {
        try
        {
            return await Messages(channel).Reader.ReadAsync().AsTask().WaitAsync(Patience);
        }
        catch (Exception error) when (error is TimeoutException or ChannelClosedException)
        {
            throw new TimeoutException($"Nothing came in {channel}; the connection: {_socket.State}.\n{_exchange.Log}", error);
        }
    }

    /// <summary>The result of a request that was done.</summary>
    public static JsonElement Done(JsonElement answer)
    {
        Assert.True(answer.Flag("ok"), answer.GetRawText());
        return answer;
    }

    /// <summary>The request was refused with a code.</summary>
    public static void IsRefused(JsonElement answer, string code)
    {
        Assert.False(answer.Flag("ok"), answer.GetRawText());
        Assert.Equal(code, answer.GetProperty("error").Text("code"));
        Assert.NotEmpty(answer.GetProperty("error").Text("detail"));
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        await _reading;
        _sending.Dispose();
    }

    private Channel<JsonElement> Messages(string channel) => _messages.GetOrAdd(channel, _ => Channel.CreateUnbounded<JsonElement>());

    private async Task<string> ReadAsync()
    {
        var message = new MemoryStream();
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return End($"{(int)_socket.CloseStatus!} {_socket.CloseStatusDescription}");
                }

                message.Write(buffer, 0, received.Count);
                if (received.EndOfMessage)
                {
                    Deliver(message);
                    message.SetLength(0);
                }
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            return End("lost");
        }
    }

    private void Deliver(MemoryStream message)
    {
        using var document = JsonDocument.Parse(message.GetBuffer().AsMemory(0, (int)message.Length));
        var json = document.RootElement.Clone();
        if (json.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number)
        {
            _answers.GetOrAdd(id.GetInt64(), _ => new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult(json);
            return;
        }

        Messages(json.TryGetProperty("channel", out var channel) ? channel.GetString()! : "").Writer.TryWrite(json);
    }

    private string End(string how)
    {
        var lost = new WebSocketException($"The connection has ended: {how}");
        foreach (var answer in _answers.Values)
        {
            answer.TrySetException(lost);
            _ = answer.Task.Exception; // whoever waits sees it; nobody has to
        }

        foreach (var channel in _messages.Values)
        {
            channel.Writer.TryComplete();
        }

        return how;
    }
}
