using System.Text;
using Exchange.Engine;

namespace Exchange.Api;

/// <summary>Texts of requests as the engine's values, exactly or not at all; and the problems of those that are none.</summary>
internal static class Fields
{
    private const int LongestDecimal = 64;

    public static ApiProblemException Malformed(string detail) => new(StatusCodes.Status400BadRequest, "malformed_json", detail);

    public static ApiProblemException Missing(string field) => Problem("missing_field", field, $"{field} is needed.");

    public static ApiProblemException Invalid(string field, string expected) => Problem(InvalidCode(field), field, $"{field} must be {expected}.");

    public static ApiProblemException Problem(string code, string field, string detail) =>
        new(StatusCodes.Status400BadRequest, code, detail) { Fields = field.Length == 0 ? [] : [new FieldProblem(field, code, detail)] };

    /// <summary><c>operations[3].maxSlippage</c> as <c>invalid_max_slippage</c>.</summary>
    public static string InvalidCode(string field)
    {
        var name = field[(field.LastIndexOf('.') + 1)..];
        var bracket = name.IndexOf('[', StringComparison.Ordinal);
        return $"invalid_{SnakeCase.Of(bracket > 0 ? name[..bracket] : name)}";
    }

    /// <summary>A positive decimal as whole steps.</summary>
    public static long PositiveSteps(string field, string text, DecimalStep step) =>
        Steps(field, text, step) is > 0 and var steps ? steps : throw Invalid(field, "positive");

    /// <summary>A decimal that is not negative as whole steps.</summary>
    public static long Steps(string field, string text, DecimalStep step)
    {
        if (text.Length > LongestDecimal)
        {
            throw Invalid(field, "a smaller number");
        }

        return DecimalText.TryRead(Encoding.UTF8.GetBytes(text), step, out var steps) switch
        {
            DecimalParse.Exact => steps,
            DecimalParse.Malformed => throw Invalid(field, "a plain decimal number in a string"),
            DecimalParse.OffStep => throw Invalid(field, $"a multiple of {DecimalText.Of(step)}"),
            DecimalParse.OutOfRange => throw Invalid(field, "a smaller number"),
        };
    }

    /// <summary>A decimal with or without a minus sign as whole steps.</summary>
    public static long SignedSteps(string field, string text, DecimalStep step) =>
        text.StartsWith('-') ? -Steps(field, text[1..], step) : Steps(field, text, step);

    public static ClientOrderId ClientOrderId(string field, string text) =>
        Exchange.Engine.ClientOrderId.TryParse(text, out var id) ? id : throw Invalid(field, "1 to 36 characters of A-Z a-z 0-9 . _ : -");

    public static OrderId OrderId(string field, string text) =>
        AsciiText.TryRead(Encoding.UTF8.GetBytes(text), out OrderId id) ? id : throw Invalid(field, "an order id");

    public static Symbol Symbol(string field, string text) =>
        Exchange.Engine.Symbol.TryParse(text, out var symbol) ? symbol : throw Invalid(field, "1 to 24 characters of A-Z 0-9 - _ .");

    public static Text64 Text(string field, string? text) =>
        Text64.TryParse(text, out var value) ? value : throw Invalid(field, "at most 64 characters of printable ASCII");

    /// <summary>A step like 0.5 as mantissa and scale.</summary>
    public static DecimalStep Step(string field, string text)
    {
        const string expected = "a positive decimal of at most 6 significant digits and 12 decimals";
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var scale = point < 0 ? 0 : text.Length - 1 - point;
        if (scale > 12)
        {
            throw Invalid(field, expected);
        }

        var mantissa = PositiveSteps(field, text, new DecimalStep(1, scale));
        return mantissa <= 1_000_000 ? new DecimalStep((int)mantissa, scale) : throw Invalid(field, expected);
    }
}
