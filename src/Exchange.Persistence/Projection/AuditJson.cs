using System.Globalization;
using System.Text.Json;

namespace Exchange.Persistence;

/// <summary>What the audit trail keeps of what was set: a flat object of texts.</summary>
internal static class AuditJson
{
    public static string Of(params ReadOnlySpan<(string Name, string Value)> members)
    {
        var values = new Dictionary<string, string>(members.Length);
        foreach (var (name, value) in members)
        {
            values.Add(name, value);
        }

        return JsonSerializer.Serialize(values);
    }

    public static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}
