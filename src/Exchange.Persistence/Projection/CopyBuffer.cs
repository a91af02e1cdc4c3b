using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Exchange.Persistence;

/// <summary>
/// Rows in Postgres' binary COPY format, each value as its column's type. Npgsql's importer writes the same bytes, but sets up a parameter for
/// every single value, and the projection writes some hundred of them for an order that is filled.
/// </summary>
internal sealed class CopyBuffer
{
    private const int NumericHeader = 4 * sizeof(short);
    private const short NumericNegative = 0x4000;

    /// <summary>A 96-bit number with its places filled up to whole groups of four has up to 32 digits.</summary>
    private const int MaxGroups = 8;

    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private byte[] _bytes = new byte[128 * 1024];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Clear() => Length = 0;

    /// <summary>What stands before the first row: the signature, no flags, no extension.</summary>
    public void Begin()
    {
        "PGCOPY\n"u8.CopyTo(Take(7));
        Take(4)[0] = 0xFF;
        "\r\n\0"u8.CopyTo(_bytes.AsSpan(Length - 3));
        Take(2 * sizeof(int)).Clear();
    }

    /// <summary>What stands behind the last row.</summary>
    public void End() => BinaryPrimitives.WriteInt16BigEndian(Take(sizeof(short)), -1);

    /// <summary>Begins a row of so many values.</summary>
    public void Row(int columns) => BinaryPrimitives.WriteInt16BigEndian(Take(sizeof(short)), (short)columns);

    public void Null() => BinaryPrimitives.WriteInt32BigEndian(Take(sizeof(int)), -1);

    public void Integer(int value) => BinaryPrimitives.WriteInt32BigEndian(Value(sizeof(int)), value);

    public void Small(short value) => BinaryPrimitives.WriteInt16BigEndian(Value(sizeof(short)), value);

    public void Long(long value) => BinaryPrimitives.WriteInt64BigEndian(Value(sizeof(long)), value);

    public void Flag(bool value) => Value(1)[0] = value ? (byte)1 : (byte)0;

    /// <summary>A <c>numeric</c> with the decimal's own number of places.</summary>
    public void Numeric(decimal value)
    {
        Span<short> groups = stackalloc short[MaxGroups];
        var (count, fraction) = Groups(value, groups);
        var target = Value(NumericHeader + (count * sizeof(short)));
        BinaryPrimitives.WriteInt16BigEndian(target, (short)count);
        BinaryPrimitives.WriteInt16BigEndian(target[2..], (short)(count - fraction - 1));
        BinaryPrimitives.WriteInt16BigEndian(target[4..], value < 0 ? NumericNegative : (short)0);
        BinaryPrimitives.WriteInt16BigEndian(target[6..], value.Scale);
        for (var i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteInt16BigEndian(target[(NumericHeader + (i * sizeof(short)))..], groups[count - 1 - i]);
        }
    }

    /// <summary>A <c>timestamptz</c>.</summary>
    /// <param name="value">In UTC.</param>
    public void Time(DateTime value) => Long((value - Epoch).Ticks / TimeSpan.TicksPerMicrosecond);

    public void Text(string? value)
    {
        if (value is null)
        {
            Null();
        }
        else
        {
            Encoding.UTF8.GetBytes(value, Value(Encoding.UTF8.GetByteCount(value)));
        }
    }

    /// <summary>A <c>jsonb</c>: its version and its text.</summary>
    public void Json(string? value)
    {
        if (value is null)
        {
            Null();
            return;
        }

        var target = Value(1 + Encoding.UTF8.GetByteCount(value));
        target[0] = 1;
        Encoding.UTF8.GetBytes(value, target[1..]);
    }

    /// <summary>A value that may be missing.</summary>
    public void Maybe<T>(T? value, Action<CopyBuffer, T> write)
        where T : struct
    {
        if (value is { } present)
        {
            write(this, present);
        }
        else
        {
            Null();
        }
    }

    /// <summary>The digits in groups of four from the lowest, and how many of the groups stand behind the point.</summary>
    private static (int Count, int Fraction) Groups(decimal value, Span<short> groups)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var parts = MemoryMarshal.Cast<int, uint>(bits);
        var rest = new UInt128(parts[2], ((ulong)parts[1] << 32) | parts[0]);
        int places = value.Scale;
        for (; places % 4 != 0; places++)
        {
            rest *= 10;
        }

        var count = 0;
        for (; rest > ulong.MaxValue; count++)
        {
            (rest, var group) = UInt128.DivRem(rest, 10_000);
            groups[count] = (short)group;
        }

        for (var low = (ulong)rest; low != 0; count++)
        {
            (low, var group) = Math.DivRem(low, 10_000);
            groups[count] = (short)group;
        }

        return (count, places / 4);
    }

    private Span<byte> Value(int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(Take(sizeof(int)), length);
        return Take(length);
    }

    private Span<byte> Take(int length)
    {
        if (_bytes.Length - Length < length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + length));
        }

        Length += length;
        return _bytes.AsSpan(Length - length, length);
    }
}
