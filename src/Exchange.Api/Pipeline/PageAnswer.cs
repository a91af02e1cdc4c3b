using Exchange.Persistence;

namespace Exchange.Api;

/// <summary>One page of a list.</summary>
/// <param name="Items">In the list's order.</param>
/// <param name="NextCursor">For the next page; null if this is the last.</param>
internal sealed record PageAnswer<T>(IReadOnlyList<T> Items, string? NextCursor);

internal static class PageAnswers
{
    public static PageAnswer<TShown> Show<T, TShown>(this Page<T> page, Func<T, TShown> show) => new([.. page.Items.Select(show)], page.NextCursor);
}
