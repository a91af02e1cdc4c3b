using System.Globalization;
using System.Text.Json;
using Exchange.Engine;

namespace Exchange.Api;

/// <summary>What a source said, as it said it.</summary>
/// <param name="Price">In settlement asset per unit of base.</param>
/// <param name="Confidence">Half the width of its confidence interval; 0 if it does not say.</param>
/// <param name="Time">By its own clock; null if it does not say.</param>
internal readonly record struct FeedQuote(decimal Price, decimal Confidence, Timestamp? Time);

/// <summary>Why nothing came of what a source said.</summary>
internal enum FeedFault
{
    None,

    /// <summary>No connection, or it broke.</summary>
    Unreachable,

    /// <summary>An answer other than 200.</summary>
    StatusNotOk,

    /// <summary>Too slow, or silent.</summary>
    TimedOut,

    /// <summary>More bytes than it may send.</summary>
    TooLarge,

    /// <summary>Not JSON, or a line that is none of the capture's.</summary>
    Malformed,

    /// <summary>No value where one should be.</summary>
    FieldMissing,

    /// <summary>Not a positive number that a price of the market can be.</summary>
    PriceInvalid,

    /// <summary>Not a time.</summary>
    TimeInvalid,

    /// <summary>The market has no such source, or one that signs its reports itself.</summary>
    SourceUnknown,

    /// <summary>The source's time stands still, is too long past, or in the future.</summary>
    OutOfDate,

    /// <summary>The exchange did not take it.</summary>
    NotTaken,

    /// <summary>The feed itself failed.</summary>
    Failed,
}

/// <summary>Finds the numbers in what a source sends. Nothing that it can send throws.</summary>
internal static class QuoteReader
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };
    private static readonly decimal LastMicrosecond = (DateTime.MaxValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public static FeedFault Read(ReadOnlyMemory<byte> json, FeedSettings settings, out FeedQuote quote)
    {
        quote = default;
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return Read(document.RootElement, settings, out quote);
        }
        catch (JsonException)
        {
            return FeedFault.Malformed;
        }
        catch (InvalidOperationException)
        {
            return FeedFault.Malformed; // a text that is no UTF-8 or no UTF-16
        }
    }

    /// <summary>A time as it is written, in microseconds since 1970.</summary>
    public static bool TryReadTime(string text, FeedTimeUnit unit, out Timestamp time)
    {
        time = default;
        if (unit == FeedTimeUnit.Iso8601)
        {
            const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
            var isTime = DateTime.TryParse(text, CultureInfo.InvariantCulture, utc, out var moment) && moment > DateTime.UnixEpoch;
            time = isTime ? new Timestamp((moment - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond) : default;
            return isTime;
        }

        if (!TryReadNumber(text, out var number) || number <= 0)
        {
            return false;
        }

        var most = LastMicrosecond;
        var (factor, divisor) = unit switch
        {
            FeedTimeUnit.Seconds => (1_000_000m, 1m),
            FeedTimeUnit.Milliseconds => (1_000m, 1m),
            FeedTimeUnit.Microseconds => (1m, 1m),
            FeedTimeUnit.Nanoseconds => (1m, 1_000m),
            FeedTimeUnit.Iso8601 => throw new InvalidOperationException("A text is no number."),
        };
        if (number > most * divisor / factor)
        {
            return false;
        }

        time = new Timestamp((long)(number * factor / divisor));
        return true;
    }

    /// <summary>A finite decimal, with or without an exponent.</summary>
    public static bool TryReadNumber(string text, out decimal number)
    {
        const NumberStyles plain = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent | NumberStyles.AllowLeadingSign;
        number = 0;
        return text.Length <= 64 && decimal.TryParse(text, plain, CultureInfo.InvariantCulture, out number);
    }

    private static FeedFault Read(JsonElement root, FeedSettings settings, out FeedQuote quote)
    {
        quote = default;
        JsonElement confidence = default, time = default;
        if (!JsonPointer.TryFind(root, settings.PricePath, out var price)
            || (settings.ConfidencePath is not null && !JsonPointer.TryFind(root, settings.ConfidencePath, out confidence))
            || (settings.TimePath is not null && !JsonPointer.TryFind(root, settings.TimePath, out time)))
        {
            return FeedFault.FieldMissing;
        }

        var half = 0m;
        if (!TryReadNumber(Text(price), out var value) || value <= 0
            || (settings.ConfidencePath is not null && (!TryReadNumber(Text(confidence), out half) || half < 0)))
        {
            return FeedFault.PriceInvalid;
        }

        Timestamp? sourceTime = null;
        if (settings.TimePath is not null)
        {
            if (!TryReadTime(Text(time), settings.TimeUnit, out var read))
            {
                return FeedFault.TimeInvalid;
            }

            sourceTime = read;
        }

        quote = new FeedQuote(value, half, sourceTime);
        return FeedFault.None;
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        _ => "",
    };
}
