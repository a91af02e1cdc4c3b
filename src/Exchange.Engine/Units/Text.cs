using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>
/// Short texts of fixed size, so that every message is blittable and its bytes in memory are its bytes in the journal.
/// Zero-padded ASCII; unused bytes are always zero, so equality of bytes is equality of texts.
/// </summary>
internal static class FixedText
{
    /// <summary>Writes <paramref name="text"/> into <paramref name="target"/>; false, with nothing written, if it is too long or has a character outside printable ASCII.</summary>
    public static bool TryWrite(ReadOnlySpan<char> text, Span<byte> target, int maxLength)
    {
        if (text.Length > maxLength)
        {
            return false;
        }

        foreach (var c in text)
        {
            if (c is < ' ' or > '~')
            {
                return false;
            }
        }

        for (var i = 0; i < text.Length; i++)
        {
            target[i] = (byte)text[i];
        }

        return true;
    }

    public static readonly SearchValues<byte> IdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-"u8);

    public static readonly SearchValues<byte> SymbolCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."u8);

    public static readonly SearchValues<byte> PrintableCharacters = SearchValues.Create(
        " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"u8);

    /// <summary>Whether the bytes are allowed characters, at most so many, and then only zeros.</summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> bytes, SearchValues<byte> allowed, int maxLength)
    {
        var length = bytes.IndexOfAnyExcept(allowed);
        return length < 0 ? bytes.Length <= maxLength : length <= maxLength && !bytes[length..].ContainsAnyExcept((byte)0);
    }

    public static int Length(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        return end < 0 ? bytes.Length : end;
    }

    public static string Read(ReadOnlySpan<byte> bytes) => System.Text.Encoding.ASCII.GetString(bytes[..Length(bytes)]);
}

/// <summary>
/// The id a client gives its own order: 1 to 36 characters of <c>A–Z a–z 0–9 . _ : -</c>. Empty means none given.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct ClientOrderId : IEquatable<ClientOrderId>
{
    public const int MaxLength = 36;

    private readonly ulong _w0, _w1, _w2, _w3, _w4;

    public bool IsEmpty => (_w0 & 0xFF) == 0;

    /// <summary>Parses an id; false if it is empty, too long, or has a character that is not allowed.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ClientOrderId id)
    {
        id = default;
        if (text.Length is 0 or > MaxLength)
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or ':' or '-'))
            {
                return false;
            }
        }

        return FixedText.TryWrite(text, AsWritableBytes(ref id), MaxLength);
    }

    /// <exception cref="FormatException">The text is not a client order id.</exception>
    public static ClientOrderId Parse(ReadOnlySpan<char> text) => TryParse(text, out var id)
        ? id
        : throw new FormatException("A client order id has 1 to 36 characters of A-Z a-z 0-9 . _ : -");

    /// <summary>Whether the bytes, which may have come from a journal, are empty or what <see cref="TryParse"/> would have made.</summary>
    internal bool IsWellFormed() =>
        (_w0 | _w1 | _w2 | _w3 | _w4) == 0
        || FixedText.IsWellFormed(MemoryMarshal.AsBytes(new ReadOnlySpan<ClientOrderId>(in this)), FixedText.IdCharacters, MaxLength);

    /// <summary>A keyed hash, the same on every machine; the key is the venue's, so that nobody can prepare collisions.</summary>
    internal ulong Hash(ulong key)
    {
        unchecked
        {
            var h = key;
            h = Mix(h ^ _w0);
            h = Mix(h ^ _w1);
            if ((_w2 | _w3 | _w4) != 0)
            {
                h = Mix(h ^ _w2);
                h = Mix(h ^ _w3);
                h = Mix(h ^ _w4);
            }

            return h;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong x)
    {
        var high = Math.BigMul(x ^ 0x9E3779B97F4A7C15UL, 0xA0761D6478BD642FUL, out var low);
        return high ^ low;
    }

    public bool Equals(ClientOrderId other) =>
        _w0 == other._w0 && _w1 == other._w1 && _w2 == other._w2 && _w3 == other._w3 && _w4 == other._w4;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is ClientOrderId other && Equals(other);

    public override int GetHashCode() => unchecked((int)Hash(0));

    public static bool operator ==(ClientOrderId left, ClientOrderId right) => left.Equals(right);

    public static bool operator !=(ClientOrderId left, ClientOrderId right) => !left.Equals(right);

    public override string ToString()
    {
        var copy = this;
        return FixedText.Read(AsWritableBytes(ref copy));
    }

    private static Span<byte> AsWritableBytes(ref ClientOrderId id) =>
        MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref id, 1));
}

