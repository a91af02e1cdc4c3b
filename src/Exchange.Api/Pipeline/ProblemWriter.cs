using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Exchange.Persistence;
using Exchange.Runtime;
using Npgsql;

namespace Exchange.Api;

/// <summary>Answers what goes wrong as RFC 9457 problems, and nothing else goes out.</summary>
internal sealed class ProblemWriter(RequestDelegate next, ILogger<ProblemWriter> logger)
{
    private static readonly TimeSpan SoonAgain = TimeSpan.FromSeconds(2);

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (!context.Response.HasStarted && context.Response.ContentType is null && Unrouted(context.Response.StatusCode) is { } unrouted)
            {
                await WriteAsync(context, unrouted);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; nobody is left to be answered.
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, ProblemOf(error));
        }
    }

    private static ApiProblemException? Unrouted(int status) => status switch
    {
        StatusCodes.Status404NotFound => new ApiProblemException(status, "not_found", "There is nothing at this address."),
        StatusCodes.Status405MethodNotAllowed => new ApiProblemException(status, "method_not_allowed", "The address does not know this method."),
        StatusCodes.Status415UnsupportedMediaType => StrictJson.UnsupportedMediaType(),
        _ => null,
    };

    private ApiProblemException ProblemOf(Exception error)
    {
        switch (error)
        {
            case ApiProblemException problem:
                return problem;
            case ExchangeUnavailableException unavailable:
                return new ApiProblemException(StatusCodes.Status503ServiceUnavailable, unavailable.Code, unavailable.Message) { RetryAfter = unavailable.RetryAfter };
            case OutcomeUnknownException unknown:
                return new ApiProblemException(
                    StatusCodes.Status504GatewayTimeout,
                    "outcome_unknown",
                    $"{unknown.Message} Repeat it with the same client order id or reference to learn what became of it.");
            case ProjectionLaggingException lagging:
                return new ApiProblemException(StatusCodes.Status503ServiceUnavailable, "projection_lagging", lagging.Message) { RetryAfter = SoonAgain };
            case InvalidCursorException:
                return Fields.Problem("invalid_cursor", "cursor", "cursor must be the nextCursor of an earlier page of the same list.");
            case JournalUnreachableException or NpgsqlException or InvalidOperationException { InnerException: NpgsqlException }:
                logger.LogWarning(error, "A request could not be answered because the database does not answer");
                return new ApiProblemException(StatusCodes.Status503ServiceUnavailable, "read_side_unavailable", "The database does not answer at the moment.")
                {
                    RetryAfter = SoonAgain,
                };
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return new ApiProblemException(StatusCodes.Status413PayloadTooLarge, "body_too_large", "The body is too large.");
            case BadHttpRequestException bad:
                return new ApiProblemException(bad.StatusCode, "bad_request", "The request is not valid HTTP.");
            default:
                logger.LogError(error, "A request failed");
                return new ApiProblemException(StatusCodes.Status500InternalServerError, "internal_error", "The request failed; what became of it is not known.");
        }
    }

    private static async Task WriteAsync(HttpContext context, ApiProblemException problem)
    {
        var response = context.Response;
        response.StatusCode = problem.Status;
        response.ContentType = "application/problem+json";
        if (problem.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        var body = new Dictionary<string, object?>
        {
            ["status"] = problem.Status,
            ["title"] = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(problem.Status),
            ["code"] = problem.Code,
            ["detail"] = problem.Message,
            ["traceId"] = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier,
        };
        if (problem.Fields.Count > 0)
        {
            body["errors"] = problem.Fields;
        }

        if (problem.Sequence is { } sequence)
        {
            body["sequence"] = sequence;
        }

        await JsonSerializer.SerializeAsync(response.Body, body, JsonSerializerOptions.Web);
    }
}

internal static class Problems
{
    public static void UseProblems(this WebApplication app) => app.UseMiddleware<ProblemWriter>();
}
