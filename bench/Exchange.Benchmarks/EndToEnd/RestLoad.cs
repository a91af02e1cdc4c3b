using System.Diagnostics;
using System.Globalization;

namespace Exchange.Benchmarks;

/// <summary>Posts from a number of connections, each one request after the other.</summary>
internal static class RestLoad
{
    private const int Warmup = 300;

    /// <summary>Signed orders: one rests, and the next one of the connection, from another account, takes it or what another connection's left.</summary>
    public static Task<LoadFigures> OrdersAsync(Uri address, IReadOnlyList<ApiCredentials> keys, int connections, TimeSpan time)
    {
        var run = Random.Shared.Next(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
        return RunAsync(address, connections, time, (connection, number) =>
        {
            // The even accounts buy and the odd ones sell, so that none meets itself.
            var account = (connection + number) % keys.Count;
            var isBuy = account % 2 == 0;
            var price = (BenchVenue.MarkTicks + ((isBuy ? 1 : -1) * (number / 2 % 5))) / 10m;
            return HttpConnection.Signed(address, keys[account], "/v1/orders", string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"market":"{{BenchVenue.Symbol}}","side":"{{(isBuy ? "buy" : "sell")}}","type":"limit","price":"{{price:0.0}}","quantity":"0.001","clientOrderId":"r{{run}}-{{connection}}-{{number}}"}"""));
        });
    }

    /// <summary>Bodies of the same size to a web server that does nothing with them.</summary>
    public static Task<LoadFigures> FloorAsync(Uri address, int connections, TimeSpan time)
    {
        var key = new ApiCredentials(new string('0', 24), new string('0', 64));
        var request = HttpConnection.Signed(address, key, "/v1/orders", new string('x', 180));
        return RunAsync(address, connections, time, (_, _) => request);
    }

    private static async Task<LoadFigures> RunAsync(Uri address, int connections, TimeSpan time, Func<int, int, byte[]> request)
    {
        using var stop = new CancellationTokenSource();
        var latency = LoadFigures.NewHistogram();
        long refused = 0;
        var started = 0L;
        var ready = new TaskCompletionSource();
        var waiting = connections;
        var loops = Enumerable.Range(0, connections).Select(connection => Task.Run(async () =>
        {
            using var http = new HttpConnection(address);
            await http.ConnectAsync();
            var number = 0;
            while (number < Math.Max(4, Warmup / connections))
            {
                await http.PostAsync(request(connection, number++));
            }

            if (Interlocked.Decrement(ref waiting) == 0)
            {
                started = Stopwatch.GetTimestamp();
                stop.CancelAfter(time);
                ready.SetResult();
            }

            await ready.Task;
            while (!stop.IsCancellationRequested)
            {
                var bytes = request(connection, number++);
                var sent = Stopwatch.GetTimestamp();
                var status = await http.PostAsync(bytes);
                var elapsed = (long)Stopwatch.GetElapsedTime(sent).TotalMicroseconds;
                lock (latency)
                {
                    latency.RecordValue(Math.Max(1, elapsed));
                }

                if (status != 200)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        })).ToArray();
        await Task.WhenAll(loops);
        return new LoadFigures(latency.TotalCount, refused, Stopwatch.GetElapsedTime(started).TotalSeconds, latency);
    }
}
