using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using Exchange.Engine;

namespace Exchange.Api;

/// <summary>
/// Writes one JSON message by hand into pooled bytes. Commas set themselves; names are literals that need no escaping.
/// <see cref="Detach"/> hands the bytes over as a <see cref="SharedFrame"/>, and the writer starts anew. Not thread-safe.
/// </summary>
internal sealed class MessageWriter
{
    private const int LongestNumber = 24;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(1024);
    private int _length;

    /// <summary>What is written so far.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public SharedFrame Detach()
    {
        var frame = new SharedFrame(_bytes, _length);
        _bytes = ArrayPool<byte>.Shared.Rent(1024);
        _length = 0;
        return frame;
    }

    /// <summary>Forgets what is written.</summary>
    public void Clear() => _length = 0;

    public MessageWriter BeginObject() => Open((byte)'{');

    public MessageWriter EndObject() => Close((byte)'}');

    public MessageWriter BeginArray() => Open((byte)'[');

    public MessageWriter EndArray() => Close((byte)']');

    /// <summary>The name of the member whose value follows.</summary>
    public MessageWriter Name(ReadOnlySpan<byte> name)
    {
        Reserve(name.Length + 4);
        Separate();
        _bytes[_length++] = (byte)'"';
        Append(name);
        _bytes[_length++] = (byte)'"';
        _bytes[_length++] = (byte)':';
        return this;
    }

    public MessageWriter Number(long value)
    {
        Reserve(LongestNumber);
        Separate();
        Utf8Formatter.TryFormat(value, _bytes.AsSpan(_length), out var written);
        _length += written;
        return this;
    }

    public MessageWriter Boolean(bool value) => Literal(value ? "true"u8 : "false"u8);

    public MessageWriter Null() => Literal("null"u8);

    /// <summary>A string that needs no escaping.</summary>
    public MessageWriter Text(ReadOnlySpan<byte> ascii)
    {
        Reserve(ascii.Length + 3);
        Separate();
        _bytes[_length++] = (byte)'"';
        Append(ascii);
        _bytes[_length++] = (byte)'"';
        return this;
    }

    /// <summary>A string of any characters, escaped as needed.</summary>
    public MessageWriter Text(string text)
    {
        var encoded = JsonEncodedText.Encode(text);
        return Text(encoded.EncodedUtf8Bytes);
    }

    /// <summary>A whole number as a string, for ids that are wider than what every client's numbers hold.</summary>
    public MessageWriter NumberText(long value)
    {
        Reserve(LongestNumber + 3);
        Separate();
        _bytes[_length++] = (byte)'"';
        Utf8Formatter.TryFormat(value, _bytes.AsSpan(_length), out var written);
        _length += written;
        _bytes[_length++] = (byte)'"';
        return this;
    }

    /// <summary><c>value × step</c> as a decimal string.</summary>
    public MessageWriter Decimal(long value, DecimalStep step)
    {
        Reserve(DecimalText.MaxLength + 3);
        Separate();
        _bytes[_length++] = (byte)'"';
        _length += DecimalText.Write(value, step, _bytes.AsSpan(_length));
        _bytes[_length++] = (byte)'"';
        return this;
    }

    /// <summary>Already encoded JSON, as one value.</summary>
    public MessageWriter Raw(ReadOnlySpan<byte> json)
    {
        Reserve(json.Length + 1);
        Separate();
        Append(json);
        return this;
    }

    private MessageWriter Literal(ReadOnlySpan<byte> literal) => Raw(literal);

    private MessageWriter Open(byte bracket)
    {
        Reserve(2);
        Separate();
        _bytes[_length++] = bracket;
        return this;
    }

    private MessageWriter Close(byte bracket)
    {
        Reserve(1);
        _bytes[_length++] = bracket;
        return this;
    }

    /// <summary>A comma, unless a bracket was just opened, a name was just written, or nothing was.</summary>
    private void Separate()
    {
        if (_length != 0 && _bytes[_length - 1] is not ((byte)'{' or (byte)'[' or (byte)':'))
        {
            _bytes[_length++] = (byte)',';
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - _length >= count)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, _length + count));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
