using System.Buffers.Text;
using Exchange.Engine;

namespace Exchange.Api;

/// <summary>The engine's short texts and ids from the bytes of a frame.</summary>
internal static class AsciiText
{
    public static bool TryRead(ReadOnlySpan<byte> text, out ClientOrderId id)
    {
        Span<char> chars = stackalloc char[ClientOrderId.MaxLength];
        return ClientOrderId.TryParse(Widen(text, chars), out id);
    }

    public static bool TryRead(ReadOnlySpan<byte> text, out Symbol symbol)
    {
        Span<char> chars = stackalloc char[Symbol.MaxLength];
        return Symbol.TryParse(Widen(text, chars), out symbol);
    }

    public static bool TryRead(ReadOnlySpan<byte> text, out OrderId id)
    {
        var isNumber = Utf8Parser.TryParse(text, out long value, out var consumed) && consumed == text.Length && value > 0;
        id = new OrderId(value);
        return isNumber && text[0] is not ((byte)'+' or (byte)'0');
    }

    /// <summary>Each byte as a character; what is too long comes out empty. Bytes above 127 become characters that no text of ours allows.</summary>
    private static Span<char> Widen(ReadOnlySpan<byte> text, Span<char> chars)
    {
        if (text.Length > chars.Length)
        {
            return [];
        }

        for (var i = 0; i < text.Length; i++)
        {
            chars[i] = (char)text[i];
        }

        return chars[..text.Length];
    }
}
