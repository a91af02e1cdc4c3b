using System.Globalization;
using Exchange.Persistence;

namespace Exchange.Api;

/// <summary>The query of a request, read strictly: each parameter known, given once.</summary>
internal sealed class QueryReader
{
    private readonly IQueryCollection _query;

    /// <exception cref="ApiProblemException">A parameter is unknown or given twice.</exception>
    public QueryReader(HttpContext context, params ReadOnlySpan<string> known)
    {
        _query = context.Request.Query;
        foreach (var (name, values) in _query)
        {
            if (!known.Contains(name))
            {
                throw Fields.Problem("unknown_parameter", "", $"There is no such parameter: {(name.Length > 64 ? name[..64] : name)}.");
            }

            if (values.Count > 1)
            {
                throw Fields.Problem("duplicate_parameter", name, $"{name} is given twice.");
            }

            // Numbers are parsed past zeros at their end, and no text of ours has one.
            if (values.ToString().Contains('\0', StringComparison.Ordinal))
            {
                throw Fields.Invalid(name, "without zero bytes");
            }
        }
    }

    public string? Text(string name) => _query.TryGetValue(name, out var values) ? values.ToString() : null;

    /// <summary>A whole number between 1 and a maximum.</summary>
    public int Count(string name, int otherwise, int maximum)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1 && count <= maximum
            ? count
            : throw Fields.Invalid(name, $"a whole number from 1 to {maximum}");
    }

    public PageRequest Page() => new(Text("cursor"), Count("limit", 100, PageRequest.MaxLimit));
}
