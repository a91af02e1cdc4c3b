using Exchange.Persistence;
using Xunit;

namespace Exchange.Runtime.Tests;

/// <summary>Goes through a list page by page.</summary>
internal static class Pages
{
    /// <summary>All items of a list, as its pages give them.</summary>
    public static async Task<IReadOnlyList<T>> AllAsync<T>(Func<PageRequest, Task<Page<T>>> list, int limit = PageRequest.MaxLimit)
    {
        var items = new List<T>();
        string? cursor = null;
        do
        {
            var page = await list(new PageRequest(cursor, limit));
            Assert.True(page.NextCursor is null ? page.Items.Count <= limit : page.Items.Count == limit, "A page before the last is full.");
            Assert.True(page.NextCursor is null || page.NextCursor != cursor, "The next page is another one.");
            items.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        return items;
    }
}
