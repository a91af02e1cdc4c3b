using System.Text.Json;
using System.Text.Json.Serialization;

namespace Exchange.Api;

/// <summary>JSON bodies, read strictly: a member that is unknown, repeated or of the wrong type is the client's error, and named.</summary>
internal static class StrictJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        MaxDepth = 8,
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        PropertyNameCaseInsensitive = false,
    };

    /// <summary>The body of a request.</summary>
    /// <exception cref="ApiProblemException">415 or 400: it is not what the endpoint reads.</exception>
    public static async Task<TBody> ReadBodyAsync<TBody>(this HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            throw UnsupportedMediaType();
        }

        try
        {
            return await JsonSerializer.DeserializeAsync<TBody>(context.Request.Body, Options, context.RequestAborted)
                ?? throw Fields.Malformed("The body must be a JSON object, not null.");
        }
        catch (JsonException error)
        {
            throw ProblemOf(error);
        }
        catch (InvalidOperationException)
        {
            throw NoText();
        }
    }

    public static ApiProblemException UnsupportedMediaType() =>
        new(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", "The body must be application/json.");

    private static ApiProblemException ProblemOf(JsonException error)
    {
        if (error.InnerException is InvalidOperationException { Message: var reason } && reason.Contains("UTF", StringComparison.Ordinal))
        {
            return NoText();
        }

        var field = error.Path is { Length: > 2 } path ? path[2..] : "";
        if (error.Message.Contains("could not be mapped", StringComparison.Ordinal))
        {
            return Fields.Problem("unknown_field", field, "There is no such member.");
        }

        if (error.Message.Contains("uplicate", StringComparison.Ordinal))
        {
            return Fields.Problem("duplicate_field", field, "A member is given twice.");
        }

        return field.Length > 0 && error.Message.Contains("could not be converted", StringComparison.Ordinal)
            ? Fields.Invalid(field, "of the type that the documentation names; prices, quantities and amounts are decimal strings")
            : Fields.Malformed("The body is not one JSON object in UTF-8.");
    }
    /// <summary>For what the reader calls an invalid operation: a text that is no UTF-8 or has half a surrogate pair.</summary>
    private static ApiProblemException NoText() => Fields.Malformed("The body has a text that is not valid UTF-8.");
}
