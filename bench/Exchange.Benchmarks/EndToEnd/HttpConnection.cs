using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Exchange.Benchmarks;

/// <summary>One connection that posts and reads answers with as little work as possible, since it shares the machine with what it measures.</summary>
internal sealed class HttpConnection(Uri address) : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _received = new byte[16 * 1024];

    public Task ConnectAsync() => _socket.ConnectAsync(address.Host, address.Port);

    /// <summary>Posts, and waits for the whole answer.</summary>
    /// <returns>The status.</returns>
    public async ValueTask<int> PostAsync(ReadOnlyMemory<byte> request)
    {
        await _socket.SendAsync(request, SocketFlags.None);
        var length = 0;
        while (true)
        {
            var count = await _socket.ReceiveAsync(_received.AsMemory(length), SocketFlags.None);
            if (count == 0)
            {
                throw new IOException("The server closed the connection.");
            }

            length += count;
            if (IsWhole(_received.AsSpan(0, length)))
            {
                return int.Parse(_received.AsSpan(9, 3), CultureInfo.InvariantCulture);
            }
        }
    }

    /// <summary>A signed request to place an order, as bytes.</summary>
    public static byte[] Signed(Uri address, ApiCredentials key, string target, string body)
    {
        var timestamp = ApiCredentials.Timestamp();
        return Encoding.ASCII.GetBytes(
            $"POST {target} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n"
            + $"X-Api-Key: {key.KeyId}\r\nX-Api-Timestamp: {timestamp}\r\nX-Api-Signature: {key.Sign(timestamp, "POST", target, body)}\r\n\r\n{body}");
    }

    public void Dispose() => _socket.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        var head = answer[..end];
        var at = head.IndexOf("Content-Length: "u8);
        if (at < 0)
        {
            return answer.EndsWith("\r\n0\r\n\r\n"u8);
        }

        var text = head[(at + 16)..];
        var stop = text.IndexOf((byte)'\r');
        return answer.Length >= end + 4 + int.Parse(stop < 0 ? text : text[..stop], CultureInfo.InvariantCulture);
    }
}
