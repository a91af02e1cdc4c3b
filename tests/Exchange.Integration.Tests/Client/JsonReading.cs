using System.Text.Json;

namespace Exchange.Integration.Tests;

/// <summary>Short words for the members of answers.</summary>
internal static class JsonReading
{
    public static string Text(this JsonElement json, string member) => json.GetProperty(member).GetString()
        ?? throw new InvalidOperationException($"{member} is null.");

    public static string[] Texts(this JsonElement json, params string[] members) => [.. members.Select(member => json.Text(member))];

    public static long Number(this JsonElement json, string member) => json.GetProperty(member).GetInt64();

    public static bool Flag(this JsonElement json, string member) => json.GetProperty(member).GetBoolean();

    public static bool IsNull(this JsonElement json, string member) => json.GetProperty(member).ValueKind == JsonValueKind.Null;

    public static JsonElement[] List(this JsonElement json) => [.. json.EnumerateArray()];

    public static JsonElement[] List(this JsonElement json, string member) => json.GetProperty(member).List();

    /// <summary>Levels of a book as "price:quantity", best first.</summary>
    public static string[] Levels(this JsonElement json, string side) => [.. json.List(side).Select(level => $"{level[0].GetString()}:{level[1].GetString()}")];
}
