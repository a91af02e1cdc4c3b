using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Exchange.Api;

/// <summary>OpenAPI and Swagger UI.</summary>
internal static class Documentation
{
    private const string Introduction = """
        Prices, quantities and amounts are decimal strings; times are microseconds since 1970; errors are problem+json with a stable code.
        Private requests are signed: X-Api-Key, X-Api-Timestamp (milliseconds) and X-Api-Signature, the HMAC-SHA256 in hex over
        timestamp, method, target and body, each on a line of its own.
        """;

    public static void AddDocumentation(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(options =>
        {
            options.SwaggerDoc("v1", new OpenApiInfo { Title = "Exchange", Version = "v1", Description = Introduction });
            options.OperationFilter<BodyExamples>();
            options.SupportNonNullableReferenceTypes();
        });
    }

    /// <summary>Under <c>/swagger</c>, and out of the way of every other request.</summary>
    public static void UseDocumentation(this WebApplication app) => app.UseWhen(
        context => context.Request.Path.StartsWithSegments("/swagger", StringComparison.Ordinal),
        documentation =>
        {
            documentation.UseSwagger();
            documentation.UseSwaggerUI(ui => ui.DocumentTitle = "Exchange");
        });

    /// <summary>Shows each endpoint's own example.</summary>
    private sealed class BodyExamples : IOperationFilter
    {
        public void Apply(OpenApiOperation operation, OperationFilterContext context)
        {
            AddPathParameters(operation, context.ApiDescription.RelativePath ?? "");
            var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
            if (metadata.OfType<BodyExample>().FirstOrDefault() is { } example
                && operation.RequestBody?.Content?.TryGetValue("application/json", out var content) == true)
            {
                content.Example = JsonNode.Parse(example.Json);
            }
        }

        private static void AddPathParameters(OpenApiOperation operation, string path)
        {
            operation.Parameters ??= [];
            foreach (var part in path.Split('/').Where(part => part.StartsWith('{')))
            {
                var name = part.Trim('{', '}');
                if (operation.Parameters.All(parameter => parameter.Name != name))
                {
                    operation.Parameters.Add(new OpenApiParameter
                    {
                        Name = name,
                        In = ParameterLocation.Path,
                        Required = true,
                        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                    });
                }
            }
        }
    }
}
