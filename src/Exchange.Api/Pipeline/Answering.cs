using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>An answer to what may be done now, answered with 200, or only later, with 202.</summary>
internal interface IMayBePending
{
    bool IsPending { get; }
}

/// <summary>Sends a request through the mediator and writes what comes back.</summary>
internal static class Answering
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.Never };

    /// <summary>
    /// Answers with the result as JSON. <c>X-Sequence</c> names a sequence whose effects the answer has in it: a read is at least as new as it,
    /// a command was done by then.
    /// </summary>
    public static async Task AnswerAsync<TResponse>(this HttpContext context, IRequest<TResponse> request)
    {
        var services = context.RequestServices;
        var views = services.GetRequiredService<IExchange>().Views;
        var before = views.Sequence;
        var answer = await services.GetRequiredService<IMediator>().Send(request, context.RequestAborted);
        var sequence = request is IQuery ? before : views.Sequence;
        context.Response.Headers["X-Sequence"] = sequence.ToString(CultureInfo.InvariantCulture);
        context.Response.ContentType = "application/json";
        context.Response.StatusCode = answer is IMayBePending { IsPending: true } ? StatusCodes.Status202Accepted : StatusCodes.Status200OK;

        // Of a known length, so that head and body leave together and not in chunks.
        var json = JsonSerializer.SerializeToUtf8Bytes(answer, Options);
        context.Response.ContentLength = json.Length;
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }
}
