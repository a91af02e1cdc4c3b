namespace Exchange.Api;

/// <summary>Scopes by the names in which they are stored and shown.</summary>
internal static class ScopeNames
{
    private static readonly (string Name, Scopes Scope)[] All =
        [("read", Scopes.Read), ("trade", Scopes.Trade), ("transfer", Scopes.Transfer), ("admin", Scopes.Admin)];

    public const string Expected = "read, trade, transfer or admin";

    public static bool TryParse(string name, out Scopes scope)
    {
        scope = Array.Find(All, pair => pair.Name == name).Scope;
        return scope != Scopes.None;
    }

    public static Scopes Parse(IEnumerable<string> names) =>
        names.Aggregate(Scopes.None, (scopes, name) => scopes | (TryParse(name, out var scope) ? scope : Scopes.None));

    public static string[] Of(Scopes scopes) => [.. All.Where(pair => scopes.HasFlag(pair.Scope)).Select(pair => pair.Name)];
}
