namespace Exchange.Api;

/// <summary>An example of an endpoint's body, for Swagger.</summary>
internal sealed record BodyExample(string Json);

/// <summary>What the documentation says of an endpoint.</summary>
internal static class EndpointDescription
{
    public static void Describe(
        this IEndpointConventionBuilder endpoint, string tag, string summary, Type answer, Type? body = null, string? example = null)
    {
        // The explorer lists only what has a method; ours all have the same shape, and their addresses and bodies are described apart.
        endpoint.WithMetadata(Shape, new TagsAttribute(tag), new SummaryMetadata(summary), new AnswerMetadata(answer));
        if (body is not null)
        {
            endpoint.WithMetadata(new AcceptedBody(body), new BodyExample(example ?? "{}"));
        }
    }

    private static readonly System.Reflection.MethodInfo Shape =
        typeof(EndpointDescription).GetMethod(nameof(Documented), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!;

    private static Task<HttpContext> Documented(HttpContext context) => Task.FromResult(context);

    /// <summary>A part of the address.</summary>
    public static string PathValue(this HttpContext context, string name) => (string)context.Request.RouteValues[name]!;

    private sealed record SummaryMetadata(string Summary) : Microsoft.AspNetCore.Http.Metadata.IEndpointSummaryMetadata;

    private sealed record AnswerMetadata(Type Type) : Microsoft.AspNetCore.Http.Metadata.IProducesResponseTypeMetadata
    {
        Type? Microsoft.AspNetCore.Http.Metadata.IProducesResponseTypeMetadata.Type => Type;

        public int StatusCode => StatusCodes.Status200OK;

        public string? Description => null;

        public IEnumerable<string> ContentTypes => ["application/json"];
    }

    private sealed record AcceptedBody(Type Type) : Microsoft.AspNetCore.Http.Metadata.IAcceptsMetadata
    {
        public IReadOnlyList<string> ContentTypes => ["application/json"];

        public Type? RequestType => Type;

        public bool IsOptional => false;
    }
}
