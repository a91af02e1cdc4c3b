using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>Whether the process lives, and whether it serves.</summary>
internal static class Health
{
    /// <summary>Sequences by which the read side may be behind while the process still counts as ready.</summary>
    private const long MaxProjectionLag = 100_000;

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Json(new { Status = "live" })).ExcludeFromDescription();
        routes.MapGet("/health/ready", Ready).ExcludeFromDescription();
    }

    private static IResult Ready(IExchange exchange, FirstStart firstStart)
    {
        var status = exchange.Status;
        var lag = Math.Max(0, status.CommittedSequence - status.ProjectedSequence);
        var isReady = exchange.MayServe && status.State == ExchangeState.Serving && firstStart.IsDone && lag <= MaxProjectionLag;
        return Results.Json(
            new
            {
                Status = isReady ? "ready" : "notReady",
                State = EnumName.Of(status.State.ToString()),
                status.Detail,
                status.Epoch,
                status.CommittedSequence,
                ProjectionLag = lag,
                status.QueuedSubmissions,
            },
            statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
