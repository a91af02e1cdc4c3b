using System.Globalization;
using System.IO.Compression;
using Exchange.Engine;

namespace Exchange.Benchmarks;

/// <summary>What a message of a LOBSTER file says happened.</summary>
internal enum LobsterEvent
{
    Submission = 1,
    PartialCancel = 2,
    Deletion = 3,
    VisibleExecution = 4,
    HiddenExecution = 5,
    Cross = 6,
    Halt = 7,
}

/// <summary>One row of the message file.</summary>
/// <param name="Time">The file's local time, as if it were UTC.</param>
/// <param name="Event">What happened.</param>
/// <param name="OrderId">The order that it happened to; 0 for a hidden one.</param>
/// <param name="Shares">How much was added, taken out or executed.</param>
/// <param name="Ticks">The order's price in cents.</param>
/// <param name="Side">The side of the order that rests, for executions as well.</param>
internal readonly record struct LobsterMessage(Timestamp Time, LobsterEvent Event, long OrderId, long Shares, int Ticks, Side Side)
{
    /// <summary>Whether it changes the visible book.</summary>
    public bool IsApplicable => Event is LobsterEvent.Submission or LobsterEvent.PartialCancel or LobsterEvent.Deletion or LobsterEvent.VisibleExecution;
}

/// <summary>A day of one share: the message file and beside it, row by row, the book after each message.</summary>
internal sealed class LobsterDay : IDisposable
{
    /// <summary>The files' prices are in ten-thousandths of a dollar, a tick is a cent.</summary>
    private const long PriceUnitsPerTick = 100;

    private const int NoPrice = 9_999_999;

    private readonly StreamReader _messages;
    private readonly StreamReader _books;
    private readonly long _midnight;

    private LobsterDay(string messageName, StreamReader messages, StreamReader books)
    {
        var parts = Path.GetFileNameWithoutExtension(messageName).Split('_');
        Symbol = parts[0];
        Depth = int.Parse(parts[^1], CultureInfo.InvariantCulture);
        var date = DateTime.ParseExact(parts[1], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
        _midnight = (date - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        _messages = messages;
        _books = books;
    }

    /// <summary>The share.</summary>
    public string Symbol { get; }

    /// <summary>How many levels of each side the book file has.</summary>
    public int Depth { get; }

    /// <summary>Opens a folder that holds both files or their archive, or the archive itself.</summary>
    /// <exception cref="FileNotFoundException">They are not there.</exception>
    public static LobsterDay Open(string path)
    {
        if (Directory.Exists(path) && Directory.GetFiles(path, "*_message_*.csv").Order().FirstOrDefault() is { } file)
        {
            return new LobsterDay(file, new StreamReader(file), new StreamReader(file.Replace("_message_", "_orderbook_", StringComparison.Ordinal)));
        }

        var archive = Directory.Exists(path) ? Directory.GetFiles(path, "*.zip").Order().FirstOrDefault() : path;
        if (archive is null || !File.Exists(archive))
        {
            throw new FileNotFoundException("No LOBSTER message file and no archive of one here.", path);
        }

        // Both files are read in step, so each has an archive of its own under it.
        var (name, messages) = OpenEntry(archive, "_message_");
        return new LobsterDay(name, messages, OpenEntry(archive, "_orderbook_").Reader);
    }

    /// <summary>The next message, and the book after it.</summary>
    /// <returns>False at the end of the day.</returns>
    /// <exception cref="InvalidDataException">A row is not what the format says.</exception>
    public bool Read(out LobsterMessage message, BookLevels book)
    {
        message = default;
        if (_messages.ReadLine() is not { Length: > 0 } text)
        {
            return false;
        }

        message = Message(text);
        if (_books.ReadLine() is not { Length: > 0 } row)
        {
            throw new InvalidDataException("The book file ends before the message file.");
        }

        ReadBook(row, book);
        return true;
    }

    public void Dispose()
    {
        _messages.Dispose();
        _books.Dispose();
    }

    private static (string Name, StreamReader Reader) OpenEntry(string archive, string kind)
    {
        var entry = ZipFile.OpenRead(archive).Entries.FirstOrDefault(entry => entry.Name.Contains(kind, StringComparison.Ordinal))
            ?? throw new FileNotFoundException($"The archive has no {kind.Trim('_')} file.", archive);
        return (entry.Name, new StreamReader(entry.Open()));
    }

    private LobsterMessage Message(string text)
    {
        Span<Range> fields = stackalloc Range[7];
        var row = text.AsSpan();
        if (row.Split(fields, ',') < 6)
        {
            throw new InvalidDataException($"Not a message: {text}");
        }

        var seconds = decimal.Parse(row[fields[0]], CultureInfo.InvariantCulture);
        var happened = (LobsterEvent)Number(row[fields[1]]);
        var price = Number(row[fields[4]]);
        var onTick = price % PriceUnitsPerTick == 0;
        var message = new LobsterMessage(
            new Timestamp(_midnight + (long)(seconds * 1_000_000)),
            happened,
            Number(row[fields[2]]),
            Number(row[fields[3]]),
            onTick ? (int)(price / PriceUnitsPerTick) : 0,
            row[fields[5]] is "1" ? Side.Buy : Side.Sell);
        return onTick || !message.IsApplicable ? message : throw new InvalidDataException($"The price of a visible order is not in whole cents: {text}");
    }

    private static void ReadBook(string text, BookLevels book)
    {
        book.Clear();
        var row = text.AsSpan();
        Span<long> level = stackalloc long[4];
        var column = 0;
        foreach (var field in row.Split(','))
        {
            level[column++] = Number(row[field]);
            if (column == level.Length)
            {
                column = 0;
                Add(book.Of(Side.Sell), level[0], level[1]);
                Add(book.Of(Side.Buy), level[2], level[3]);
            }
        }
    }

    /// <summary>Where there are fewer levels than columns, the file fills up with a price of ±9,999,999,999 and no shares.</summary>
    private static void Add(List<BookLevel> levels, long price, long shares)
    {
        if (shares != 0 && Math.Abs(price) / PriceUnitsPerTick <= NoPrice)
        {
            levels.Add(new BookLevel((int)(price / PriceUnitsPerTick), shares));
        }
    }

    private static long Number(ReadOnlySpan<char> text) => long.Parse(text, CultureInfo.InvariantCulture);
}
