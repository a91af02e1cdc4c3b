using System.Net.WebSockets;

namespace Exchange.Api;

/// <summary>Why the server closes a connection: the close frame's code and reason. Codes from 4000 are this protocol's own.</summary>
/// <param name="Status">The code.</param>
/// <param name="Reason">The reason, stable, for machines.</param>
/// <param name="FlushesFirst">Whether the client still gets what waits for it.</param>
internal sealed record StreamClose(WebSocketCloseStatus Status, string Reason, bool FlushesFirst)
{
    public static readonly StreamClose Normal = new(WebSocketCloseStatus.NormalClosure, "closed", FlushesFirst: true);
    public static readonly StreamClose NotText = new(WebSocketCloseStatus.InvalidMessageType, "not_text", FlushesFirst: true);
    public static readonly StreamClose MalformedJson = new(WebSocketCloseStatus.InvalidPayloadData, "malformed_json", FlushesFirst: true);
    public static readonly StreamClose MessageTooBig = new(WebSocketCloseStatus.MessageTooBig, "message_too_big", FlushesFirst: true);
    public static readonly StreamClose ShuttingDown = new(WebSocketCloseStatus.EndpointUnavailable, "shutting_down", FlushesFirst: true);
    public static readonly StreamClose InternalError = new(WebSocketCloseStatus.InternalServerError, "internal_error", FlushesFirst: false);
    public static readonly StreamClose SlowConsumer = new((WebSocketCloseStatus)4008, "slow_consumer", FlushesFirst: false);
    public static readonly StreamClose Overloaded = new((WebSocketCloseStatus)4009, "stream_overloaded", FlushesFirst: false);
    public static readonly StreamClose TooManyRequests = new((WebSocketCloseStatus)4029, "too_many_requests", FlushesFirst: true);
}
