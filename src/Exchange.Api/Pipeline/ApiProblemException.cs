namespace Exchange.Api;

/// <summary>
/// A request that cannot be done, in the words of its RFC 9457 answer. Thrown by whoever finds out; the pipeline writes it as
/// <c>application/problem+json</c> with <c>status</c>, <c>title</c>, <c>code</c>, <c>detail</c>, <c>traceId</c>, and <c>errors</c> if single fields are to blame.
/// </summary>
/// <param name="status">The HTTP status.</param>
/// <param name="code">Stable, for programs: <c>price_off_tick</c>.</param>
/// <param name="detail">For people: what was wrong, and what would be right.</param>
internal sealed class ApiProblemException(int status, string code, string detail) : Exception(detail)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    /// <summary>The fields to blame, by their JSON names.</summary>
    public IReadOnlyList<FieldProblem> Fields { get; init; } = [];

    /// <summary>When to try again; null if that would not help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The sequence of the command, if it reached the engine and was rejected there.</summary>
    public long? Sequence { get; init; }
}

/// <summary>What is wrong with one field.</summary>
/// <param name="Field">Its JSON name, with the index in a batch: <c>orders[3].price</c>.</param>
/// <param name="Code">Stable, for programs.</param>
/// <param name="Detail">What would be right.</param>
internal sealed record FieldProblem(string Field, string Code, string Detail);
