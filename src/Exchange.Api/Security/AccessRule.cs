namespace Exchange.Api;

/// <summary>What a request is charged to. Cancels have a budget of their own, so that whoever placed too much can still get out.</summary>
internal enum BudgetKind
{
    Reads,
    Orders,
    Cancels,

    /// <summary>Price reports of one source.</summary>
    Reports,

    /// <summary>Price reports from one address, whoever they are of.</summary>
    ReportCallers,
}

/// <summary>What an endpoint asks of its caller; put on it by <see cref="AccessRules.RequireScope"/> and enforced before anything of the request is read.</summary>
/// <param name="Scope">The scope that the key must have.</param>
/// <param name="Budget">What the request is charged to.</param>
/// <param name="IsChargedByHandler">Whether the handler charges for each operation of the body by itself.</param>
internal sealed record AccessRule(Scopes Scope, BudgetKind Budget, bool IsChargedByHandler);

internal static class AccessRules
{
    /// <summary>Lets only signed requests in whose key has the scope, and charges each to a budget of its account.</summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder endpoint, Scopes scope, BudgetKind budget = BudgetKind.Reads, bool isChargedByHandler = false)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new AccessRule(scope, budget, isChargedByHandler));
}
