using System.Globalization;
using System.Text.Json;

namespace Exchange.Benchmarks;

/// <summary>A client that places, matches and cancels until its server is gone, and writes down everything that it sent and was told.</summary>
internal abstract class KillClient(int number, ApiCredentials key)
{
    private readonly Random _random = new(number);
    private readonly Queue<string> _open = new();
    private int _orders;

    public ApiCredentials Key { get; } = key;

    /// <summary>What it sent since the last start, in order.</summary>
    public List<Sent> Log { get; } = [];

    /// <summary>Connects and sends until that fails.</summary>
    public async Task RunAsync(Uri address)
    {
        try
        {
            await SendAsync(address);
        }
        catch (Exception error) when (error is IOException or HttpRequestException or System.Net.WebSockets.WebSocketException or TaskCanceledException)
        {
            // The server was killed, which is what this is about.
        }
    }

    protected abstract Task SendAsync(Uri address);

    /// <summary>The next operation: mostly an order around the mark, so that about half of them match; else the cancel of an earlier one.</summary>
    protected Sent Next()
    {
        Sent sent;
        if (_open.Count > 3 && _random.Next(5) < 2)
        {
            var id = _open.Dequeue();
            sent = new Sent(id, isCancel: true, $"\"clientOrderId\":\"{id}\"");
        }
        else
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"k{number}-{++_orders}");
            var isBuy = _random.Next(2) == 0;
            var price = (BenchVenue.MarkTicks + ((isBuy ? -1 : 1) * _random.Next(-3, 9))) / 10m;
            sent = new Sent(id, isCancel: false, string.Create(
                CultureInfo.InvariantCulture,
                $$"""
                "market":"{{BenchVenue.Symbol}}","side":"{{(isBuy ? "buy" : "sell")}}","type":"limit","price":"{{price:0.0}}","quantity":"0.00{{_random.Next(1, 6)}}","selfTradePrevention":"expireMaker","clientOrderId":"{{id}}"
                """));
            _open.Enqueue(id);
        }

        Log.Add(sent);
        return sent;
    }

    /// <summary>Writes an answer down.</summary>
    /// <param name="sent">What was sent.</param>
    /// <param name="isOk">Whether it was done.</param>
    /// <param name="answer">The order's outcome, or the error.</param>
    /// <exception cref="IOException">It says that nothing is known; the client ends.</exception>
    protected static void Take(Sent sent, bool isOk, JsonElement answer)
    {
        if (isOk)
        {
            sent.Answer = Answer.Acknowledged;
            sent.OrderId = long.Parse(answer.GetProperty("orderId").GetString()!, CultureInfo.InvariantCulture);
            sent.Filled = decimal.Parse(answer.GetProperty("filled").GetString()!, CultureInfo.InvariantCulture);
            return;
        }

        var code = answer.GetProperty("code").GetString();
        if (code is "outcome_unknown" or "internal_error")
        {
            throw new IOException($"The server says {code}.");
        }

        sent.Answer = Answer.Rejected;
    }
}

/// <summary>One request after the other over REST.</summary>
internal sealed class RestKillClient(int number, ApiCredentials key) : KillClient(number, key)
{
    protected override async Task SendAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(10) };
        while (true)
        {
            var sent = Next();
            var (isOk, answer) = await SendAsync(http, Key, sent);
            Take(sent, isOk, answer);
        }
    }

    /// <summary>Sends one operation, signed.</summary>
    public static async Task<(bool IsOk, JsonElement Answer)> SendAsync(HttpClient http, ApiCredentials key, Sent sent)
    {
        var (method, target, body) = sent.IsCancel
            ? (HttpMethod.Delete, $"/v1/orders/by-client-id/{sent.ClientOrderId}", "")
            : (HttpMethod.Post, "/v1/orders", $"{{{sent.Body}}}");
        using var request = key.Request(method, target, body);
        using var response = await http.SendAsync(request);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return (response.IsSuccessStatusCode, answer.RootElement.Clone());
    }
}