/// <summary>A market's symbol or an asset's code: 1 to 24 characters of <c>A–Z 0–9 - _ .</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct Symbol : IEquatable<Symbol>
{
    public const int MaxLength = 24;

    private readonly ulong _w0, _w1, _w2;

    public bool IsEmpty => (_w0 & 0xFF) == 0;

    /// <summary>Parses a symbol; false if it is empty, too long, or has a character that is not allowed.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Symbol symbol)
    {
        symbol = default;
        if (text.Length is 0 or > MaxLength)
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterUpper(c) && !char.IsAsciiDigit(c) && c is not ('-' or '_' or '.'))
            {
                return false;
            }
        }

        return FixedText.TryWrite(text, MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref symbol, 1)), MaxLength);
    }

    /// <exception cref="FormatException">The text is not a symbol.</exception>
    public static Symbol Parse(ReadOnlySpan<char> text) => TryParse(text, out var symbol)
        ? symbol
        : throw new FormatException("A symbol has 1 to 24 characters of A-Z 0-9 - _ .");

    /// <summary>Whether the bytes are empty or what <see cref="TryParse"/> would have made.</summary>
    internal bool IsWellFormed() =>
        FixedText.IsWellFormed(MemoryMarshal.AsBytes(new ReadOnlySpan<Symbol>(in this)), FixedText.SymbolCharacters, MaxLength);

    public bool Equals(Symbol other) => _w0 == other._w0 && _w1 == other._w1 && _w2 == other._w2;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Symbol other && Equals(other);

    public override int GetHashCode() => unchecked((int)(_w0 ^ (_w0 >> 32) ^ _w1 ^ _w2));

    public static bool operator ==(Symbol left, Symbol right) => left.Equals(right);

    public static bool operator !=(Symbol left, Symbol right) => !left.Equals(right);

    public override string ToString()
    {
        var copy = this;
        return FixedText.Read(MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref copy, 1)));
    }
}

/// <summary>A label, reference, author or reason: up to 64 characters of printable ASCII. Empty means none given.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct Text64 : IEquatable<Text64>
{
    public const int MaxLength = 64;

    private readonly ulong _w0, _w1, _w2, _w3, _w4, _w5, _w6, _w7;

    public bool IsEmpty => (_w0 & 0xFF) == 0;

    /// <summary>Parses a text; false if it is too long or has a character outside printable ASCII.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Text64 value)
    {
        value = default;
        return FixedText.TryWrite(text, MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref value, 1)), MaxLength);
    }

    /// <exception cref="FormatException">The text is too long or has a character outside printable ASCII.</exception>
    public static Text64 Parse(ReadOnlySpan<char> text) => TryParse(text, out var value)
        ? value
        : throw new FormatException("At most 64 characters of printable ASCII.");

    /// <summary>Whether the bytes are empty or what <see cref="TryParse"/> would have made.</summary>
    internal bool IsWellFormed() =>
        FixedText.IsWellFormed(MemoryMarshal.AsBytes(new ReadOnlySpan<Text64>(in this)), FixedText.PrintableCharacters, MaxLength);

    public bool Equals(Text64 other) =>
        _w0 == other._w0 && _w1 == other._w1 && _w2 == other._w2 && _w3 == other._w3
        && _w4 == other._w4 && _w5 == other._w5 && _w6 == other._w6 && _w7 == other._w7;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Text64 other && Equals(other);

    public override int GetHashCode() => unchecked((int)(_w0 ^ (_w0 >> 32) ^ _w1 ^ _w2 ^ _w3));

    public static bool operator ==(Text64 left, Text64 right) => left.Equals(right);

    public static bool operator !=(Text64 left, Text64 right) => !left.Equals(right);

    public override string ToString()
    {
        var copy = this;
        return FixedText.Read(MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref copy, 1)));
    }
}
