using System.Globalization;
using System.Text.Json;

namespace Exchange.Api;

/// <summary>RFC 6901: the way to a value in a JSON document.</summary>
internal static class JsonPointer
{
    public static bool IsWellFormed(string pointer) => pointer.StartsWith('/') && pointer.Length <= 256;

    /// <summary>The value at the end of the way, if there is one.</summary>
    public static bool TryFind(JsonElement root, string pointer, out JsonElement found)
    {
        found = root;
        foreach (var raw in pointer[1..].Split('/'))
        {
            var name = raw.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            var isThere = found.ValueKind switch
            {
                JsonValueKind.Object => found.TryGetProperty(name, out found),
                JsonValueKind.Array => TryStep(ref found, name),
                _ => false,
            };
            if (!isThere)
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryStep(ref JsonElement array, string name)
    {
        if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index >= array.GetArrayLength())
        {
            return false;
        }

        array = array[index];
        return true;
    }
}
