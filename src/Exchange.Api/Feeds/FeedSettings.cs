using Exchange.Engine;

namespace Exchange.Api;

/// <summary>How a feed gets at its prices.</summary>
internal enum FeedKind
{
    HttpJson,
    WebSocketJson,
    Replay,
}

/// <summary>What a source's times are counted in, from 1970; or a text by ISO 8601.</summary>
internal enum FeedTimeUnit
{
    Seconds,
    Milliseconds,
    Microseconds,
    Nanoseconds,
    Iso8601,
}

/// <summary>One feed, as the section <c>Exchange:Feeds</c> has it: it reports for one source of one market.</summary>
internal sealed record FeedSettings
{
    /// <summary>What a replayed source's name begins with, so that nobody takes it for the present.</summary>
    public const string ReplayPrefix = "REPLAY-";

    public required string Market { get; init; }

    public required string Source { get; init; }

    public FeedKind Kind { get; init; }

    /// <summary>http(s) for <see cref="FeedKind.HttpJson"/>, ws(s) for <see cref="FeedKind.WebSocketJson"/>.</summary>
    public Uri? Url { get; init; }

    /// <summary>How often it is asked.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an answer may take, to its last byte; a connection, to be made.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>For how long a connection may say nothing before it is made anew.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How large an answer or a message may be.</summary>
    public int MaxBytes { get; init; } = 64 * 1024;

    /// <summary>What is sent after each connection.</summary>
    public IReadOnlyList<string> Subscribe { get; init; } = [];

    /// <summary>Where the price is, as a JSON pointer (RFC 6901), like <c>/data/0/last</c>.</summary>
    public string PricePath { get; init; } = "";

    /// <summary>Where the source's own time is; without it, the time of asking or receiving stands for it, and a source that stands still is not noticed.</summary>
    public string? TimePath { get; init; }

    public FeedTimeUnit TimeUnit { get; init; } = FeedTimeUnit.Milliseconds;

    /// <summary>Where half the width of the source's confidence interval is; without it, it does not say.</summary>
    public string? ConfidencePath { get; init; }

    /// <summary>A capture to replay: CSV with a line of names, plain or with gzip.</summary>
    public string? File { get; init; }

    public string TimeColumn { get; init; } = "timestamp";

    public string PriceColumn { get; init; } = "price";

    /// <summary>How many times as fast as it was.</summary>
    public int Speed { get; init; } = 1;

    /// <summary>The feeds that are configured.</summary>
    /// <exception cref="InvalidOperationException">One makes no sense.</exception>
    public static IReadOnlyList<FeedSettings> From(IConfiguration configuration)
    {
        var feeds = configuration.GetSection("Exchange:Feeds").Get<List<FeedSettings>>() ?? [];
        for (var i = 0; i < feeds.Count; i++)
        {
            if (Fault(feeds[i]) is { } fault)
            {
                throw new InvalidOperationException($"Exchange:Feeds:{i}: {fault}");
            }

            if (feeds.Take(i).Any(other => other.Market == feeds[i].Market && other.Source == feeds[i].Source))
            {
                throw new InvalidOperationException($"Exchange:Feeds:{i}: {feeds[i].Market} {feeds[i].Source} has a feed already.");
            }
        }

        return feeds;
    }

    private static string? Fault(FeedSettings feed)
    {
        if (!Symbol.TryParse(feed.Market, out _) || !Symbol.TryParse(feed.Source, out _))
        {
            return "Market and Source must be a market's symbol and a source's name.";
        }

        if (feed.Interval <= TimeSpan.Zero || feed.Timeout <= TimeSpan.Zero || feed.Silence <= TimeSpan.Zero || feed.MaxBytes <= 0)
        {
            return "Interval, Timeout, Silence and MaxBytes must be above zero.";
        }

        return feed.Kind switch
        {
            FeedKind.HttpJson => FaultOfJson(feed, "http", "https"),
            FeedKind.WebSocketJson => FaultOfJson(feed, "ws", "wss"),
            FeedKind.Replay => feed switch
            {
                { Speed: < 1 or > 1_000_000 } => "Speed must be from 1 to 1,000,000.",
                { File: null or "" } => "a Replay needs a File.",
                _ when !feed.Source.StartsWith(ReplayPrefix, StringComparison.Ordinal) => $"a replayed source's name must begin with {ReplayPrefix}.",
                _ => null,
            },
        };
    }

    private static string? FaultOfJson(FeedSettings feed, params ReadOnlySpan<string> schemes)
    {
        if (feed.Url is not { IsAbsoluteUri: true } url || !schemes.Contains(url.Scheme))
        {
            return $"Url must be an address of {string.Join(" or ", schemes.ToArray())}.";
        }

        return JsonPointer.IsWellFormed(feed.PricePath)
            && (feed.TimePath is null || JsonPointer.IsWellFormed(feed.TimePath))
            && (feed.ConfidencePath is null || JsonPointer.IsWellFormed(feed.ConfidencePath))
            ? null
            : "PricePath, TimePath and ConfidencePath must be JSON pointers, like /data/0/last.";
    }
}
