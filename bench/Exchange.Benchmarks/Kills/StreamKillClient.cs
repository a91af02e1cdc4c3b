using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Exchange.Benchmarks;

/// <summary>Frames of five operations over the WebSocket, four frames ahead of their answers.</summary>
internal sealed class StreamKillClient(int number, ApiCredentials key) : KillClient(number, key)
{
    private const int Operations = 5;
    private const int FramesInFlight = 4;

    protected override async Task SendAsync(Uri address)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws", Path = SignedClient.StreamPath }.Uri, CancellationToken.None);
        var timestamp = ApiCredentials.Timestamp();
        var signature = Key.Sign(timestamp, "GET", SignedClient.StreamPath, body: "");
        await SendAsync(socket, JsonSerializer.Serialize(new { id = 0, op = "auth", key = Key.KeyId, timestamp, signature }));
        await ReceiveAsync(socket);

        var frames = new Queue<Sent[]>();
        while (true)
        {
            while (frames.Count < FramesInFlight)
            {
                var frame = Enumerable.Range(0, Operations).Select(_ => Next()).ToArray();
                frames.Enqueue(frame);
                var operations = frame.Select(sent => $"{{\"op\":\"{(sent.IsCancel ? "cancel" : "place")}\",{sent.Body}}}");
                await SendAsync(socket, $"{{\"id\":1,\"op\":\"batch\",\"operations\":[{string.Join(',', operations)}]}}");
            }

            Take(frames.Dequeue(), await ReceiveAsync(socket));
        }
    }

    private static void Take(Sent[] frame, JsonElement answer)
    {
        if (!answer.GetProperty("ok").GetBoolean())
        {
            throw new IOException($"The frame failed: {answer}");
        }

        foreach (var (sent, result) in frame.Zip(answer.GetProperty("results").EnumerateArray()))
        {
            var isOk = result.GetProperty("ok").GetBoolean();
            Take(sent, isOk, result.GetProperty(isOk ? "result" : "error"));
        }
    }

    private static Task SendAsync(ClientWebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    private static async Task<JsonElement> ReceiveAsync(ClientWebSocket socket)
    {
        var bytes = new byte[64 * 1024];
        var length = 0;
        while (true)
        {
            var result = await socket.ReceiveAsync(bytes.AsMemory(length), CancellationToken.None);
            length += result.Count;
            if (result.MessageType == WebSocketMessageType.Close)
            {
                throw new IOException("The server closed the connection.");
            }

            if (result.EndOfMessage)
            {
                using var answer = JsonDocument.Parse(bytes.AsMemory(0, length));
                return answer.RootElement.Clone();
            }
        }
    }
}
