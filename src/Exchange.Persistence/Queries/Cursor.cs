using System.Globalization;

namespace Exchange.Persistence;

/// <summary>A place in a list: the key of the last item given, as text.</summary>
internal static class Cursor
{
    /// <summary>The key to go on behind; the given start if there is no cursor.</summary>
    /// <exception cref="InvalidCursorException">The cursor is not one of ours.</exception>
    public static long Read(PageRequest page, long start)
    {
        if (page.Cursor is null)
        {
            return start;
        }

        return long.TryParse(page.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var key) ? key : throw new InvalidCursorException(page.Cursor);
    }

    /// <summary>A page of rows, of which one more than the limit was asked for to see whether there is a next page.</summary>
    public static Page<TItem> Page<TRow, TItem>(List<TRow> rows, int limit, Func<TRow, long> key, Func<TRow, TItem> item)
    {
        var hasMore = rows.Count > limit;
        var given = hasMore ? rows.Take(limit).ToList() : rows;
        return new Page<TItem>([.. given.Select(item)], hasMore ? key(given[^1]).ToString(CultureInfo.InvariantCulture) : null);
    }
}
