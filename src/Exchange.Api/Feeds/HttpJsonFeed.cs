using System.Net;

namespace Exchange.Api;

/// <summary>Asks an address again and again.</summary>
internal sealed class HttpJsonFeed(FeedSettings settings, FeedOutlet outlet, IHttpClientFactory clients, TimeProvider time) : IPriceFeed
{
    /// <summary>The name under which its client is configured.</summary>
    public const string Client = "feeds";

    private readonly byte[] _buffer = new byte[settings.MaxBytes + 1];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(settings.Interval, time);
        do
        {
            await AskAsync(cancellationToken);
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        // One limit for everything, so that a byte now and then does not keep it waiting.
        using var limit = new CancellationTokenSource(settings.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var askedAt = time.Now();
            var length = await FetchAsync(either.Token);
            if (length is { } bytes)
            {
                await outlet.OfferAsync(_buffer.AsMemory(0, bytes), askedAt, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            outlet.Note(FeedFault.TimedOut);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            outlet.Note(FeedFault.Unreachable, error);
        }
    }

    /// <summary>Reads an answer into the buffer; its length, or null if there is none to be used.</summary>
    private async Task<int?> FetchAsync(CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(Client);
        using var response = await client.GetAsync(settings.Url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            outlet.Note(FeedFault.StatusNotOk);
            return null;
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var length = await body.ReadAtLeastAsync(_buffer, _buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (length == _buffer.Length)
        {
            outlet.Note(FeedFault.TooLarge);
            return null;
        }

        return length;
    }
}
