using System.Text;
using System.Text.Json;
using Exchange.Engine;

namespace Exchange.Api;

/// <summary>
/// Reads a frame straight into commands: no document, no reflection, nothing allocated but for errors. Strict: a member that is unknown,
/// repeated, missing or of the wrong type is an error of its operation, or of the request, and of nothing else. Not thread-safe.
/// </summary>
internal sealed class RequestParser(OrderBuilder orders, StreamOptions options)
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 8, CommentHandling = JsonCommentHandling.Disallow };

    /// <summary>Reads the frame; whatever is wrong with it ends up in the request's error. Escaped texts are unescaped in place.</summary>
    /// <param name="frame">The message.</param>
    /// <param name="account">Who places orders on this connection; none without authentication.</param>
    /// <param name="request">Where to.</param>
    public void Parse(Span<byte> frame, AccountId account, StreamRequest request)
    {
        try
        {
            var reader = new Utf8JsonReader(frame, Strict);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw new JsonException();
            }

            var fields = new OrderFields { Account = account };
            ReadObject(ref reader, frame, ref fields, request);
            if (reader.Read())
            {
                throw new JsonException();
            }

            Conclude(frame, ref fields, request);
        }
        catch (JsonException)
        {
            request.Error = StreamError.MalformedJson;
            request.IsMalformed = true;
        }
        catch (InvalidOperationException)
        {
            // The reader's word for a text that is no UTF-8 or has half a surrogate pair.
            request.Error = StreamError.MalformedJson;
            request.IsMalformed = true;
        }
    }

    private void Conclude(ReadOnlySpan<byte> frame, ref OrderFields fields, StreamRequest request)
    {
        request.Op = fields.Op;
        request.Error ??= fields.Error ?? Check(fields, RequestFields.Id | RequestFields.Op);
        if (request.Error is null && fields.Op is StreamOp.Place or StreamOp.Amend or StreamOp.Cancel or StreamOp.CancelAll)
        {
            orders.Add(frame, ref fields, request.Orders);
        }
    }

    /// <summary>Reads the members of an object, to its end even after an error, so that the request's id is found wherever it stands.</summary>
    /// <param name="reader">At the object's start.</param>
    /// <param name="frame">The message.</param>
    /// <param name="fields">What the object says.</param>
    /// <param name="request">The request if the object is one, or null for an operation within a batch.</param>
    private void ReadObject(ref Utf8JsonReader reader, Span<byte> frame, ref OrderFields fields, StreamRequest? request)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Text(ref reader, frame);
            var field = RequestField.Find(name.Of(frame));
            if (field == RequestFields.None)
            {
                fields.Error ??= StreamError.FieldUnknown(Encoding.UTF8.GetString(name.Of(frame)));
            }
            else if ((fields.Seen & field) != 0)
            {
                fields.Error ??= StreamError.FieldRepeated(field);
            }

            var isRead = field != RequestFields.None && (fields.Seen & field) == 0;
            fields.Seen |= field;
            reader.Read();
            if (!isRead)
            {
                reader.Skip();
                continue;
            }

            var error = request is null || (field & OrderFields.Members) != 0
                ? fields.Read(field, ref reader, frame)
                : ReadRequestField(field, ref reader, frame, fields.Account, request);
            fields.Error ??= error;
            reader.Skip(); // an object or array where none belongs; nothing otherwise
        }
    }

    private StreamError? ReadRequestField(RequestFields field, ref Utf8JsonReader reader, Span<byte> frame, AccountId account, StreamRequest request)
    {
        switch (field)
        {
            case RequestFields.Id:
                if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var id) || id < 0)
                {
                    return StreamError.FieldInvalid(field, "a whole number from 0 to 9223372036854775807");
                }

                request.Id = id;
                return null;
            case RequestFields.Operations:
                return ReadOperations(ref reader, frame, account, request);
            case RequestFields.Channels:
                return ReadChannels(ref reader, request);
            default:
                if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.Length > 256)
                {
                    return StreamError.FieldInvalid(field, "a string of at most 256 characters");
                }

                var text = reader.GetString()!;
                _ = field switch
                {
                    RequestFields.Key => request.Key = text,
                    RequestFields.Timestamp => request.Timestamp = text,
                    _ => request.Signature = text,
                };
                return null;
        }
    }

    private StreamError? ReadOperations(ref Utf8JsonReader reader, Span<byte> frame, AccountId account, StreamRequest request)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return StreamError.FieldInvalid(RequestFields.Operations, "an array");
        }

        StreamError? error = null;
        var target = request.Orders;
        target.IsBatch = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject || target.Count == options.MaxBatchOperations)
            {
                error ??= StreamError.FieldInvalid(RequestFields.Operations, $"an array of 1 to {options.MaxBatchOperations} objects");
                reader.Skip();
                continue;
            }

            var fields = new OrderFields { Account = account };
            ReadObject(ref reader, frame, ref fields, request: null);
            if ((fields.Error ??= CheckOrder(fields)) is { } failure)
            {
                target.Failed(failure);
            }
            else
            {
                orders.Add(frame, ref fields, target);
            }
        }

        return error ?? (target.Count == 0
            ? StreamError.FieldInvalid(RequestFields.Operations, $"an array of 1 to {options.MaxBatchOperations} objects")
            : null);
    }

    private StreamError? ReadChannels(ref Utf8JsonReader reader, StreamRequest request)
    {
        var isValid = reader.TokenType == JsonTokenType.StartArray;
        if (isValid)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType == JsonTokenType.String && request.Channels.Count < options.MaxSubscriptions)
                {
                    request.Channels.Add(reader.GetString()!);
                    continue;
                }

                isValid = false;
                reader.Skip();
            }
        }

        return isValid && request.Channels.Count != 0
            ? null
            : StreamError.FieldInvalid(RequestFields.Channels, $"an array of 1 to {options.MaxSubscriptions} strings");
    }

    private static StreamError? CheckOrder(in OrderFields fields) =>
        fields.Op is StreamOp.Place or StreamOp.Amend or StreamOp.Cancel or StreamOp.CancelAll or StreamOp.None
            ? Check(fields, RequestFields.Op)
            : StreamError.OperationUnknown;

    /// <summary>Whether the operation has the members it needs, and no others.</summary>
    private static StreamError? Check(in OrderFields fields, RequestFields envelope)
    {
        if (fields.Op == StreamOp.None)
        {
            return (fields.Seen & RequestFields.Op) == 0 ? StreamError.FieldMissing(RequestFields.Op) : StreamError.OperationUnknown;
        }

        var forbidden = fields.Seen & ~(RequestField.Allowed(fields.Op) | envelope);
        var missing = RequestField.Required(fields.Op) & ~fields.Seen;
        return forbidden != 0 ? StreamError.FieldForbidden(forbidden)
            : missing != 0 ? StreamError.FieldMissing(missing)
            : null;
    }

    /// <summary>The bytes of a name or string in the frame, unescaped in place.</summary>
    internal static TextSlice Text(ref Utf8JsonReader reader, Span<byte> frame)
    {
        var start = checked((int)reader.TokenStartIndex + 1);
        var length = reader.ValueSpan.Length;
        if (reader.ValueIsEscaped)
        {
            // What is read is not read again, and a text never grows by unescaping.
            Span<byte> unescaped = length <= 512 ? stackalloc byte[length] : new byte[length];
            length = reader.CopyString(unescaped);
            unescaped[..length].CopyTo(frame[start..]);
        }

        return new TextSlice(start, length);
    }
}

/// <summary>Where a text lies in its frame.</summary>
internal readonly record struct TextSlice(int Start, int Length)
{
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> frame) => frame.Slice(Start, Length);
}
