using System.IO.Compression;
using Exchange.Engine;

namespace Exchange.Api;

/// <summary>Replays a capture as if it began now: for rehearsals. Its source's name says that it is one.</summary>
internal sealed class ReplayFeed(FeedSettings settings, FeedOutlet outlet, TimeProvider time) : IPriceFeed
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var file = new FileStream(settings.File!, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, useAsync: true);
        await using var plain = settings.File!.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
        using var lines = new StreamReader(plain);
        var names = (await lines.ReadLineAsync(cancellationToken) ?? "").Split(',');
        var (timeColumn, priceColumn) = (Array.IndexOf(names, settings.TimeColumn), Array.IndexOf(names, settings.PriceColumn));
        if (timeColumn < 0 || priceColumn < 0)
        {
            throw new InvalidDataException($"{settings.File} has no columns {settings.TimeColumn} and {settings.PriceColumn}.");
        }

        await ReplayAsync(lines, timeColumn, priceColumn, cancellationToken);
    }

    private async Task ReplayAsync(StreamReader lines, int timeColumn, int priceColumn, CancellationToken cancellationToken)
    {
        var startedAt = time.Now().Microseconds;
        long? first = null;
        var last = 0L;
        FeedQuote? due = null;
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            var fields = line.Split(',');
            if (fields.Length <= Math.Max(timeColumn, priceColumn)
                || !QuoteReader.TryReadTime(fields[timeColumn], settings.TimeUnit, out var then)
                || !QuoteReader.TryReadNumber(fields[priceColumn], out var price) || price <= 0)
            {
                outlet.Note(FeedFault.Malformed);
                continue;
            }

            first ??= then.Microseconds;
            var at = startedAt + ((then.Microseconds - first.Value) / settings.Speed);
            if (at <= last)
            {
                continue; // the capture's clock went back, or this one is too fine to tell apart
            }

            // What was overtaken before its turn came is left out.
            if (at > time.Now().Microseconds && due is { } ready)
            {
                await outlet.OfferAsync(ready, ready.Time!.Value, cancellationToken);
                await WaitUntilAsync(at, cancellationToken);
            }

            last = at;
            due = new FeedQuote(price, Confidence: 0, new Timestamp(at));
        }

        if (due is { } end)
        {
            await outlet.OfferAsync(end, end.Time!.Value, cancellationToken);
        }
    }

    private async Task WaitUntilAsync(long moment, CancellationToken cancellationToken)
    {
        while (moment - time.Now().Microseconds is > 0 and var left)
        {
            var wait = TimeSpan.FromMicroseconds(left);
            await Task.Delay(wait < LongestWait ? wait : LongestWait, time, cancellationToken);
        }
    }
}
