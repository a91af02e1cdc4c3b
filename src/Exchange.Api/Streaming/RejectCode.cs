using System.Text;
using Exchange.Engine;

namespace Exchange.Api;

/// <summary>Stable codes of the engine's reject reasons: <c>insufficient_margin</c>.</summary>
internal static class RejectCode
{
    private static readonly string[] Codes = [.. Enum.GetValues<RejectReason>().Select(reason => SnakeCase.Of(reason.ToString()))];

    private static readonly string[] Details = [.. Codes.Select(code => string.Concat(code[..1].ToUpperInvariant(), code[1..].Replace('_', ' '), "."))];

    private static readonly StreamError[] Errors = [.. Codes.Zip(Details, (code, detail) => new StreamError(code, detail))];

    public static StreamError Error(RejectReason reason) => Errors[(int)reason];
}

internal static class SnakeCase
{
    /// <summary><c>PriceOutsideBand</c> as <c>price_outside_band</c>.</summary>
    public static string Of(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && text.Length != 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
