namespace Exchange.Api;

/// <summary>Names as JSON has them.</summary>
internal static class EnumName
{
    /// <summary><c>GoodTillCanceled</c> as <c>goodTillCanceled</c>.</summary>
    public static string Of(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
