using MediatR;

namespace Exchange.Api;

/// <summary>How each feed does.</summary>
internal sealed record ListFeeds : IRequest<FeedsAnswer>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/admin/feeds", context => context.AnswerAsync(new ListFeeds()))
        .RequireScope(Scopes.Admin)
        .Describe("Admin", "List the price feeds that this process runs, and how they do", typeof(FeedsAnswer));

    internal sealed class Handler(Feeds feeds) : IRequestHandler<ListFeeds, FeedsAnswer>
    {
        public Task<FeedsAnswer> Handle(ListFeeds request, CancellationToken cancellationToken) =>
            Task.FromResult(new FeedsAnswer([.. feeds.States.Select(feed => FeedAnswer.Of(feed.Settings, feed.State))]));
    }
}

internal sealed record FeedsAnswer(IReadOnlyList<FeedAnswer> Items);

/// <param name="Market">The market's symbol.</param>
/// <param name="Source">The source's name.</param>
/// <param name="Kind">How it is fetched.</param>
/// <param name="Reports">Prices that were taken.</param>
/// <param name="LastReportAt">When the last one was.</param>
/// <param name="Faults">What came to nothing.</param>
/// <param name="LastFault">Why, the last time.</param>
internal sealed record FeedAnswer(string Market, string Source, string Kind, long Reports, DateTimeOffset? LastReportAt, long Faults, string? LastFault)
{
    public static FeedAnswer Of(FeedSettings settings, FeedState state) => new(
        settings.Market,
        settings.Source,
        EnumName.Of(settings.Kind.ToString()),
        state.Reports,
        state.LastReportAt,
        state.Faults,
        state.LastFault == FeedFault.None ? null : EnumName.Of(state.LastFault.ToString()));
}
